"""A clean record: what a row of a log says, in the keys of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from expectations.conditions import has_categories
from expectations.contract.fields import FieldKind, fields

T = TypeVar("T")
Value = str | tuple[str, ...] | None
Case = dict[str, Value]
"""The attributes of a case while it is being built: field → key, keys where several are allowed, None where unknown."""
CASE_FIELDS = tuple(f.name for f in fields().values() if has_categories(f) and f.name != "kind")
"""The fields that describe a case, in the contract's order; each may depend on those before it."""


def _with_answers(cls: type[T]) -> type[T]:
    """The class with an attribute more a field that describes a case; where nothing was recorded, None or ``()``."""
    answers = [
        (name, object, field(default=() if fields()[name].kind is FieldKind.CATEGORIES else None))
        for name in CASE_FIELDS
    ]
    made = make_dataclass(cls.__name__, answers, bases=(cls,), frozen=True, slots=True)
    made.__module__ = cls.__module__
    return made


@_with_answers
@dataclass(frozen=True, slots=True)
class Record:
    """One contact, in the keys of the contract; beside these attributes it has one a field of :data:`CASE_FIELDS`.

    Attributes:
        log: ``calls`` or ``emails``.
        received_at: in the time of the helpline, to the minute.
        has_time: False where staff wrote down the day alone; the hour then counts as unknown.
        age: the band's key, also where the log will say it in years.
        city: the gazetteer's key, ``other`` for a place outside it.
        platforms and other fields that allow several: keys in the vocabulary's order; empty where unknown.
    """

    log: str
    contact_id: str
    received_at: datetime
    has_time: bool
    kind: str
    case_ref: str | None = None

    @property
    def month(self) -> str:
        """The month of the contact, as ``2018-11``."""
        return f"{self.received_at:%Y-%m}"


LOG_LETTERS: Mapping[str, str] = {"calls": "C", "emails": "E"}
CASE_PREFIX = "CASE-0"
"""Every case number of the bundled logs begins so; it must leave the intake as a pseudonym only."""


def contact_id(log: str, number: int) -> str:
    """A log's running reference, as ``C-000123``."""
    return f"{LOG_LETTERS[log]}-{number:06d}"


def case_ref(number: int) -> str:
    """The helpline's own case number, as ``CASE-00123``."""
    return f"CASE-{number:05d}"


def from_case(record: Record, case: Case) -> Record:
    """The record with all attributes of a case."""
    known: dict[str, Any] = {name: case[name] for name in CASE_FIELDS if name in case}
    return replace(record, **known)


def numbered(records: list[Record]) -> list[Record]:
    """The records in order, calls before e-mails and each log by time, with running references."""
    found = []
    for log in LOG_LETTERS:
        rows = sorted((record for record in records if record.log == log), key=lambda record: record.received_at)
        found += [replace(record, contact_id=contact_id(log, number)) for number, record in enumerate(rows, start=1)]
    return found
