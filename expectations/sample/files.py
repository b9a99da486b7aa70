"""Write tables to files. The same tables give the same bytes: no clock and no machine's name goes in."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from expectations.sample.cells import Cell
from expectations.sample.logs import LogTable

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


def write_parquet(table: LogTable, path: Path) -> None:
    """A Parquet file with a text column a heading, empty cells as nulls."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*(row.cells for row in table.rows), strict=True)) or [()] * len(table.headings)
    arrays = [pa.array([as_text(cell) or None for cell in column], pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, names=list(table.headings)), path)


def write_log(tables: Sequence[LogTable], folder: Path, suffix: str) -> list[Path]:
    """Write the tables of one log: one workbook for all (``xlsx``), or a file each (``csv``, ``parquet``)."""
    if suffix == "xlsx":
        path = folder / f"{tables[0].log}.xlsx"
        write_xlsx(tables, path)
        return [path]
    write = {"csv": write_csv, "parquet": write_parquet}[suffix]
    paths = [folder / f"{table.log}-{table.name}.{suffix}" for table in tables]
    for table, path in zip(tables, paths, strict=True):
        write(table, path)
    return paths


def as_text(cell: Cell) -> str:
    """A cell as a text file holds it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)
