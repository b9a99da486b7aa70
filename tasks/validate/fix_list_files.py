"""The files of the fix list, in the private folder: a workbook for staff, and JSON for the page of the editions site.

The workbook has a sheet that says how to use it and sums up, a sheet a log, and one of the allowed values.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from expectations.contract.fields import LOGS, fields
from expectations.contract.vocabulary import vocabulary
from tasks.model.errors import UsageError
from tasks.storage.workspace import write_private
from tasks.validate.fix_list import (
    MAX_LINES,
    SEE_LIST,
    BrokenRule,
    FixList,
    FixListLine,
    UnreadableValues,
    allowed_values,
)

FIX_LIST, FIX_LIST_PAGE = "fix_list.xlsx", "fix_list.json"
"""The workbook, and what the page shows of it."""

Cells = Sequence[str | int]

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


_JSON = TypeAdapter(FixList)


def write_fix_list(found: FixList, private: Path) -> Path | None:
    """Write ``fix_list.xlsx`` and ``fix_list.json`` into the private folder, readable by their owner alone.

    Returns:
        The path of the workbook; None where there is nothing to mend, and then earlier ones are removed too.
    """
    for name in (FIX_LIST, FIX_LIST_PAGE):
        (private / name).unlink(missing_ok=True)
    if not any(found.lines.values()):
        return None
    write_private(private / FIX_LIST, _workbook(found))
    write_private(private / FIX_LIST_PAGE, _JSON.dump_json(found.for_page()))
    return private / FIX_LIST


def read_fix_list(private: Path) -> FixList | None:
    """What the page shows; None where there is nothing to mend.

    Raises:
        UsageError: the file has another content than :func:`write_fix_list` gives it.
    """
    path = private / FIX_LIST_PAGE
    if not path.is_file() or path.is_symlink():
        return None
    try:
        return _JSON.validate_json(path.read_bytes())
    except ValidationError:
        pass
    raise UsageError("The fix list cannot be read.", str(path), "Check the logs again, which makes it anew.")


def _workbook(found: FixList) -> bytes:
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
    for first, last, width in ((0, 0, 24), (1, 1, 62), (2, 4, 11), (5, 5, 70)):
        sheet.set_column(first, last, width)
    sheet.write_string(0, 0, "What to mend in the helpline's logs", styles["title"])
    top = 3
    for top, text in enumerate(_how_to(found), start=2):
        sheet.write_string(top, 0, text)
    top += 3
    heads = ("Field", "Values that could not be read", "Different", "Calls", "E-mails", "Allowed values that are near")
    unread = [(u.field, "", u.values, *_by_log(u), _nearest(u)) for u in found.unread]
    top = _write_table(sheet, styles, top, heads, unread) + 2 if unread else top
    heads = ("Field", "What is wrong", "Severity", "Calls", "E-mails", "What to do")
    broken = [(b.field, b.title, b.severity, *_by_log(b), b.remedy) for b in found.broken]
    _write_table(sheet, styles, top, heads, broken)


def _by_log(line: UnreadableValues | BrokenRule) -> Cells:
    return [line.records[log] for log in LOGS]


def _nearest(unreadable: UnreadableValues) -> str:
    return ", ".join(f"{label} ({records:,})" for label, records in unreadable.nearest)


def _how_to(found: FixList) -> Iterator[str]:
    yield "Each line of the next sheets names one cell by file, sheet and row. Mend it in the log, then check again."
    yield "Critical: the record is set aside and counts in no figure until it is mended. Warning: the record counts."
    yield "A record with several faults has several lines. The list holds no value from the logs."
    yield "Where the reference of a contact is not readable, go by file, sheet and row; row 1 is the heading."
    yield f"Records: {found.read:,} read, {found.set_aside:,} set aside, {found.read - found.set_aside:,} accepted."
    yield from (f"No records: {line}." for line in found.no_records)
    if MAX_LINES in found.listed.values():
        yield f"Only {MAX_LINES:,} lines of a log are listed, critical ones first. Mend what they have in common."


def _log_sheet(sheet: Any, styles: Mapping[str, Any], lines: Sequence[FixListLine]) -> None:
    for column, width in enumerate(HEADINGS.values()):
        sheet.set_column(column, column, width)
    last = _write_table(sheet, styles, 0, HEADINGS, map(astuple, lines))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, last), len(HEADINGS) - 1)


def _write_table(
    sheet: Any, styles: Mapping[str, Any], top: int, headings: Iterable[str], rows: Iterable[Cells]
) -> int:
    """Write headings and rows from the row ``top`` on; gives the last row written."""
    row = top
    for column, heading in enumerate(headings):
        sheet.write_string(top, column, heading, styles["head"])
    for row, cells in enumerate(rows, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, styles["number"])
            elif cell:
                sheet.write_string(row, column, cell, styles["text"])
    return row


def _values_sheet(sheet: Any, styles: Mapping[str, Any]) -> None:
    listed = [f for f in fields().values() if SEE_LIST in allowed_values(f.name)]
    for column, f in enumerate(listed):
        sheet.set_column(column, column, 34)
        sheet.write_string(0, column, f.title, styles["head"])
        for row, category in enumerate(f.vocabulary, start=1):
            sheet.write_string(row, column, category.label, styles["text"])
    sheet.freeze_panes(1, 0)
