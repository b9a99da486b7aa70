"""The stage itself: sources in, one Parquet file of contacts out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.fields import LOGS, fields
from expectations.places import offices
from tasks.anonymise.days import DAYS, START, create_days
from tasks.anonymise.engine import connect, named, quoted
from tasks.anonymise.faults import blame
from tasks.anonymise.mapping import TRIED, create_mappings, joined, settled, table_name
from tasks.anonymise.pseudonyms import pads, pseudonym
from tasks.anonymise.relations import create_raw
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
        read = _write(connection, sources, records, key, today)
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
    connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], records: Path, key: bytes, today: date
) -> Mapping[str, int]:
    kind = ""
    try:
        create_raw(connection, sources)
        long = create_mappings(connection)
        create_days(connection, today)
        connection.execute(
            f"COPY ({_contacts(long)}) TO {quoted(str(records))} (FORMAT parquet)", {**pads(key), "today": today}
        )
        counted = connection.execute(f"SELECT log, count(*) FROM {quoted(str(records))} GROUP BY log").fetchall()
    except duckdb.Error as error:
        counted, kind = None, type(error).__name__
    if counted is None:
        raise blame(connection, sources, kind)
    return {log: dict(counted).get(log, 0) for log in LOGS}


def _contacts(long: Collection[str]) -> str:
    """One row a contact, with the columns that the package describes."""
    kept = ", ".join(named(name) for name in fields() if name not in _REPLACED)
    near = " ".join(f"WHEN {quoted(office.city)} THEN DATE {quoted(office.opened)}" for office in offices())
    return f"""
        SELECT log, source, row, contact_id,
            CASE WHEN starts_with(case_ref, '!') THEN case_ref ELSE {pseudonym("case_ref")} END AS "case",
            CASE WHEN month IS NOT NULL THEN month
                WHEN starts_with(received_at, '!') THEN received_at
                WHEN received_on > $today THEN '{Problem.FUTURE}'
                WHEN received_on < DATE '{START}' THEN '{Problem.BEFORE_START}' END AS month,
            weekday,
            CASE WHEN month IS NOT NULL AND length(received_at) > 10
                THEN substr(received_at, 12, 2)::TINYINT END AS hour,
            {kept}, age AS age_band, city, city_hint,
            CASE WHEN month IS NULL OR starts_with(city::VARCHAR, '!') THEN NULL
                WHEN received_on >= CASE city::VARCHAR {near} END THEN 'with'
                WHEN city IS NOT NULL THEN 'without' END AS office_access
        FROM (SELECT *, try_cast(left(received_at, 10) AS DATE) AS received_on FROM ({_settled(long)}))
        LEFT JOIN {DAYS} ON received_on = {DAYS}.day
    """


def _settled(long: Collection[str]) -> str:
    """The records with every value settled by its shortcut or its mapping."""
    values = ", ".join(f"{settled(name, name in long)} AS {named(name)}" for name in fields())
    filled = ", ".join(f"nullif({TRIED}.{named(name)}, '')" for name in fields())
    return f"""
        SELECT log, source, row, {values}, {named(table_name("city"))}.hint AS city_hint
        FROM {TRIED} {" ".join(joined(name) for name in fields())} WHERE coalesce({filled}) IS NOT NULL
    """
