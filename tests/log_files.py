"""Small logs for the tests, written in every format from the same records. They name nobody."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from expectations.contract.fields import fields

FIELDS = tuple(fields())
Record = Mapping[str, Any]


def record(number: int = 1, log: str = "calls", **values: Any) -> dict[str, Any]:
    """A sound new contact, with the values given put in place of its own."""
    sound = {
        "contact_id": f"{'C' if log == 'calls' else 'E'}-{number:06d}",
        "received_at": dt.datetime(2018, 11, 2, 10, 15),
        "kind": "new",
        "case_ref": f"H-2018-{number:05d}",
        "gender": "woman",
        "contacting_for": "self",
        "age": 25,
        "province": "punjab",
        "city": "lahore",
        "case_type": "blackmailing",
        "platforms": "facebook;whatsapp",
        "takeover_scam": "no",
    }
    return {**dict.fromkeys(FIELDS), **sound, **values}


def text(value: Any) -> str:
    """A value as a CSV holds it."""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def write_csv(path: Path, records: Sequence[Record], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter)
        headings = list(records[0])
        writer.writerow(headings)
        writer.writerows([text(r[heading]) for heading in headings] for r in records)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of sheets, each given as its rows."""
    from xlsxwriter import Workbook

    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        clock, day = (
            workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            workbook.add_format({"num_format": "d/m/yy"}),
        )
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, cell, clock if isinstance(cell, dt.datetime) else day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    import pandas as pd

    with pd.ExcelWriter(path, engine="odf") as writer:
        for name, rows in sheets.items():
            frame = pd.DataFrame([list(row) for row in rows], dtype=object)
            frame.to_excel(writer, sheet_name=name, header=False, index=False)
    return path


def write_parquet(path: Path, records: Sequence[Record]) -> Path:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    table = pa.Table.from_pylist([dict(r) for r in records], schema=None)
    write_table(table, path)
    return path


def rows(records: Sequence[Record]) -> list[list[Any]]:
    """The heading row and a row a record."""
    return [list(records[0]), *(list(r.values()) for r in records)]


def write_table(connection: Any, table: str, records: Sequence[Record]) -> None:
    """A table of texts in PostgreSQL, its columns named like the records' keys and an identifying one beside them."""
    from psycopg import sql

    headings = [sql.Identifier(heading) for heading in records[0]]
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(heading) for heading in headings)
    name = sql.Identifier(*table.split("."))
    connection.execute(sql.SQL("CREATE TABLE {} ({}, notes text DEFAULT 'never read')").format(name, columns))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(headings))
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(name, sql.SQL(", ").join(headings), places)
    with connection.cursor() as cursor:
        cursor.executemany(insert, [[None if v is None else text(v) for v in r.values()] for r in records])
