"""PostgreSQL: check that the table can be read, and read its column names."""

from typing import Any

from tasks.core.database import Address, connected, parse_address
from tasks.core.errors import LogError
from tasks.core.records import LogName, Source, SourceFormat
from tasks.extract.headings import Aliases, check, match, with_columns

_NAMES = "SELECT attname FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum"


def open_table(name: str, log: LogName, known: Aliases) -> Source:
    """The table of an address as a source.

    Raises:
        UsageError: the address has another form.
        LogError: the database or the table cannot be read, or its columns break the contract.
    """
    address = parse_address(name)
    with connected(address) as connection:
        columns = match(_columns(connection, address), known)
        check(columns, address.shown)
        _check_readable(connection, address, list(columns.headings.values()))
    source = Source(log, SourceFormat.DATABASE, address.shown, url=name, table=".".join(address.path))
    return with_columns(source, columns)


def _columns(connection: Any, address: Address) -> list[str]:
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


def _check_readable(connection: Any, address: Address, headings: list[str]) -> None:
    from psycopg import sql

    table = sql.Identifier(*address.path)
    columns = sql.SQL(", ").join(sql.Identifier(heading) for heading in headings)
    connection.execute(sql.SQL("SELECT {} FROM {} LIMIT 0").format(columns, table))
