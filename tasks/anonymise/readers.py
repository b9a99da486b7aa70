"""Sources that the engine cannot read by itself, streamed into memory: sheets, database tables, CSV in old encodings.

All give ``(row, texts of the fields found)``; the other columns of a sheet are dropped cell by cell, those of a table
are never asked for.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from tasks.anonymise.normalise import MAX_LENGTH
from tasks.model.errors import LogError
from tasks.model.records import Source
from tasks.storage.database import Address, connected, parse_address
from tasks.storage.sql import named

_BATCH = 20_000
_TYPES = "SELECT attname, atttypid::regtype::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0"

Record = tuple[int, Sequence[str | None]]


def load(connection: duckdb.DuckDBPyConnection, source: Source, records: Iterable[Record], table: str) -> None:
    """Make a table of records: ``row`` and a text column a field that the source has."""
    names = list(source.columns)
    texts = ", ".join(f"{named(name)} VARCHAR" for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE {table} (row BIGINT, {texts})")
    # Lists bound as parameters: to take a table of Arrow's, the engine would import pandas.
    values = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(2, len(names) + 2))
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        rows, cells = zip(*batch, strict=True)
        columns = [list(column) for column in zip(*cells, strict=True)]
        connection.execute(f"INSERT INTO {table} SELECT unnest($1::BIGINT[]), {values}", [list(rows), *columns])


def sheet_records(source: Source) -> Iterator[Record]:
    """The records of a sheet, below its heading row.

    Raises:
        LogError: the workbook cannot be read to its end.
    """
    positions = list(source.columns.values())
    for row, cells in enumerate(_sheet_rows(source), start=1):
        if row > source.heading_row:
            yield row, [cell_text(cells[position]) for position in positions]


def _sheet_rows(source: Source) -> Iterator[Sequence[Any]]:
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(str(source.path)) as workbook:
            yield from workbook.get_sheet_by_name(source.sheet or "").iter_rows()
            return
    except CalamineError:
        pass
    raise LogError(
        "The sheet cannot be read to its end.", where=source.where, remedy="Open the workbook and save it again."
    )


def cell_text(cell: Any) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without a decimal point, nothing for an empty cell."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        # Spreadsheets keep times as fractions of a day, so that a full hour may read as a millisecond less.
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: MAX_LENGTH + 1]


def text_records(source: Source) -> Iterator[Record]:
    """The records of a CSV in an encoding that the engine does not read.

    Raises:
        LogError: a row has too many or too few cells, or a quote is not closed.
    """
    positions = list(source.columns.values())
    number = source.heading_row
    with Path(source.path or "").open(encoding=source.encoding, newline="") as file:
        rows = csv.reader(file, delimiter=source.delimiter, strict=True)
        try:
            for number, cells in enumerate(rows, start=1):
                if number <= source.heading_row or not cells:
                    continue
                if len(cells) != source.width:
                    break
                yield number, [cells[position] or None for position in positions]
            else:
                return
        except csv.Error:
            number += 1
    raise LogError(
        "A row has more or fewer cells than the heading row, or a quote is not closed.",
        where=f"{source.where}, row {number}",
        remedy="Put cells that hold the delimiter in quotes, or export the log again as CSV UTF-8.",
    )


def table_records(source: Source) -> Iterator[Record]:
    """The records of a database table, by a server-side cursor and in the order of their own texts.

    Row numbers follow that order, heading counted as row 1 as in a file: a table has no order of its own.

    Raises:
        SourceUnavailableError: the database does not answer any more.
        LogError: the table has changed or may not be read.
    """
    address = parse_address(source.url or "")
    with connected(address) as connection, connection.cursor(name="records") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(_query(connection, address, source))
        yield from enumerate(cursor, start=source.heading_row + 1)


def _query(connection: Any, address: Address, source: Source) -> Any:
    from psycopg import sql

    table = sql.Identifier(*address.path)
    types = dict(connection.execute(_TYPES, [table.as_string(connection)]).fetchall())
    texts = [
        sql.SQL("left({}, {}) AS {}").format(
            sql.SQL("array_to_string({}, ';')" if types.get(heading, "").endswith("[]") else "{}::text").format(
                sql.Identifier(heading)
            ),
            sql.Literal(MAX_LENGTH + 1),
            sql.Identifier(name),
        )
        for name, heading in source.headings.items()
    ]
    order = [sql.SQL('{} COLLATE "C"').format(sql.Identifier(name)) for name in source.headings]
    comma = sql.SQL(", ")
    return sql.SQL("SELECT * FROM (SELECT {} FROM {}) AS records ORDER BY {}").format(
        comma.join(texts), table, comma.join(order)
    )
