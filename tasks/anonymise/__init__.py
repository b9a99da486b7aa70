"""Anonymise: read the allowed columns of all sources, normalise values to keys, and write one private Parquet file.

The file has one row a contact, in the order of the sources, with these columns and no others:

====================  ========  =====================================================================================
column                type      meaning
====================  ========  =====================================================================================
log                   string    ``calls`` or ``emails``
source                int32     position of the source in ``Intake.sources``
row                   int64     row in that source as staff see it: the heading is row 1, the first record row 2
contact_id            string    the reference where it has the form of ours, else its keyed pseudonym, or a problem;
                                where no log has references, a mark of the record's place
kind                  string    key of the vocabulary, null where empty, or a problem; so for all categories below
case                  string    keyed pseudonym of ``case_ref`` (HMAC-SHA-256, 32 hex digits); null where empty
month                 string    ``2018-11``, null, or a problem
weekday               string    ``monday`` …; null where the time is not known
hour                  int8      0 to 23; null where only a day was recorded
gender … takeover_scam  string  one column a field, under the field's name; ``age`` as ``age_band``
platforms, referrals, services, vulnerable_communities
                      string    keys joined by ``;`` in the vocabulary's order
city                  string    key of the gazetteer; ``other`` for any other place
city_hint             string    for a place outside the gazetteer: the key it may be a misspelling of, else null
not_recorded          string    the fields of which the record says in words that nothing is recorded, joined by ``;``
office_access         string    ``with`` or ``without`` a cybercrime office in the city on the day of contact; null
                                where the city or the day is not known
====================  ========  =====================================================================================

A problem takes the place of a value that is not allowed, and never holds it:

- ``!unknown`` or ``!unknown:<key>``: not in the vocabulary; with the nearest key, where one is near
- ``!formula``: begins as a spreadsheet formula
- ``!identifier``: looks like a phone number, identity card, bank account, device number, e-mail or web address
- ``!too_long``: longer than any value can be
- ``!invalid``: not a date, a time, a whole number or a reference
- ``!out_of_range``: an age outside 5 to 110
- ``!future``, ``!before_start``: received after today, or before the helpline began
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.fields import LOGS
from tasks.anonymise.contacts import contacts_query, count_unreadable, create_mappings, refuse_contradicting_days
from tasks.anonymise.key import destroy_edition_key, installation_key, make_installation_key, pads, pseudonym_key
from tasks.anonymise.sources import connect, create_raw, find_unreadable
from tasks.anonymise.sql_normalise import by_source
from tasks.model.errors import LogError, guarded
from tasks.model.records import Intake, Source
from tasks.storage.confined import confined, readable
from tasks.storage.engine import DUCKDB, Engine
from tasks.storage.sql import quoted

__all__ = ["anonymise", "destroy_edition_key", "installation_key", "make_installation_key", "pseudonym_key"]

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
    kind = ""
    try:
        create_raw(connection, sources)
        not_recorded, no_records = create_mappings(connection)
        refuse_contradicting_days(lambda query: connection.execute(query).fetchall(), sources)
        connection.execute(
            f"COPY ({contacts_query(not_recorded)}) TO {quoted(str(records))} (FORMAT parquet)",
            {**pads(key), "today": today},
        )
        counted = connection.execute(f"SELECT log, count(*) FROM {quoted(str(records))} GROUP BY log").fetchall()
        texts = connection.execute(count_unreadable()).fetchall()
    except duckdb.Error as error:
        counted, texts, no_records, kind = None, [], {}, type(error).__name__
    if counted is None:
        raise find_unreadable(connection, sources, kind)
    return {log: dict(counted).get(log, 0) for log in LOGS}, dict(texts), no_records
