"""From each distinct value as written to what is kept of it: a small table a field, which the engine joins back.

A value that is longer than any can be is no part of it: its length alone tells.
"""

from collections.abc import Iterable, Sequence

import duckdb

from expectations.contract.fields import Field, FieldKind, fields
from tasks.anonymise.fold import LONGEST, Folded, fold
from tasks.anonymise.relations import RAW
from tasks.anonymise.shortcuts import NUMEROUS, shortcut, western
from tasks.core.problems import Problem
from tasks.core.sql import named, quoted

TRIED = "tried"

# Lists bound as parameters spare the import of pandas, which the engine pulls in to take a table from Python.
_FILL = """CREATE TEMP TABLE {} AS
    SELECT unnest($raw::VARCHAR[]) AS raw, unnest($value::VARCHAR[])::{} AS value, unnest($hint::VARCHAR[]) AS hint"""


def table_name(field: str) -> str:
    """The name of a field's table: ``raw``, ``value``, and ``hint`` for the city."""
    return f"folded_{field}"


def create_mappings(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Fold the distinct values of all fields, found in one scan, and make a table a field of the outcome.

    Makes the view ``tried`` too; see :func:`tried`.

    Returns:
        The fields that hold values longer than any can be.
    """
    connection.execute(f"CREATE TEMP VIEW {TRIED} AS {tried()}")
    # The condition stands within: in a FILTER, the engine would first hold every distinct value of the log.
    wanted = ", ".join(
        f"list(DISTINCT CASE WHEN {untried(name)} AND length({named(name)}) <= {LONGEST} THEN {named(name)} END), "
        f"coalesce(max(length({named(name)})) > {LONGEST}, false)"
        for name in fields()
    )
    found = connection.execute(f"SELECT {wanted} FROM {TRIED}").fetchall()[0]
    for field, values in zip(fields().values(), found[::2], strict=True):
        _create(connection, field, [value for value in values or () if value is not None])
    return frozenset(name for name, long in zip(fields(), found[1::2], strict=True) if long)


def tried() -> str:
    """``raw`` with a column more a numerous field, which holds what the engine makes of it."""
    settled = ", ".join(f"{shortcut(name)} AS {_by_engine(name)}" for name in NUMEROUS)
    texts = ", ".join(
        f"{western(name)} AS {name}" if f.kind is FieldKind.TIMESTAMP else named(name) for name, f in fields().items()
    )
    return f"SELECT *, {settled} FROM (SELECT log, source, row, {texts} FROM {RAW}) AS texts"


def untried(field: str) -> str:
    """The SQL condition under which a field's value has to be folded."""
    return f"{named(field)} IS NOT NULL" + (f" AND {_by_engine(field)} IS NULL" if field in NUMEROUS else "")


def joined(field: str) -> str:
    """The SQL that joins a field's table to ``tried``."""
    table, raw = named(table_name(field)), f"{TRIED}.{named(field)}"
    # What the engine settled has no part in the join: it would be looked for among values that hardly ever come.
    wanted = f"CASE WHEN {_by_engine(field)} IS NULL THEN {raw} END" if field in NUMEROUS else raw
    return f"LEFT JOIN {table} ON {wanted} = {table}.raw"


def settled(field: str, long: bool) -> str:
    """The SQL expression for what is kept of a field's value, given ``tried`` with the field's table joined to it.

    Args:
        field: its name.
        long: whether it may hold values longer than any can be.
    """
    ways = [_by_engine(field)] if field in NUMEROUS else []
    ways.append(f"{named(table_name(field))}.value")
    if long:
        ways.append(f"CASE WHEN length({TRIED}.{named(field)}) > {LONGEST} THEN {quoted(Problem.TOO_LONG)} END")
    return f"coalesce({', '.join(ways)})"


def _by_engine(field: str) -> str:
    return named(f"settled_{field}")


def _create(connection: duckdb.DuckDBPyConnection, field: Field, values: Iterable[str]) -> None:
    raw = sorted(values)
    folded = [fold(field, value) for value in raw]
    columns = {"raw": raw, "value": [f.value for f in folded], "hint": [f.hint for f in folded]}
    connection.execute(_FILL.format(named(table_name(field.name)), _kind(field, folded)), columns)


def _kind(field: Field, folded: Sequence[Folded]) -> str:
    """Of categories an enumeration: written to Parquet, it takes a third of the time that texts take."""
    values = sorted({f.value for f in folded if f.value is not None})
    return "VARCHAR" if field.name in NUMEROUS or not values else f"ENUM({', '.join(map(quoted, values))})"
