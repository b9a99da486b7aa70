"""The stage itself: sources in, one Parquet file of contacts out."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.fields import LOGS
from tasks.anonymise.contacts import contacts, count_unreadable, create_mappings
from tasks.anonymise.key import pads
from tasks.anonymise.read_errors import contradicting_days, find_unreadable, refuse_contradicting, unread_days
from tasks.anonymise.sources import connect, create_raw
from tasks.anonymise.sql_normalise import by_source
from tasks.anonymise.times import create_days
from tasks.model.errors import LogError, guarded
from tasks.model.records import Intake, Source
from tasks.storage.confined import confined, readable
from tasks.storage.engine import DUCKDB, Engine
from tasks.storage.sql import quoted

RECORDS = "contacts.parquet"


@guarded("anonymise")
def anonymise(sources: Sequence[Source], key: bytes, folder: Path, today: date, engine: Engine = DUCKDB) -> Intake:
    """Read the allowed columns of all sources, normalise their values, and write ``contacts.parquet``.

    Args:
        sources: as :func:`tasks.extract.extract` gives them.
        key: of the pseudonyms, 32 bytes.
        folder: the private work folder of the run.
        today: the last day on which a contact can have been received.
        engine: where it is done.

    Returns:
        The file, how many records each log has, and how many rows are no records; see :class:`RowKind`.

    Raises:
        LogError: a source cannot be read to its end, or a log has no records.
    """
    records = folder / RECORDS
    if engine.name == "spark":
        from tasks.anonymise.on_spark import write_records

        read, unreadable, no_records = write_records(engine, sources, records, key, today)
    else:
        sizes = [_size(source) for source in sources]
        size = None if None in sizes else sum(filter(None, sizes))
        names = ", ".join(dict.fromkeys(source.name for source in sources))
        # The engine limits its own memory.
        with closing(connect()) as connection, confined(names, size, memory=None):
            read, unreadable, no_records = _write(connection, sources, records, key, today)
    for log in {source.log for source in sources}:
        if not read[log]:
            raise LogError(
                f"The log of {log} has headings but no records.",
                where=", ".join(source.where for source in sources if source.log == log),
                remedy="Export the log again, or leave it out.",
            )
    return Intake(records, tuple(sources), read, unreadable, by_source(sources, no_records))


def _size(source: Source) -> int | None:
    with readable(source.where):
        return source.path.stat().st_size if source.path else None


def _write(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], records: Path, key: bytes, today: date
) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
    """Records by log, values that could not be read by field, and rows that are no records by source and kind."""
    kind, contradicting = "", []
    try:
        create_raw(connection, sources)
        traits, no_records = create_mappings(connection)
        if connection.execute(unread_days()).fetchall()[0][0]:
            contradicting = [index for (index,) in connection.execute(contradicting_days()).fetchall()]
        create_days(connection, today)
        connection.execute(
            f"COPY ({contacts(traits)}) TO {quoted(str(records))} (FORMAT parquet)", {**pads(key), "today": today}
        )
        counted = connection.execute(f"SELECT log, count(*) FROM {quoted(str(records))} GROUP BY log").fetchall()
        texts = connection.execute(count_unreadable()).fetchall()
    except duckdb.Error as error:
        counted, texts, no_records, kind = None, [], {}, type(error).__name__
    if contradicting:
        raise refuse_contradicting(sources, contradicting)
    if counted is None:
        raise find_unreadable(connection, sources, kind)
    return {log: dict(counted).get(log, 0) for log in LOGS}, dict(texts), no_records
