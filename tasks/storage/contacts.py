"""The contacts that intake wrote, as the stages after it read them: how columns are called, and what of them counts."""

from collections.abc import Mapping
from pathlib import Path

from expectations.conditions import dated_values
from tasks.storage.engine import Database
from tasks.storage.sql import named, quoted

ACCEPTED = "accepted"
"""The table of the contacts that count."""
COLUMNS = {"received_at": "month", "case_ref": "case", "age": "age_band"}
"""Columns of the contacts that are not named as their field; see :mod:`tasks.anonymise`."""


def column(name: str) -> str:
    """The column of a field, quoted as SQL has it (``case`` is a word of SQL's own)."""
    return named(COLUMNS.get(name, name))


def name_accepted(database: Database, set_aside: Path | None) -> None:
    """Name ``accepted``: of the table ``contacts`` those that are not set aside, with the values that count.

    A value from a month in which it was not recorded yet counts as not recorded. One of month and value is a slip and
    nobody knows which; staff find it on their list. The check ``valid_from`` holds the figures to it.

    Args:
        set_aside: Parquet file of ``source`` and ``row`` of those that do not count, if there are any.
    """
    dated = dated_values()
    counted = [f"{_recorded(column(name), dates)} AS {column(name)}" for name, dates in dated.items()]
    others = f"* EXCLUDE ({', '.join(map(column, dated))})" if dated else "*"
    query = f"SELECT {', '.join((others, *counted))} FROM contacts"
    if set_aside:
        database.read("set_aside", set_aside)
        query += " ANTI JOIN set_aside USING (source, row)"
    database.define(ACCEPTED, query)


def _recorded(value: str, dates: Mapping[str, str]) -> str:
    """A value, or several joined by semicolons, without those from before their first months; null if none is left."""
    for since in sorted(set(dates.values())):
        kept = f"concat(';', {value}, ';')"
        for key in (key for key, first in dates.items() if first == since):
            kept = f"replace({kept}, {quoted(f';{key};')}, ';')"
        value = f"CASE WHEN month < {quoted(since)} THEN nullif(trim({kept}, ';'), '') ELSE {value} END"
    return value
