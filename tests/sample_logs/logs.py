"""Tables of raw cells, and their files: records and faulty rows as staff keep them, with columns not to be read.

The same tables give the same bytes: no clock and no machine's name goes in.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from expectations.contract.fields import fields
from tests.sample_logs.cells import Cell, CellWriter
from tests.sample_logs.draw import Draw
from tests.sample_logs.faults import Fault
from tests.sample_logs.record import Record

PLACEHOLDER = "PLACEHOLDER-"
"""Every cell of a column that must not be read begins so; one anywhere outside a log is a leak."""

UNKNOWN_HEADING = "Desk colour"
"""A heading that the contract does not know."""
COLUMNS = {
    "calls": ("name", "phone", "address", "cnic", "social_handle", "staff_name", "notes"),
    "emails": ("name", "email_address", "subject", "body", "staff_name"),
}
"""The identifying columns of each log, all of them among the contract's ``NEVER_READ``."""
FILLED = 0.45
_WORDS = {
    "name": "NAME",
    "phone": "PHONE",
    "email_address": "EMAIL",
    "address": "ADDRESS",
    "cnic": "CNIC",
    "social_handle": "HANDLE",
    "subject": "SUBJECT",
    "body": "BODY",
    "notes": "NOTE",
    "staff_name": "STAFF",
    UNKNOWN_HEADING: "UNKNOWN",
}


def placeholder(column: str, number: int, draw: Draw) -> str | None:
    """The cell of a column in the row of that number; often empty, as in real logs."""
    return f"{PLACEHOLDER}{_WORDS[column]}-{number:06d}" if draw.chance(FILLED) else None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row: its cells, and the fault's kind where it has one."""

    cells: tuple[Cell, ...]
    contact_id: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class LogTable:
    """One table of a log: a CSV, or a sheet of a workbook. Row ``i`` of ``rows`` is row ``i + 2`` to staff."""

    log: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[LogRow, ...]


def make_tables(
    records: Sequence[Record], faults: Sequence[Fault] = (), *, seed: int, variation: float = 0.7
) -> tuple[LogTable, ...]:
    """The records and faulty rows as staff keep them: calls in a table a year, e-mails in one.

    Args:
        records: clean records, each log in order of time.
        faults: faulty rows, put in after the records of their time.
        seed: of every choice of spelling.
        variation: how often a value is not written in the contract's own form, from 0 to 1.
    """
    draw = Draw(seed)
    entries = sorted(
        [*((record, None) for record in records), *((fault.record, fault) for fault in faults)],
        key=lambda entry: (entry[0].log, entry[0].received_at),
    )
    return tuple(_table(log, name, list(group), draw, variation) for (log, name), group in groupby(entries, _table_of))


Entry = tuple[Record, Fault | None]


def _table_of(entry: Entry) -> tuple[str, str]:
    record = entry[0]
    return record.log, str(record.received_at.year) if record.log == "calls" else "emails"


def _table(log: str, name: str, entries: list[Entry], draw: Draw, variation: float) -> LogTable:
    months = [record.month for record, _ in entries]
    asked = [field.name for field in fields().values() if field.asked.meets(min(months), max(months))]
    never_read = (*COLUMNS[log], UNKNOWN_HEADING)
    writer = CellWriter(draw, variation)
    rows = tuple(
        LogRow(
            (
                *_cells(entry, asked, writer),
                *(placeholder(column, number, draw) for column in never_read),
            ),
            entry[0].contact_id,
            entry[1].kind.name if entry[1] else None,
        )
        for number, entry in enumerate(entries, start=1)
    )
    return LogTable(log, name, (*(_heading(column, draw, variation) for column in asked), *never_read), rows)


def _cells(entry: Entry, asked: Sequence[str], writer: CellWriter) -> Iterator[Cell]:
    record, fault = entry
    faulty = fault.kind.cells if fault else {}
    for name in asked:
        yield faulty[name] if name in faulty else writer.write(fields()[name], record)


def _heading(name: str, draw: Draw, variation: float) -> str:
    if not draw.chance(variation):
        return name
    field = fields()[name]
    return draw.one((field.title, name, *(heading.capitalize() for heading in field.headings)))


FIXED_DATE = datetime(2018, 12, 1)
"""The day that the workbook gives as its own."""


def write_xlsx(tables: Sequence[LogTable], path: Path) -> None:
    """A workbook with a sheet a table; dates as date cells, no formulas, no links."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": "Sample log", "author": "", "created": FIXED_DATE})
        formats = {
            datetime: workbook.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            date: workbook.add_format({"num_format": "dd-mm-yyyy"}),
        }
        for table in tables:
            _write_sheet(workbook.add_worksheet(table.name), table, formats)


def _write_sheet(sheet: Any, table: LogTable, formats: Mapping[type[date], Any]) -> None:
    sheet.write_row(0, 0, table.headings)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, formats[type(cell)])
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)


def write_csv(table: LogTable, path: Path) -> None:
    """A CSV as spreadsheet programs save it: UTF-8 with a mark at its start, lines ended by CR and LF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.headings)
        writer.writerows([as_text(cell) for cell in row.cells] for row in table.rows)


def as_text(cell: Cell) -> str:
    """A cell as a text file holds it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)
