"""The cells to mend, a line each: named by file, sheet and row, with no value and no person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from expectations.contract.fields import REFERENCE_PATTERN, FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from expectations.rules import Profile, Rule, record_rules
from tasks.core.engine import Database
from tasks.core.problems import Problem
from tasks.core.records import Intake
from tasks.core.sql import quoted
from tasks.validate.fix_summary import Broken, Unread

LONGEST = 20_000
"""Lines a log: nobody mends more by hand before running again, and the file stays small."""
SHOWN = 8
"""Allowed values that a cell spells out; longer lists stand on their own sheet."""
SEE_LIST = "see the sheet Allowed values"


SHOWN_ROWS = 500
"""Lines a log on the page; the workbook has the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One cell to mend: where it stands, what is wrong, and the allowed value that may be meant."""

    file: str
    sheet: str
    row: int
    contact: str
    field: str
    title: str
    severity: str
    allowed: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class FixList:
    """What staff have to mend; ``listed`` counts all lines of a log, of which a page may have the first alone."""

    read: int
    set_aside: int
    unread: tuple[Unread, ...]
    broken: tuple[Broken, ...]
    lines: Mapping[str, tuple[Line, ...]]
    listed: Mapping[str, int]

    @property
    def first(self) -> "FixList":
        """The same with as many lines as the page shows, those that set records aside first."""
        first = {log: sorted(some, key=lambda line: line.severity)[:SHOWN_ROWS] for log, some in self.lines.items()}
        return replace(self, lines={log: tuple(some) for log, some in first.items()})


def lines_of(database: Database, log: str, intake: Intake) -> tuple[Line, ...]:
    """The log's failing records by source and row; where they are too many, those that set records aside first."""
    rules = record_rules()
    rows = database.rows(
        "SELECT source, row, CASE WHEN regexp_full_match(contact_id, "
        f"{quoted(REFERENCE_PATTERN)}) THEN contact_id END, field, rule, value, beside "
        f"FROM failing_records WHERE log = {quoted(log)} ORDER BY severity, source, row, rule, value LIMIT {LONGEST}"
    )
    return tuple(
        Line(
            file=intake.sources[source].name,
            sheet=intake.sources[source].sheet or "",
            row=row,
            contact=contact_id or "",
            field=fields()[name].title,
            title=rules[rule].title,
            severity=rules[rule].severity,
            allowed=allowed_values(name),
            suggestion=_suggestion(rules[rule], name, value, beside),
        )
        for source, row, contact_id, name, rule, value, beside in sorted(rows, key=lambda found: found[:2])
    )


def _suggestion(rule: Rule, name: str, value: str | None, beside: str | None) -> str:
    if rule.profile is Profile.NEAR_MISSES and beside is not None:
        return vocabulary("city").label(beside)
    problem, _, key = (value or "").partition(":")
    return fields()[name].vocabulary.label(key) if problem == Problem.UNKNOWN and key else ""


def allowed_values(name: str) -> str:
    """What a field may hold, in words."""
    f = fields()[name]
    match f.kind:
        case FieldKind.REFERENCE:
            return "C-000123 or E-000045, each once in its log"
        case FieldKind.TIMESTAMP:
            return "a date and time like 2018-11-30 14:05, since the helpline began and not after today"
        case FieldKind.CASE:
            return "the helpline's own case number"
        case FieldKind.AGE:
            return f"whole years from 5 to 110, or a band: {', '.join(c.label for c in f.vocabulary)}"
    labels = [category.label for category in f.vocabulary]
    several = "; several with a semicolon between" if f.kind is FieldKind.CATEGORIES else ""
    if len(labels) <= SHOWN:
        return ", ".join(labels) + several
    return f"{', '.join(labels[:3])} …: {SEE_LIST}{several}"
