"""The fix list: a workbook for staff that names records by file, sheet and row, and no person."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from expectations.contract.fields import LOGS, REFERENCE_PATTERN, FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from expectations.rules import Profile, Rule, record_rules
from tasks.core.engine import Database
from tasks.core.problems import Problem
from tasks.core.quality import Quality
from tasks.core.records import Intake
from tasks.core.sql import quoted
from tasks.core.workspace import write_private

LONGEST = 20_000
"""Lines a log: nobody mends more by hand before running again, and the file stays small."""
SHOWN = 8
"""Allowed values that a cell spells out; longer lists stand on their own sheet."""
HEADINGS = {
    "File": 26,
    "Sheet": 12,
    "Row": 8,
    "Contact": 12,
    "Field": 24,
    "What is wrong": 58,
    "Severity": 10,
    "Allowed values": 58,
    "Did you mean": 22,
}
SEE_LIST = "see the sheet Allowed values"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend."""

    source: int
    row: int
    contact_id: str | None
    field: str
    rule: Rule
    suggestion: str


def write_fix_list(database: Database, intake: Intake, quality: Quality, private: Path) -> Path | None:
    """Write ``fix_list.xlsx`` into the private folder, readable by its owner alone.

    Returns:
        Its path; None where there is nothing to mend, and then an earlier list is removed too.
    """
    path = private / "fix_list.xlsx"
    path.unlink(missing_ok=True)
    lines = {log: _lines(database, log) for log in LOGS}
    if not any(lines.values()):
        return None
    write_private(path, _workbook(lines, intake, quality))
    return path


def _lines(database: Database, log: str) -> list[Line]:
    """The log's breaches by source and row; where they are too many, those that set records aside first."""
    rules = record_rules()
    rows = database.rows(
        "SELECT source, row, CASE WHEN regexp_full_match(contact_id, "
        f"{quoted(REFERENCE_PATTERN)}) THEN contact_id END, field, rule, value, beside "
        f"FROM breaches WHERE log = {quoted(log)} ORDER BY severity, source, row, rule, value LIMIT {LONGEST}"
    )
    lines = [
        Line(source, row, contact_id, name, rules[rule], _suggestion(rules[rule], name, value, beside))
        for source, row, contact_id, name, rule, value, beside in rows
    ]
    return sorted(lines, key=lambda line: (line.source, line.row))


def _suggestion(rule: Rule, name: str, value: str | None, beside: str | None) -> str:
    if rule.profile is Profile.NEAR_MISSES and beside is not None:
        return vocabulary("city").label(beside)
    problem, _, key = (value or "").partition(":")
    return fields()[name].vocabulary.label(key) if problem == Problem.UNKNOWN and key else ""


def _workbook(lines: Mapping[str, Sequence[Line]], intake: Intake, quality: Quality) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    # No clock, so that the same logs give the same bytes.
    book.set_properties({"title": "What to mend in the helpline's logs", "created": datetime(2000, 1, 1)})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 15}),
        "head": book.add_format({"bold": True, "bg_color": "#E9E4F0", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }
    _how_to_sheet(book.add_worksheet("How to use"), styles, lines, quality)
    for log in LOGS:
        _log_sheet(book.add_worksheet(f"{vocabulary('log').label(log)}s"), styles, lines[log], intake)
    _values_sheet(book.add_worksheet("Allowed values"), styles)
    book.close()
    return buffer.getvalue()


def _how_to_sheet(sheet: Any, styles: Mapping[str, Any], lines: Mapping[str, Sequence[Line]], quality: Quality) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 62)
    sheet.set_column(2, 4, 11)
    sheet.set_column(5, 5, 70)
    sheet.write_string(0, 0, "What to mend in the helpline's logs", styles["title"])
    for row, text in enumerate(_how_to(lines), start=2):
        sheet.write_string(row, 0, text)
    top = 9
    for column, heading in enumerate(("Field", "What is wrong", "Severity", "Calls", "E-mails", "What to do")):
        sheet.write_string(top, column, heading, styles["head"])
    remedies = {rule.id: rule.remedy for rule in record_rules()}
    broken = {(r.rule, r.field): r for r in quality.rules if r.rule in remedies}
    records = {(r.rule, r.field, r.log): r.records for r in quality.rules}
    for row, ((rule, name), result) in enumerate(broken.items(), start=top + 1):
        texts = {0: fields()[name].title, 1: result.title, 2: result.severity.value, 5: remedies[rule]}
        for column, text in texts.items():
            sheet.write_string(row, column, text, styles["text"])
        for column, log in enumerate(LOGS, start=3):
            sheet.write_number(row, column, records.get((rule, name, log), 0), styles["number"])


def _how_to(lines: Mapping[str, Sequence[Line]]) -> Iterator[str]:
    yield "Each line of the next sheets names one cell by file, sheet and row. Mend it in the log, then check again."
    yield "Critical: the record is set aside and counts in no figure until it is mended. Warning: the record counts."
    yield "A record with several faults has several lines. The list holds no value from the logs."
    yield "Where the reference of a contact is not readable, go by file, sheet and row; row 1 is the heading."
    if any(len(some) == LONGEST for some in lines.values()):
        yield f"Only {LONGEST:,} lines of a log are listed, critical ones first. Mend what they have in common."


def _log_sheet(sheet: Any, styles: Mapping[str, Any], lines: Sequence[Line], intake: Intake) -> None:
    for column, (heading, width) in enumerate(HEADINGS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles["head"])
    for row, line in enumerate(lines, start=1):
        source = intake.sources[line.source]
        texts = {
            0: source.name,
            1: source.sheet or "",
            3: line.contact_id or "",
            4: fields()[line.field].title,
            5: line.rule.title,
            6: line.rule.severity,
            7: allowed_values(line.field),
            8: line.suggestion,
        }
        sheet.write_number(row, 2, line.row, styles["number"])
        for column, text in texts.items():
            if text:
                sheet.write_string(row, column, text, styles["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines)), len(HEADINGS) - 1)


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


def _values_sheet(sheet: Any, styles: Mapping[str, Any]) -> None:
    listed = [f for f in fields().values() if allowed_values(f.name).find(SEE_LIST) >= 0]
    for column, f in enumerate(listed):
        sheet.set_column(column, column, 34)
        sheet.write_string(0, column, f.title, styles["head"])
        for row, category in enumerate(f.vocabulary, start=1):
            sheet.write_string(row, column, category.label, styles["text"])
    sheet.freeze_panes(1, 0)
