"""The stage itself: sources in, one Parquet file of contacts out."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.fields import LOG_START, LOGS, fields
from expectations.places import offices
from tasks.anonymise.engine import connect, named, quoted
from tasks.anonymise.faults import blame
from tasks.anonymise.mapping import create_mappings, table_name
from tasks.anonymise.pseudonyms import pads, pseudonym
from tasks.anonymise.relations import RAW, create_raw
from tasks.anonymise.shortcuts import shortcut
from tasks.core.errors import LogError
from tasks.core.guard import guarded
from tasks.core.problems import Problem
from tasks.core.records import Intake, Source

RECORDS = "contacts.parquet"
_REPLACED = ("contact_id", "received_at", "case_ref", "age", "city")


@guarded("anonymise")
def anonymise(sources: Sequence[Source], key: bytes, folder: Path, today: date) -> Intake:
    """Read the allowed columns of all sources, fold their values, and write ``contacts.parquet``.

    Args:
        sources: as :func:`tasks.extract.extract` gives them.
        key: of the pseudonyms, 32 bytes.
        folder: the private work folder of the run.
        today: the last day on which a contact can have been received.

    Returns:
        The file, and how many records each log has. Rows that are empty in all allowed columns are no records.

    Raises:
        LogError: a source cannot be read to its end, or a log has no records.
    """
    records = folder / RECORDS
    connection = connect()
    try:
        read = _write(connection, sources, records, {**pads(key), "today": today})
    finally:
        connection.close()
    for log in {source.log for source in sources}:
        if not read[log]:
            raise LogError(
                f"The log of {log} has headings but no records.",
                where=", ".join(source.where for source in sources if source.log == log),
                remedy="Export the log again, or leave it out.",
            )
    return Intake(records, tuple(sources), read)


def _write(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], records: Path, parameters: Mapping[str, object]
) -> Mapping[str, int]:
    kind = ""
    try:
        create_raw(connection, sources)
        create_mappings(connection)
        connection.execute(f"COPY ({_contacts()}) TO {quoted(str(records))} (FORMAT parquet)", parameters)
        counted = connection.execute(f"SELECT log, count(*) FROM {quoted(str(records))} GROUP BY log").fetchall()
    except duckdb.Error as error:
        counted, kind = None, type(error).__name__
    if counted is None:
        raise blame(connection, sources, kind)
    return {log: dict(counted).get(log, 0) for log in LOGS}


def _contacts() -> str:
    """One row a contact, with the columns that the package describes."""
    known = f"NOT starts_with(stamp, '!') AND day BETWEEN DATE '{LOG_START}-01' AND $today"
    kept = ", ".join(named(name) for name in fields() if name not in _REPLACED)
    return f"""
        SELECT log, source, row, contact_id,
            CASE WHEN starts_with(case_ref, '!') THEN case_ref ELSE {pseudonym("case_ref")} END AS "case",
            CASE WHEN starts_with(stamp, '!') THEN stamp
                WHEN day > $today THEN '{Problem.FUTURE}'
                WHEN day < DATE '{LOG_START}-01' THEN '{Problem.BEFORE_START}'
                ELSE left(stamp, 7) END AS month,
            CASE WHEN {known} THEN lower(dayname(day)) END AS weekday,
            CASE WHEN {known} AND length(stamp) > 10 THEN substr(stamp, 12, 2)::TINYINT END AS hour,
            {kept}, age AS age_band, city, city_hint,
            CASE WHEN {known} AND NOT starts_with(city, '!') THEN {_office_access()} END AS office_access
        FROM (SELECT *, received_at AS stamp, try_cast(left(received_at, 10) AS DATE) AS day FROM ({_settled()}))
    """


def _settled() -> str:
    """The records with every value settled by its shortcut or its mapping."""
    values = ", ".join(
        f"coalesce({shortcut(name)}, {named(table_name(name))}.value) AS {named(name)}" for name in fields()
    )
    joins = "\n".join(
        f"LEFT JOIN {named(table_name(name))} ON {RAW}.{named(name)} = {named(table_name(name))}.raw"
        for name in fields()
    )
    filled = ", ".join(f"nullif({named(name)}, '')" for name in fields())
    return f"""
        SELECT log, source, row, {values}, {named(table_name("city"))}.hint AS city_hint
        FROM {RAW} {joins} WHERE coalesce({filled}) IS NOT NULL
    """


def _office_access() -> str:
    near = " OR ".join(f"(city = {quoted(o.city)} AND day >= DATE {quoted(o.opened)})" for o in offices())
    return f"CASE WHEN {near} THEN 'with' ELSE 'without' END"
