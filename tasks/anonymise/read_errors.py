"""Sources that are refused: one that the engine could not read, and one whose days contradict the habit of the logs.

Of the engine's message the line is taken and none of its text. Days that may be misread are refused, not guessed.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb

from expectations.contract.fields import Problem
from tasks.anonymise.contacts import SQL_NORMALISED, table_name
from tasks.anonymise.sources import LONGEST_LINE, relation
from tasks.model.errors import FileError, LogError, ReportError, StageError
from tasks.model.records import Source, SourceFormat
from tasks.storage.sql import named, quoted

_LINE = re.compile(r"Invalid Input Error: CSV Error on Line: (\d+)")
_READING = re.compile(r"\[FAILED_READ_FILE[.\w]*\] Encountered error while reading file (\S+?)\.\s")
_KINDS = {
    "unterminated quote": ("A quote is opened and not closed.", "Close it, or export the log again."),
    "Expected Number of Columns": (
        "A row has more or fewer cells than the heading row.",
        "Put cells that hold the delimiter in quotes, or export the log again.",
    ),
    "Maximum line size": (
        f"A row is longer than {LONGEST_LINE // 1_000_000} million bytes.",
        "Look for a quote that is not closed, or for a pasted document.",
    ),
    "unicode": ("A row holds bytes that are no text.", "Save the log as CSV UTF-8."),
}
_ANY = {
    SourceFormat.CSV: (
        "The file breaks the rules of CSV: a stray quote, or different line ends in one file.",
        "Export the log again as CSV UTF-8.",
    ),
    SourceFormat.PARQUET: ("The Parquet file is damaged or cut short.", "Export the log again."),
}


def find_unreadable(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], kind: str) -> ReportError:
    """The refusal that tells which source cannot be read, found by reading each alone.

    ``kind`` names the engine's exception, for the case that none is at fault.
    """
    for index, source in enumerate(sources):
        message = _fault(connection, source, index)
        if message is not None:
            return _refusal(source, message)
    if kind == duckdb.IOException.__name__:
        return FileError(
            "The anonymised records cannot be written.",
            where="private folder",
            remedy="See that its disk has room and that this user may write there, then try again.",
        )
    return StageError(
        f"The engine stopped with {kind}, though each source alone can be read.",
        where="anonymise",
        remedy="Check that there is enough memory, and room in the private folder; then try again.",
    )


def find_unreadable_by_spark(sources: Sequence[Source], kind: str, message: str) -> ReportError:
    """The refusal that tells which source Spark could not read; of its message only the path of a source is taken."""
    found = _READING.search(message)
    path = Path(unquote(urlsplit(found[1]).path)) if found else None
    for source in sources:
        if path and source.path and source.path.absolute() == path:
            return _refusal(source, "")
    return StageError(
        f"Spark stopped with {kind}.",
        where="anonymise",
        remedy="Check that its machines have enough memory and read the shared storage; then try again.",
    )


def _fault(connection: duckdb.DuckDBPyConnection, source: Source, index: int) -> str | None:
    if source.format not in _ANY:
        return None
    try:
        connection.execute(f"SELECT max(COLUMNS(*)) FROM ({relation(connection, source, index)})").fetchall()
    except duckdb.OutOfMemoryException:
        return None
    except duckdb.Error as error:
        return str(error)
    return None


def _refusal(source: Source, message: str) -> LogError:
    line = _LINE.match(message)
    problem, remedy = next((words for part, words in _KINDS.items() if part in message), _ANY[source.format])
    return LogError(problem, where=f"{source.where}, line {line[1]}" if line else source.where, remedy=remedy)


_LOW, _DAY, _YEAR = "(0?[1-9]|1[0-2])", "(1[3-9]|2[0-9]|3[01])", "[-/.][12][0-9]{3}( .*)?"
_MONTH_FIRST, _DAY_FIRST, _EITHER = (
    f"{one}[-/.]{two}{_YEAR}" for one, two in ((_LOW, _DAY), (_DAY, _LOW), (_LOW, _LOW))
)


def unread_days() -> str:
    """The query for whether any day that could not be read would be one if its month stood first."""
    times = named(table_name("received_at"))
    unread = f"value = {quoted(Problem.INVALID)} AND regexp_full_match(raw, {quoted(_MONTH_FIRST)})"
    return f"SELECT count(*) FROM {times} WHERE {unread}"


def contradicting_days() -> str:
    """The query for the sources with days of month first and days of either order, and none that is day first."""
    day, month, either = (
        f"max(CASE WHEN regexp_full_match(received_at, {quoted(form)}) THEN 1 ELSE 0 END)"
        for form in (_DAY_FIRST, _MONTH_FIRST, _EITHER)
    )
    return f"SELECT source FROM {SQL_NORMALISED} GROUP BY source HAVING {day} = 0 AND {month} = 1 AND {either} = 1"


def refuse_contradicting(sources: Sequence[Source], found: Sequence[int]) -> LogError:
    """The refusal that names those sources."""
    return LogError(
        "Some dates can only be read with the month first, none only with the day first, and others as either.",
        where=", ".join(sources[index].where for index in sorted(found)),
        remedy="Say in contract/logs.toml, under dates, how they are written (docs/onboarding.md).",
    )
