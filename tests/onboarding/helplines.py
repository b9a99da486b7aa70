"""Ten invented helplines: how each keeps its log, beside the clean records that the log was written from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from expectations.contract.fields import FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from tests.random_logs import random_records
from tests.sample_logs.record import CASE_FIELDS, Record

NAMES = ("Quexalba", "Vrintobel", "Zymorane")
"""Stand in columns of names and remarks, and in references; nothing that the program leaves behind may hold one."""
TOWN = "Oxbellow"
"""A place that no list of cities has."""
RECORDS = 300
_UNSAID = ("secondary_case_type", "vulnerable_communities")
"""Fields where an empty cell is an answer, so that no word for "nothing is recorded" stands in it."""

Cell = Any
Write = Callable[[Record, int], Cell]


@dataclass(frozen=True)
class Helpline:
    """How a log is kept.

    Attributes:
        columns: from a heading to the field under it, or to a part of one; empty where names or remarks stand.
        form: of the file; one of :data:`tests.onboarding.log_writers.WRITERS`.
        day: how a contact's day is written, with the time beside it where the log is ``timed``.
        clock: how times are written that have a column of their own.
        said: the answers to questions about days: their order, or none.
        words: by field, from each key to how staff write it. A field's other keys are recorded by nobody.
        blank: what stands where nothing is recorded.
        between: what parts several answers.
        reference, case: how a contact's number and its case's are written.
        emails: the share of e-mails, which have a file of their own.
        months: the first and the last of the log; ``size`` how many records it has.
    """

    columns: Mapping[str, str]
    form: str
    day: Callable[[datetime], Cell]
    timed: bool = False
    clock: Callable[[datetime], Cell] | None = None
    said: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blank: str = ""
    between: str = ";"
    reference: Callable[[int], Cell] = lambda number: number
    case: Callable[[str], Cell] = lambda case: case
    emails: float = 0.0
    months: tuple[str, str] = ("2016-12", "2018-11")
    size: int = RECORDS

    @property
    def recorded(self) -> frozenset[str]:
        """The fields that its log has, and the time of day."""
        times = ["received_at.time"] if self.timed or self.clock else []
        return frozenset([*(name.partition(".")[0] for name in self.columns.values() if name), *times])

    def originals(self) -> list[Record]:
        """What is true: the records without what the log does not record."""
        first, last = self.months
        drawn = random_records(17, self.size, first=first, last=last, emails=self.emails, missing=0.1, moved=0.1)
        found = [self._as_recorded(record) for record in drawn]
        return found if "kind" in self.recorded else _kinds_by_case(found)

    def _as_recorded(self, record: Record) -> Record:
        kept: dict[str, Any] = {name: self._kept(name, getattr(record, name)) for name in CASE_FIELDS}
        if kept["secondary_case_type"] == kept["case_type"]:
            kept["secondary_case_type"] = None
        if "fia_referral" in kept and "fia" not in kept["referrals"]:
            kept["fia_referral"] = None
        case = record.case_ref if "case_ref" in self.recorded else None
        has_time = self.timed or (record.has_time and self.clock is not None)
        return replace(record, **kept, case_ref=case, has_time=has_time)

    def _kept(self, name: str, value: Any) -> Any:
        """The value, as far as the log has the field and a word for it."""
        known = self.words.get(name)
        if isinstance(value, tuple):
            parts = {part.partition(".")[2] for part in self.columns.values() if part.startswith(f"{name}.")}
            return tuple(key for key in value if name in self.recorded and key in (known or parts or value))
        return value if name in self.recorded and (known is None or value in known) else None

    def rows(self, records: Sequence[Record]) -> list[list[Cell]]:
        """The rows of a file."""
        return [
            [self._cell(part, record, number) for part in self.columns.values()]
            for number, record in enumerate(records, start=1)
        ]

    def _cell(self, part: str, record: Record, number: int) -> Cell:
        name, _, answer = part.partition(".")
        own: dict[str, Callable[[], Cell]] = {
            "": lambda: NAMES[number % len(NAMES)],
            "contact_id": lambda: self.reference(number),
            "received_at": lambda: self.day(record.received_at),
            "received_at.time": lambda: self.clock(record.received_at) if self.clock and record.has_time else None,
            "case_ref": lambda: self.case(record.case_ref) if record.case_ref else None,
        }
        if part in own:
            return own[part]()
        value = getattr(record, name)
        if answer:
            return self.words.get("yes_no", {"yes": 1, "no": 0})["yes" if answer in value else "no"]
        if not value:
            return None if name in _UNSAID else self.blank or None
        return self.between.join(self.word(name, key) for key in ((value,) if isinstance(value, str) else value))

    def word(self, name: str, key: str) -> str:
        """How its staff write an answer."""
        if name in self.words:
            return self.words[name][key]
        if fields()[name].kind is FieldKind.AGE:
            return str((vocabulary("age_band")[key].ages or (key,))[0])
        return TOWN if (name, key) == ("city", "other") else fields()[name].vocabulary.label(key)


def _kinds_by_case(records: Sequence[Record]) -> list[Record]:
    """The first contact of a case is new, those after it follow it up; what names no case is one of its own."""

    def arrival(number: int) -> tuple[str, str, int]:
        record = records[number]
        at = record.received_at
        return f"{at:%Y-%m-%d %H:%M}" if record.has_time else f"{at:%Y-%m-%d}", record.log, number

    first: dict[str, int] = {}
    for number in sorted(range(len(records)), key=arrival):
        first.setdefault(records[number].case_ref or str(number), number)
    opening = {*first.values()}
    return [replace(r, kind="new" if n in opening else "follow_up") for n, r in enumerate(records)]
