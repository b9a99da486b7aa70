"""What validation found: counts by rule and by field, never a value. Safe on both sides of the line."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from expectations.contract.helpline import helpline
from expectations.rules import missing_rule
from tasks.model.shares import rounded_share


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
    """How many accepted new contacts of a log have no value in a field, of how many that were asked.

    In a published edition: how many cases of both logs; ``below`` is the bound of a number that is given as 0.
    """

    field: str
    log: str
    asked: int
    missing: int
    below: int | None = None

    @property
    def share(self) -> float:
        """The missing of those asked; 0 where nobody was."""
        return rounded_share(self.missing, self.asked) or 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality statement of a build. By log: ``read`` = ``accepted`` + ``set_aside``.

    Attributes:
        rules: outcomes of the rules that were broken; a record that breaks two counts under each.
        unknown_columns: by source, positions (from 1) of columns that the contract does not know and nobody read.
        gate: the greatest share of records that may be set aside, as a fraction.
        checks: how many rules were held against the records, each field apart.
        first_set_aside: where the first few records stand that were set aside, for messages to staff; in no edition.
        no_records: rows that are no records, such as totals, by source and kind; for staff, like the last.
    """

    read: Mapping[str, int]
    accepted: Mapping[str, int]
    set_aside: Mapping[str, int]
    rules: tuple[RuleResult, ...]
    missing: tuple[FieldMissing, ...]
    unknown_columns: Mapping[str, tuple[int, ...]]
    gate: float
    checks: int = 0
    first_set_aside: tuple[str, ...] = field(default=(), compare=False)
    no_records: Mapping[str, Mapping[str, int]] = field(default_factory=dict, compare=False)

    @property
    def share_set_aside(self) -> float:
        """Records set aside of all that were read."""
        return sum(self.set_aside.values()) / max(1, sum(self.read.values()))

    @property
    def passed(self) -> bool:
        """Whether the gate lets the build go on."""
        return self.share_set_aside <= self.gate


_READER = TypeAdapter(Quality)


def warn_of_missing(missing: Iterable[FieldMissing]) -> tuple[RuleResult, ...]:
    """The fields that are empty more often than the helpline's limit, as warnings that concern no single record."""
    rule, limit = missing_rule(), helpline().missing_limit
    return tuple(
        RuleResult(rule.id, each.field, each.log, Severity(rule.severity), rule.title, each.missing)
        for each in missing
        if each.share > limit
    )


def record_lines(quality: Quality) -> list[str]:
    """Records read, accepted and set aside, a line a log."""
    return [
        f"{log}: {read:,} read = {quality.accepted[log]:,} accepted + {quality.set_aside[log]:,} set aside"
        for log, read in quality.read.items()
    ]


def no_record_lines(no_records: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The rows that are no records, a line a source."""
    return [
        f"{source}: {', '.join(f'{rows:,} {kind}' if rows else kind for kind, rows in kinds.items())}"
        for source, kinds in no_records.items()
    ]


def quality_json(quality: Quality) -> dict[str, Any]:
    """The statement as plain JSON types, in a fixed order; without the records, which stay with the staff."""
    return {
        "read": dict(quality.read),
        "accepted": dict(quality.accepted),
        "set_aside": dict(quality.set_aside),
        "share_set_aside": rounded_share(sum(quality.set_aside.values()), sum(quality.read.values())),
        "gate": quality.gate,
        "passed": quality.passed,
        "checks": quality.checks,
        "rules": [asdict(result) | {"severity": result.severity.value} for result in quality.rules],
        "missing": [asdict(each) | {"share": each.share} for each in quality.missing],
        "unknown_columns": {source: list(positions) for source, positions in sorted(quality.unknown_columns.items())},
    }


def quality_from_json(data: Mapping[str, Any]) -> Quality:
    """Read back what :func:`quality_json` wrote.

    Raises:
        ValueError: the data has not that form.
    """
    return _READER.validate_python(data)
