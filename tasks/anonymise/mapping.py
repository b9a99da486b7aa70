"""From each distinct value as written to what is kept of it: a small table a field, which the engine joins back."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from expectations.contract.fields import Field, fields
from tasks.anonymise.engine import named
from tasks.anonymise.fold import fold
from tasks.anonymise.relations import RAW
from tasks.anonymise.shortcuts import shortcut

_SCHEMA = pa.schema([("raw", pa.string()), ("value", pa.string()), ("hint", pa.string())])


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
    arrow = pa.table([raw, [f.value for f in folded], [f.hint for f in folded]], schema=_SCHEMA)
    connection.register("folding", arrow)
    connection.execute(f"CREATE TEMP TABLE {named(table_name(field.name))} AS SELECT * FROM folding")
    connection.unregister("folding")
