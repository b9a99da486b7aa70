"""From each distinct value as written to what is kept of it: a small table a field, which the engine joins back."""

from collections.abc import Iterable

import duckdb

from expectations.contract.fields import Field, fields
from tasks.anonymise.engine import named
from tasks.anonymise.fold import fold
from tasks.anonymise.relations import RAW
from tasks.anonymise.shortcuts import shortcut

# Lists bound as parameters spare the import of pandas, which the engine pulls in to take a table from Python.
_FILL = """CREATE TEMP TABLE {} AS
    SELECT unnest($raw::VARCHAR[]) AS raw, unnest($value::VARCHAR[]) AS value, unnest($hint::VARCHAR[]) AS hint"""


def table_name(field: str) -> str:
    """The name of a field's table: ``raw``, ``value``, and ``hint`` for the city."""
    return f"folded_{field}"


def create_mappings(connection: duckdb.DuckDBPyConnection) -> None:
    """Fold the distinct values of all fields, found in one scan of ``raw``, and make a table a field of the outcome."""
    wanted = ", ".join(
        f"list(DISTINCT {named(name)}) FILTER ({named(name)} IS NOT NULL AND {shortcut(name)} IS NULL)"
        for name in fields()
    )
    distinct = connection.execute(f"SELECT {wanted} FROM {RAW}").fetchall()[0]
    for field, values in zip(fields().values(), distinct, strict=True):
        _create(connection, field, values or ())


def _create(connection: duckdb.DuckDBPyConnection, field: Field, values: Iterable[str]) -> None:
    raw = sorted(values)
    folded = [fold(field, value) for value in raw]
    columns = {"raw": raw, "value": [f.value for f in folded], "hint": [f.hint for f in folded]}
    connection.execute(_FILL.format(named(table_name(field.name))), columns)
