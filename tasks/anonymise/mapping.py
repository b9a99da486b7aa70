"""From each distinct value as written to what is kept of it: a small table a field, which the engine joins back.

A value that is longer than any can be is no part of it: its length alone tells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from expectations.contract.fields import Field, FieldKind, fields
from expectations.contract.not_recorded import NOT_RECORDED
from tasks.anonymise.normalise import LONGEST, Normalised, normalise
from tasks.anonymise.sources import RAW
from tasks.anonymise.sql_normalise import NUMEROUS, normalised_in_sql, western
from tasks.core.problems import Problem
from tasks.core.sql import named, quoted

TRIED = "tried"

# Lists bound as parameters spare the import of pandas, which the engine pulls in to take a table from Python.
_FILL = """CREATE TEMP TABLE {} AS
    SELECT unnest($raw::VARCHAR[]) AS raw, unnest($value::VARCHAR[])::{} AS value, unnest($hint::VARCHAR[]) AS hint"""


@dataclass(frozen=True, slots=True)
class Special:
    """The fields with values that are no part of their tables, or of which more is kept than the value.

    ``long`` hold some that are longer than any can be; ``unsaid`` some that say in words that nothing is recorded.
    """

    long: frozenset[str]
    unsaid: frozenset[str]


def table_name(field: str) -> str:
    """The name of a field's table: ``raw``, and ``value`` and ``hint`` of :class:`Normalised`."""
    return f"normalised_{field}"


def create_mappings(connection: duckdb.DuckDBPyConnection) -> Special:
    """Normalise the distinct values of all fields, found in one scan, and make a table a field of the outcome.

    Makes the view ``tried`` too; see :func:`tried`.
    """
    connection.execute(f"CREATE TEMP VIEW {TRIED} AS {tried()}")
    # The condition stands within: in a FILTER, the engine would first hold every distinct value of the log.
    wanted = ", ".join(
        f"list(DISTINCT CASE WHEN {untried(name)} AND length({named(name)}) <= {LONGEST} THEN {named(name)} END), "
        f"coalesce(max(length({named(name)})) > {LONGEST}, false)"
        for name in fields()
    )
    found = connection.execute(f"SELECT {wanted} FROM {TRIED}").fetchall()[0]
    unsaid = [
        field.name
        for field, values in zip(fields().values(), found[::2], strict=True)
        if _create(connection, field, [value for value in values or () if value is not None])
    ]
    long = frozenset(name for name, long in zip(fields(), found[1::2], strict=True) if long)
    return Special(long, frozenset(unsaid))


def tried() -> str:
    """``raw`` with a column more a numerous field, which holds what the engine makes of it."""
    settled = ", ".join(f"{normalised_in_sql(name)} AS {_by_engine(name)}" for name in NUMEROUS)
    texts = ", ".join(
        f"{western(name)} AS {name}" if f.kind is FieldKind.TIMESTAMP else named(name) for name, f in fields().items()
    )
    return f"SELECT *, {settled} FROM (SELECT log, source, row, {texts} FROM {RAW}) AS texts"


def untried(field: str) -> str:
    """The SQL condition under which a field's value has to be normalised."""
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


def not_recorded(unsaid: frozenset[str]) -> str:
    """The SQL expression for the fields of which a record says in words that nothing is recorded, joined by ``;``."""
    said = (
        f"CASE WHEN {named(table_name(name))}.hint = {quoted(NOT_RECORDED)} THEN {quoted(f'{name};')} ELSE '' END"
        for name in fields()
        if name in unsaid
    )
    return f"nullif(trim({' || '.join(said)}, ';'), '')" if unsaid else "NULL::VARCHAR"


def _by_engine(field: str) -> str:
    return named(f"settled_{field}")


def _create(connection: duckdb.DuckDBPyConnection, field: Field, values: Iterable[str]) -> bool:
    """Make a field's table; tells whether one of the values says that nothing is recorded."""
    raw = sorted(values)
    normalised = [normalise(field, value) for value in raw]
    columns = {"raw": raw, "value": [f.value for f in normalised], "hint": [f.hint for f in normalised]}
    connection.execute(_FILL.format(named(table_name(field.name)), _kind(field, normalised)), columns)
    return any(f.hint == NOT_RECORDED for f in normalised)


def _kind(field: Field, normalised: Sequence[Normalised]) -> str:
    """Of categories an enumeration: written to Parquet, it takes a third of the time that texts take."""
    values = sorted({f.value for f in normalised if f.value is not None})
    return "VARCHAR" if field.name in NUMEROUS or not values else f"ENUM({', '.join(map(quoted, values))})"
