"""Records become contacts: what is kept of each distinct value, and the statement that joins it back, for every engine.

What is kept stands in a small table a field. Days that may be misread are refused, not guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import duckdb

from expectations.contract.fields import REFERENCE_PATTERN, Field, Problem, fields
from expectations.contract.logs import NOT_RECORDED
from expectations.places import offices
from tasks.anonymise.key import pseudonym
from tasks.anonymise.normalise import Normalised, normalise
from tasks.anonymise.sql_normalise import (
    NUMEROUS,
    ROW_KIND,
    SQL_NORMALISED,
    needs_mapping,
    sql_column,
    sql_normalised,
)
from tasks.anonymise.times import start
from tasks.model.errors import LogError
from tasks.model.records import Source
from tasks.storage.sql import named, quoted

# Lists bound as parameters spare the import of pandas, which the engine pulls in to take a table from Python.
_FILL = """CREATE TEMP TABLE {} AS
    SELECT unnest($raw::VARCHAR[]) AS raw, unnest($value::VARCHAR[])::{} AS value, unnest($hint::VARCHAR[]) AS hint"""


def table_name(field: str) -> str:
    """The name of a field's table: ``raw``, and ``value`` and ``hint`` of :class:`Normalised`."""
    return f"normalised_{field}"


def create_mappings(connection: duckdb.DuckDBPyConnection) -> tuple[frozenset[str], Mapping[str, int]]:
    """Normalise the distinct values of all fields, found in one scan, and make a table a field of the outcome.

    Makes the view ``sql_normalised`` too; see :func:`~tasks.anonymise.sql_normalise.sql_normalised`.

    Returns:
        The fields with values that say in words that nothing is recorded, and how many rows of each source are no
        records, as :func:`~tasks.anonymise.sql_normalise.by_source` takes them.
    """
    connection.execute(f"CREATE TEMP VIEW {SQL_NORMALISED} AS {sql_normalised()}")
    # The condition stands within: in a FILTER, the engine would first hold every distinct value of the log.
    wanted = [f"list(DISTINCT CASE WHEN {needs_mapping(name)} THEN {named(name)} END)" for name in fields()]
    no_records = f"histogram(source || ' ' || {ROW_KIND})"
    query = f"SELECT {', '.join((*wanted, no_records))} FROM {SQL_NORMALISED}"
    *found, passed_over = connection.execute(query).fetchall()[0]
    not_recorded = frozenset(
        field.name
        for field, values in zip(fields().values(), found, strict=True)
        if _create(connection, field, [value for value in values or () if value is not None])
    )
    return not_recorded, passed_over or {}


def _joined(field: str) -> str:
    """The SQL that joins a field's table to ``sql_normalised``."""
    table, raw = named(table_name(field)), f"{SQL_NORMALISED}.{named(field)}"
    # A value that SQL normalised is in no table: to look for it would only cost time.
    wanted = f"CASE WHEN {sql_column(field)} IS NULL THEN {raw} END" if field in NUMEROUS else raw
    return f"LEFT JOIN {table} ON {wanted} = {table}.raw"


def _kept_value(field: str) -> str:
    """The SQL expression for what is kept of a field's value, where its table is joined to ``sql_normalised``."""
    mapped = f"{named(table_name(field))}.value"
    return f"coalesce({sql_column(field)}, {mapped})" if field in NUMEROUS else mapped


def _not_recorded(names: frozenset[str]) -> str:
    """The SQL expression for the fields of which a record says in words that nothing is recorded, joined by ``;``."""
    marked = (
        f"CASE WHEN {named(table_name(name))}.hint = {quoted(NOT_RECORDED)} THEN {quoted(f'{name};')} ELSE '' END"
        for name in fields()
        if name in names
    )
    return f"nullif(trim({' || '.join(marked)}, ';'), '')" if names else "NULL::VARCHAR"


def count_unreadable() -> str:
    """The query for how many different values of each field could not be read: ``field`` and ``texts``.

    Values that differ in case or spacing alone count as different, as they stand in the log; those that are longer than
    any can be are not counted.
    """
    return " UNION ALL ".join(
        f"SELECT {quoted(name)} AS field, count(*) AS texts FROM {named(table_name(name))} "
        f"WHERE starts_with(value::VARCHAR, '!') AND raw <> {quoted(Problem.TOO_LONG)}"
        for name in fields()
    )


def _create(connection: duckdb.DuckDBPyConnection, field: Field, values: Iterable[str]) -> bool:
    """Make a field's table; returns whether one of the values says that nothing is recorded."""
    raw = sorted(values)
    normalised = [normalise(field, value) for value in raw]
    columns = {"raw": raw, "value": [f.value for f in normalised], "hint": [f.hint for f in normalised]}
    connection.execute(_FILL.format(named(table_name(field.name)), _value_type(field, normalised)), columns)
    return any(f.hint == NOT_RECORDED for f in normalised)


def _value_type(field: Field, normalised: Sequence[Normalised]) -> str:
    """Of categories an enumeration: written to Parquet, it takes a third of the time that texts take."""
    values = sorted({f.value for f in normalised if f.value is not None})
    return "VARCHAR" if field.name in NUMEROUS or not values else f"ENUM({', '.join(map(quoted, values))})"


_LOW, _DAY, _YEAR = "(0?[1-9]|1[0-2])", "(1[3-9]|2[0-9]|3[01])", "[-/.][12][0-9]{3}( .*)?"
_MONTH_FIRST, _DAY_FIRST, _EITHER = (
    f"{one}[-/.]{two}{_YEAR}" for one, two in ((_LOW, _DAY), (_DAY, _LOW), (_LOW, _LOW))
)


def refuse_contradicting_days(rows: Callable[[str], Sequence[Any]], sources: Sequence[Source]) -> None:
    """Refuse sources with days of month first and days of either order, and none that is day first.

    Args:
        rows: gives the outcome of a query of the engine.
        sources: all sources, in their order.

    Raises:
        LogError: there are such sources.
    """
    times = named(table_name("received_at"))
    unread = f"value = {quoted(Problem.INVALID)} AND regexp_full_match(raw, {quoted(_MONTH_FIRST)})"
    # Nearly always there are none: then the records need not be read for it.
    if not rows(f"SELECT count(*) FROM {times} WHERE {unread}")[0][0]:
        return
    day, month, either = (
        f"max(CASE WHEN regexp_full_match(received_at, {quoted(form)}) THEN 1 ELSE 0 END)"
        for form in (_DAY_FIRST, _MONTH_FIRST, _EITHER)
    )
    found = f"SELECT source FROM {SQL_NORMALISED} GROUP BY source HAVING {day} = 0 AND {month} = 1 AND {either} = 1"
    if contradicting := sorted(int(index) for (index,) in rows(found)):
        raise LogError(
            "Some dates can only be read with the month first, none only with the day first, and others as either.",
            where=", ".join(sources[index].where for index in contradicting),
            remedy="Say in contract/logs.toml, under dates, how they are written (docs/onboarding.md).",
        )


_REPLACED = ("contact_id", "received_at", "kind", "case_ref", "age", "city")


def contacts_query(not_recorded: frozenset[str]) -> str:
    """The query for one row a contact, with the columns that the package describes.

    It reads the tables ``sql_normalised`` and ``normalised_…``, with the parameters ``$inner``,
    ``$outer`` and ``$today``.

    Args:
        not_recorded: the fields with values that say in words that nothing is recorded; to look for them in all would
            take longer.
    """
    kept = ", ".join(named(name) for name in fields() if name not in _REPLACED)
    near = " OR ".join(
        f"city::VARCHAR = {quoted(office.city)} AND received_on >= DATE {quoted(office.opened)}"
        + (f" AND received_on <= DATE {quoted(office.closed)}" if office.closed else "")
        for office in offices()
    )
    return f"""
        SELECT log, source, row, {_reference()} AS contact_id,
            CASE WHEN starts_with(case_ref, '!') THEN case_ref ELSE {pseudonym("case_ref")} END AS "case",
            CASE WHEN month IS NOT NULL THEN month
                WHEN starts_with(received_at, '!') THEN received_at
                WHEN received_on > $today THEN '{Problem.FUTURE}'
                WHEN received_on < DATE '{start()}' THEN '{Problem.BEFORE_START}' END AS month,
            CASE WHEN month IS NOT NULL THEN lower(dayname(received_on)) END AS weekday,
            CASE WHEN month IS NOT NULL AND length(received_at) > 10
                THEN substr(received_at, 12, 2)::TINYINT END AS hour,
            {_kind()} AS kind, {kept}, age AS age_band, city, city_hint, not_recorded,
            CASE WHEN month IS NULL OR starts_with(city::VARCHAR, '!') THEN NULL
                WHEN {near or "false"} THEN 'with'
                WHEN city IS NOT NULL THEN 'without' END AS office_access
        FROM (SELECT *, CASE WHEN received_on BETWEEN DATE '{start()}' AND $today THEN left(received_at, 7) END AS month
            FROM (SELECT *, try_cast(left(received_at, 10) AS DATE) AS received_on FROM ({_normalised(not_recorded)})))
    """


def _reference() -> str:
    """The reference if it has our form, else its pseudonym; the place of the record where no log has references."""
    if not fields()["contact_id"].recorded:
        return "md5(source || ' ' || row)"
    ours = f"regexp_full_match(contact_id, {quoted(REFERENCE_PATTERN)})"
    kept = f"contact_id IS NULL OR starts_with(contact_id, '!') OR {ours}"
    return f"CASE WHEN {kept} THEN contact_id ELSE {pseudonym('contact_id')} END"


def _kind() -> str:
    """What the log says; where no log says it, the first contact of a case is new, and what names no case is one."""
    if fields()["kind"].recorded or not fields()["case_ref"].recorded:
        return "kind"
    # Here the whole time is known, of which the file keeps the month.
    arrival = "month IS NULL, received_at, log, source, row"
    return f"""CASE WHEN case_ref IS NULL OR starts_with(case_ref, '!') THEN 'new'
        WHEN row_number() OVER (PARTITION BY case_ref ORDER BY {arrival}) = 1 THEN 'new' ELSE 'follow_up' END"""


def _normalised(not_recorded: frozenset[str]) -> str:
    """The records with every value normalised, in SQL or by its mapping."""
    values = ", ".join(f"{_kept_value(name)} AS {named(name)}" for name in fields())
    return f"""
        SELECT log, source, row, {values}, {_not_recorded(not_recorded)} AS not_recorded,
            nullif({named(table_name("city"))}.hint, {quoted(NOT_RECORDED)}) AS city_hint
        FROM {SQL_NORMALISED} {" ".join(_joined(name) for name in fields())} WHERE {ROW_KIND} IS NULL
    """
