"""What validation found: counts by rule and by field, never a value. Safe on both sides of the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a broken rule does to its records: ``critical`` sets them aside, ``warning`` only reports them."""

    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's outcome over one log."""

    rule: str
    field: str
    log: str
    severity: Severity
    title: str
    records: int


@dataclass(frozen=True, slots=True)
class FieldMissing:
    """How many accepted new contacts of a log have no value in a field, of how many that were asked."""

    field: str
    log: str
    asked: int
    missing: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality statement of a build. By log: ``read`` = ``accepted`` + ``set_aside``.

    ``gate`` is the greatest share of records that may be set aside, as a fraction.
    """

    read: Mapping[str, int]
    accepted: Mapping[str, int]
    set_aside: Mapping[str, int]
    rules: tuple[RuleResult, ...]
    missing: tuple[FieldMissing, ...]
    unknown_columns: Mapping[str, tuple[int, ...]]
    gate: float

    @property
    def share_set_aside(self) -> float:
        """Records set aside of all that were read."""
        return sum(self.set_aside.values()) / max(1, sum(self.read.values()))

    @property
    def passed(self) -> bool:
        """Whether the gate lets the build go on."""
        return self.share_set_aside <= self.gate
