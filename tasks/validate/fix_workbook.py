"""The fix list as a workbook: how to use it, what is wrong in all, a sheet a log, and the allowed values."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from expectations.contract.fields import LOGS, fields
from expectations.contract.vocabulary import vocabulary
from tasks.validate.fix_lines import LONGEST, SEE_LIST, FixList, Line, allowed_values
from tasks.validate.fix_summary import Broken, Unread

Row = Sequence[str | int]

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


def workbook(found: FixList) -> bytes:
    """The content of the workbook; the same list gives the same bytes."""
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
    _how_to_sheet(book.add_worksheet("How to use"), styles, found)
    for log in LOGS:
        _log_sheet(book.add_worksheet(f"{vocabulary('log').label(log)}s"), styles, found.lines[log])
    _values_sheet(book.add_worksheet("Allowed values"), styles)
    book.close()
    return buffer.getvalue()


def _how_to_sheet(sheet: Any, styles: Mapping[str, Any], found: FixList) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 62)
    sheet.set_column(2, 4, 11)
    sheet.set_column(5, 5, 70)
    sheet.write_string(0, 0, "What to mend in the helpline's logs", styles["title"])
    for row, text in enumerate(_how_to(found), start=2):
        sheet.write_string(row, 0, text)
    heads = ("Field", "Values that could not be read", "Different", "Calls", "E-mails", "Allowed values that are near")
    unread: list[Row] = [(u.field, "", u.values, *_counts(u), near_words(u)) for u in found.unread]
    top = _table(sheet, styles, 9, heads, unread) if found.unread else 9
    broken: list[Row] = [(b.field, b.title, b.severity, *_counts(b), b.remedy) for b in found.broken]
    _table(sheet, styles, top, ("Field", "What is wrong", "Severity", "Calls", "E-mails", "What to do"), broken)


def _counts(line: Unread | Broken) -> Row:
    return [line.records[log] for log in LOGS]


def _table(sheet: Any, styles: Mapping[str, Any], top: int, heads: Sequence[str], rows: Iterable[Row]) -> int:
    """Write a table; gives the row where another may begin."""
    row = top
    for column, heading in enumerate(heads):
        sheet.write_string(top, column, heading, styles["head"])
    for row, cells in enumerate(rows, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, styles["number"])
            elif cell:
                sheet.write_string(row, column, cell, styles["text"])
    return row + 2


def near_words(unread: Unread) -> str:
    """The allowed values that are near to values that could not be read, with the number of records of each."""
    return ", ".join(f"{label} ({records:,})" for label, records in unread.nearest)


def _how_to(found: FixList) -> Iterator[str]:
    yield "Each line of the next sheets names one cell by file, sheet and row. Mend it in the log, then check again."
    yield "Critical: the record is set aside and counts in no figure until it is mended. Warning: the record counts."
    yield "A record with several faults has several lines. The list holds no value from the logs."
    yield "Where the reference of a contact is not readable, go by file, sheet and row; row 1 is the heading."
    if LONGEST in found.listed.values():
        yield f"Only {LONGEST:,} lines of a log are listed, critical ones first. Mend what they have in common."


def _log_sheet(sheet: Any, styles: Mapping[str, Any], lines: Sequence[Line]) -> None:
    for column, (heading, width) in enumerate(HEADINGS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles["head"])
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(astuple(line)):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, styles["number"])
            elif cell:
                sheet.write_string(row, column, cell, styles["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines)), len(HEADINGS) - 1)


def _values_sheet(sheet: Any, styles: Mapping[str, Any]) -> None:
    listed = [f for f in fields().values() if allowed_values(f.name).find(SEE_LIST) >= 0]
    for column, f in enumerate(listed):
        sheet.set_column(column, column, 34)
        sheet.write_string(0, column, f.title, styles["head"])
        for row, category in enumerate(f.vocabulary, start=1):
            sheet.write_string(row, column, category.label, styles["text"])
    sheet.freeze_panes(1, 0)
