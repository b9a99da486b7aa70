"""Parquet files and PostgreSQL tables: check that they can be read, and read the names of their columns."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tasks.extract.headings import Aliases, match, with_columns
from tasks.model.errors import LogError
from tasks.model.records import LogName, Source, SourceFormat
from tasks.storage.database import Address, connected, parse_address

_NAMES = "SELECT attname FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum"


def open_table(name: str, log: LogName, known: Aliases) -> Source:
    """The table of an address as a source.

    Raises:
        UsageError: the address has another form.
        LogError: the database or the table cannot be read, or its columns break the contract.
    """
    address = parse_address(name)
    with connected(address) as connection:
        table = Source(log, SourceFormat.DATABASE, address.shown, url=name, table=".".join(address.path))
        source = with_columns(table, match(table_columns(connection, address), known))
        # Refused here, where it may not be read.
        table_rows(connection, address, list(source.headings.values()), most=0)
    return source


def table_columns(connection: Any, address: Address) -> list[str]:
    """The names of a table's columns.

    Raises:
        LogError: there is no such table.
    """
    from psycopg import sql

    quoted = sql.Identifier(*address.path).as_string(connection)
    found = connection.execute("SELECT to_regclass(%s)::oid", [quoted]).fetchone()[0]
    if found is None:
        raise LogError(
            "The database has no such table.",
            where=address.shown,
            remedy="Check the table after # in the address; outside the default schema write schema.table.",
        )
    return [row[0] for row in connection.execute(_NAMES, [found]).fetchall()]


def table_rows(
    connection: Any, address: Address, headings: list[str], most: int | None = None
) -> Iterable[Sequence[Any]]:
    """The rows of some columns of a table, or the first of them."""
    from psycopg import sql

    table = sql.Identifier(*address.path)
    columns = sql.SQL(", ").join(sql.Identifier(heading) for heading in headings)
    found: Iterable[Sequence[Any]] = connection.execute(
        sql.SQL("SELECT {} FROM {} LIMIT {}").format(columns, table, sql.Literal(most))
    )
    return found


def open_parquet(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """One source: the file.

    Raises:
        LogError: the file is cut short or damaged, has more records than it can hold, or its columns break the
            contract.
    """
    import pyarrow as pa
    from pyarrow.parquet import read_metadata

    try:
        metadata = read_metadata(path)
        names = metadata.schema.to_arrow_schema().names
    except (pa.ArrowException, OSError):
        metadata, names = None, []
    if metadata is None:
        raise LogError(
            "The Parquet file is damaged or cut short.", where=path.name, remedy="Copy or export the log again."
        )
    # Each record has a reference of its own, which takes more than a byte; equal ones could be without end.
    if metadata.num_rows > path.stat().st_size:
        raise LogError(
            "The Parquet file has more records than bytes: they repeat each other, and are no log.",
            where=path.name,
            remedy="Ask who made it, and export the log again.",
        )
    return [with_columns(Source(log, SourceFormat.PARQUET, path.name, path), match(names, known))]
