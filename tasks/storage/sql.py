"""SQL that stages share: how it writes texts and names, how columns of contacts are called, and what of them counts."""

from collections.abc import Iterator
from pathlib import Path

from expectations.conditions import AskedWithin, Differs, dated_values, of_kind
from tasks.storage.engine import Database

ACCEPTED = "accepted"
"""The table of the contacts that count."""
COLUMNS = {"received_at": "month", "case_ref": "case", "age": "age_band"}
"""Columns of the contacts that are not named as their field; see :mod:`tasks.anonymise`."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def column(name: str) -> str:
    """The column of a field, quoted as SQL has it (``case`` is a word of SQL's own)."""
    return named(COLUMNS.get(name, name))


def name_accepted(database: Database, set_aside: Path | None) -> None:
    """Name ``accepted``: of the table ``contacts`` those that are not set aside, with the values that count.

    A value from a month in which it was not recorded yet, or not any more, counts as not recorded. One of month and
    value is a slip and nobody knows which; staff find it on their list. The check ``valid_from`` holds the figures to
    it. A value that was merged into another counts as that one from then on.

    Args:
        set_aside: Parquet file of ``source`` and ``row`` of those that do not count, if there are any.
    """
    counted = {dated.field: _counted(column(dated.field), dated) for dated in dated_values()}
    for first, second in _never_alike():
        # What differed in the log may have become the same.
        counted[second] = f"nullif({counted[second]}, {counted[first]})"
    others = f"* EXCLUDE ({', '.join(map(column, counted))})" if counted else "*"
    named_again = (f"{value} AS {column(name)}" for name, value in counted.items())
    query = f"SELECT {', '.join((others, *named_again))} FROM contacts"
    if set_aside:
        database.read("set_aside", set_aside)
        query += " ANTI JOIN set_aside USING (source, row)"
    database.define(ACCEPTED, query)


def _never_alike() -> Iterator[tuple[str, str]]:
    """Pairs of fields that never hold the same category, where some of these were merged."""
    merged = {dated.field for dated in dated_values() if dated.merged}
    return ((condition.other, condition.field) for condition in of_kind(Differs) if condition.field in merged)


def _counted(value: str, dated: AskedWithin) -> str:
    """A value, or several joined by semicolons, as they count in their month; null if none is left."""
    kept = f"concat(';', {value}, ';')"
    # What becomes another category comes first, since that may have a time of its own.
    for key in sorted(dated.spans, key=lambda key: key not in dated.merged):
        span, here = dated.spans[key], quoted(f";{key};")
        after = quoted(f";{dated.merged[key]};") if key in dated.merged else "';'"
        ends = f"WHEN month < {quoted(span.first)} THEN ';' WHEN month > {quoted(span.last)} THEN {after}"
        kept = f"replace({kept}, {here}, CASE {ends} ELSE {here} END)"
    first, last = max(s.first for s in dated.spans.values()), min(s.last for s in dated.spans.values())
    asked = f"month BETWEEN {quoted(first)} AND {quoted(last)}"
    return f"CASE WHEN {asked} THEN {value} ELSE nullif(trim({kept}, ';'), '') END"
