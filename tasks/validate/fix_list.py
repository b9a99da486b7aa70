"""The fix list: which cells of the logs staff have to mend, with a summary by field and by rule.

Cells are named by file, sheet and row. The list holds no value as written and names no person.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from expectations.contract.fields import LOGS, REFERENCE_PATTERN, FieldKind, Problem, fields
from expectations.contract.vocabulary import vocabulary
from expectations.rules import Profile, Rule, record_rules
from tasks.model.quality import Quality, RuleResult, no_record_lines
from tasks.model.records import Intake
from tasks.storage.engine import Database
from tasks.storage.sql import quoted

MAX_LINES = 20_000
"""Lines a log: nobody mends more by hand before running again, and the file stays small."""
MAX_LINES_ON_PAGE = 500
"""Lines a log on the page; the workbook has the rest."""
MAX_LABELS = 8
"""Allowed values that a cell spells out; longer lists stand on their own sheet."""
SEE_LIST = "see the sheet Allowed values"


@dataclass(frozen=True, slots=True)
class UnreadableValues:
    """The values of a field that could not be read.

    Attributes:
        field: its title.
        values: how many different ones there are, as written; 0 where all were too long to be kept.
        records: how many records hold one, by log.
        nearest: labels of allowed values that are near to some of them, with how many records; the most first.
    """

    field: str
    values: int
    records: Mapping[str, int]
    nearest: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that records break in a field: titles, severity, what to do, and how many records, by log."""

    field: str
    title: str
    severity: str
    remedy: str
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FixListLine:
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
    """What staff have to mend.

    ``listed`` counts all lines of a log, of which a page may have the first alone. ``no_records`` says which
    rows are no records, a line a source.
    """

    read: int
    set_aside: int
    unread: tuple[UnreadableValues, ...]
    broken: tuple[BrokenRule, ...]
    lines: Mapping[str, tuple[FixListLine, ...]]
    listed: Mapping[str, int]
    no_records: tuple[str, ...] = ()

    def for_page(self) -> "FixList":
        """The same with as many lines as the page shows, those that set records aside first."""
        first = {log: sorted(all_, key=lambda line: line.severity) for log, all_ in self.lines.items()}
        return replace(self, lines={log: tuple(lines[:MAX_LINES_ON_PAGE]) for log, lines in first.items()})


def make_fix_list(database: Database, intake: Intake, quality: Quality) -> FixList:
    """The fix list of the table ``failing_records``."""
    lines = {log: _lines(database, log, intake) for log in LOGS}
    return FixList(
        sum(quality.read.values()),
        sum(quality.set_aside.values()),
        _unreadable_values(database, intake),
        broken_rules(quality),
        lines,
        {log: len(some) for log, some in lines.items()},
        tuple(no_record_lines(quality.no_records)),
    )


def _unreadable_values(database: Database, intake: Intake) -> tuple[UnreadableValues, ...]:
    """The fields with values that could not be read, those of most records first."""
    rows = database.rows(
        "SELECT field, log, value, count(*) FROM (SELECT DISTINCT field, log, source, row, value "
        "FROM failing_records WHERE starts_with(value, '!')) GROUP BY ALL"
    )
    records: dict[str, dict[str, int]] = {}
    nearest: dict[str, Counter[str]] = {}
    for name, log, value, count in rows:
        records.setdefault(name, dict.fromkeys(LOGS, 0))[log] += int(count)
        nearest.setdefault(name, Counter())[_nearest(name, value)] += int(count)
    order = list(fields())
    return tuple(
        UnreadableValues(
            fields()[name].title,
            intake.unreadable.get(name, 0),
            records[name],
            tuple(sorted(((label, n) for label, n in nearest[name].items() if label), key=lambda p: (-p[1], p[0]))),
        )
        for name in sorted(records, key=lambda name: (-sum(records[name].values()), order.index(name)))
    )


def broken_rules(quality: Quality) -> tuple[BrokenRule, ...]:
    """The rules on records that were broken, a line a rule and field, in the order of the contract."""
    remedies = {rule.id: rule.remedy for rule in record_rules()}
    found: dict[tuple[str, str], list[RuleResult]] = {}
    for result in quality.rules:
        if result.rule in remedies:
            found.setdefault((result.rule, result.field), []).append(result)
    return tuple(
        BrokenRule(
            fields()[name].title,
            results[0].title,
            results[0].severity.value,
            remedies[rule],
            {log: sum(result.records for result in results if result.log == log) for log in LOGS},
        )
        for (rule, name), results in found.items()
    )


def _lines(database: Database, log: str, intake: Intake) -> tuple[FixListLine, ...]:
    """The log's failing records by source and row; where they are too many, those that set records aside first."""
    rules = record_rules()
    rows = database.rows(
        "SELECT source, row, CASE WHEN regexp_full_match(contact_id, "
        f"{quoted(REFERENCE_PATTERN)}) THEN contact_id END, field, rule, value, other_value "
        f"FROM failing_records WHERE log = {quoted(log)} ORDER BY severity, source, row, rule, value LIMIT {MAX_LINES}"
    )
    return tuple(
        FixListLine(
            file=intake.sources[source].name,
            sheet=intake.sources[source].sheet or "",
            row=row,
            contact=contact_id or "",
            field=fields()[name].title,
            title=rules[rule].title,
            severity=rules[rule].severity,
            allowed=allowed_values(name),
            suggestion=_suggestion(rules[rule], name, value, other_value),
        )
        for source, row, contact_id, name, rule, value, other_value in sorted(rows, key=lambda found: found[:2])
    )


def _suggestion(rule: Rule, name: str, value: str | None, other_value: str | None) -> str:
    if rule.profile is Profile.NEAR_MISSES and other_value is not None:
        return vocabulary("city").label(other_value)
    return _nearest(name, value or "")


def _nearest(name: str, value: str) -> str:
    """The label of the allowed value near to one that could not be read; empty where there is none."""
    problem, _, key = value.partition(":")
    return fields()[name].vocabulary.label(key) if problem == Problem.UNKNOWN and key else ""


def allowed_values(name: str) -> str:
    """What a field may hold, in words."""
    f = fields()[name]
    match f.kind:
        case FieldKind.REFERENCE:
            return "a running number, or one like C-000123, each once in its log"
        case FieldKind.TIMESTAMP:
            return "a date and time like 2018-11-30 14:05, since the helpline began and not after today"
        case FieldKind.CASE:
            return "the helpline's own case number"
        case FieldKind.AGE:
            return f"whole years from 5 to 110, or a band: {', '.join(c.label for c in f.vocabulary)}"
    labels = [category.label for category in f.vocabulary]
    several = "; several with a semicolon between" if f.kind is FieldKind.CATEGORIES else ""
    if len(labels) <= MAX_LABELS:
        return ", ".join(labels) + several
    return f"{', '.join(labels[:3])} …: {SEE_LIST}{several}"
