"""Every source as one shape, however it is written: row number and a text column a field, null where it has none.

Only the columns of the contract's fields are named, so that the engine reads no other. CSV and Parquet stay where they
are and can be scanned again; workbooks, database tables and CSV in an old encoding are streamed into memory once.
Where the engine stops, each source is read alone; of its message the line is taken and none of its text.
"""

import re
from collections.abc import Mapping, Sequence

import duckdb

from expectations.contract.fields import DATE_TIME, REFERENCE_PATTERN, FieldKind, fields
from expectations.contract.logs import SourceForm
from expectations.contract.vocabulary import words_of_yes_and_no
from tasks.anonymise.normalise import ANY_REFERENCE
from tasks.anonymise.readers import load, sheet_records, table_records, text_records
from tasks.anonymise.sql_normalise import BLANKS, RAW
from tasks.anonymise.times import tagged
from tasks.model.errors import FileError, LogError, ReportError, StageError
from tasks.model.records import Source, SourceFormat
from tasks.storage.confined import confined, readable
from tasks.storage.engine import OFFLINE
from tasks.storage.sql import named, quoted

HELD = "held"
"""The database, in memory and compressed, in which streamed sources are held."""


def connect() -> duckdb.DuckDBPyConnection:
    """A fresh engine for one run.

    It has no folder for what does not fit into memory, so that no value as written can reach a disk: the engine's own
    encryption of such files is not safe without a further extension. Sources that can be scanned again are not held;
    what is held is compressed.

    Joins keep the order of their left side, so that records are written in the order of the sources: the engine is
    told not to swap sides.
    """
    connection = duckdb.connect(config={**OFFLINE, "preserve_insertion_order": "true", "temp_directory": ""})
    connection.execute(f"ATTACH ':memory:' AS {HELD} (COMPRESS)")
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


LONGEST_LINE = 4_000_000
"""Bytes; a longer line of a CSV is no record of a log."""

_NATIVE = ("utf-8", "utf-16", "latin-1")
_STREAMS = {
    SourceFormat.CSV: text_records,
    SourceFormat.XLSX: sheet_records,
    SourceFormat.ODS: sheet_records,
    SourceFormat.DATABASE: table_records,
}


def create_raw(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Make the view ``raw`` of all records of all sources, in their order.

    Its columns are ``log``, ``source`` (position among the sources), ``row`` and every field, as text.
    """
    parts = [
        f"SELECT {quoted(source.log)} AS log, {index}::INTEGER AS source, * "
        f"FROM ({relation(connection, source, index)})"
        for index, source in enumerate(sources)
    ]
    connection.execute(f"CREATE TEMP VIEW {RAW} AS {' UNION ALL '.join(parts)}")


def relation(connection: duckdb.DuckDBPyConnection, source: Source, index: int) -> str:
    """The SELECT for one source: ``row`` and every field."""
    if source.format is SourceFormat.CSV and source.encoding in _NATIVE:
        return _csv(source)
    if source.format is SourceFormat.PARQUET:
        return _parquet(connection, source)
    table = f"{HELD}.source_{index}"
    with readable(source.where), confined(source.where, source.path.stat().st_size if source.path else None):
        load(connection, source, _STREAMS[source.format](source), table)
    return _select(source, "row", {name: named(name) for name in source.columns}, table)


def _select(source: Source, row: str, columns: Mapping[str, str], table: str) -> str:
    return f"SELECT {row} AS row, {field_texts(source, columns)} FROM {table}"


def _csv(source: Source) -> str:
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(source.width))
    table = (
        f"read_csv({_path(source)}, auto_detect=false, header=true, columns={{{columns}}}, "
        f"skip={source.heading_row - 1}, "
        f"delim={quoted(source.delimiter)}, quote='\"', escape='\"', strict_mode=true, "
        f"encoding={quoted(source.encoding)}, max_line_size={LONGEST_LINE})"
    )
    found = {name: f"c{position}" for name, position in source.columns.items()}
    return _select(source, _csv_row(source), found, table)


def _csv_row(source: Source) -> str:
    """The row as staff see it; the engine counts records, and passes over blank rows."""
    record = "row_number() OVER ()"
    below = [row for row in source.blank_rows if row > source.heading_row]
    if not below:
        return f"{record} + {source.heading_row}"
    # The i-th blank row comes before all records from this one on.
    starts = [row - source.heading_row - i for i, row in enumerate(below)]
    return f"{record} + {source.heading_row} + len(list_filter({starts}, lambda start: start <= {record}))"


def _parquet(connection: duckdb.DuckDBPyConnection, source: Source) -> str:
    table = f"read_parquet({_path(source)}, file_row_number=true, binary_as_string=true, hive_partitioning=false)"
    types = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}
    found = {name: _as_text(heading, types[heading]) for name, heading in source.headings.items()}
    return _select(source, f"file_row_number + {source.heading_row + 1}", found, table)


def _as_text(column: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"array_to_string({named(column)}, ';')"
    return named(column) if kind == "VARCHAR" else f"{named(column)}::VARCHAR"


def _path(source: Source) -> str:
    # The engine takes a path for a pattern; brackets make its special characters plain.
    return quoted("".join(f"[{c}]" if c in "*?[" else c for c in str(source.path)))


def field_texts(source: Source, columns: Mapping[str, str]) -> str:
    """The columns of the SELECT for a source: every field, as one text.

    Args:
        source: the source.
        columns: by field, or part of one, the SQL expression for its text.
    """
    return ", ".join(f"{_text(source, name, columns)} AS {named(name)}" for name in fields())


def _text(source: Source, name: str, columns: Mapping[str, str]) -> str:
    text = columns.get(name, "NULL::VARCHAR")
    parts = {key.partition(".")[2]: value for key, value in columns.items() if key.startswith(f"{name}.")}
    if fields()[name].kind is FieldKind.REFERENCE:
        return _reference(source, text)
    if fields()[name].kind is FieldKind.TIMESTAMP:
        return _time(source.form, text, columns.get(DATE_TIME))
    if not parts:
        return text
    answers = ", ".join((text, *(_answer(key, value) for key, value in parts.items())))
    return f"nullif(concat_ws(';', {answers}), '')"


def _reference(source: Source, text: str) -> str:
    """With a mark behind it where any text may be one; with the source's name where references begin again in each."""
    if not source.form.references:
        return text
    given = f"nullif(trim({text}, {quoted(BLANKS)}), '')"
    if source.form.references == "restart":
        return f"{given} || {quoted(f'{ANY_REFERENCE}({source.where})')}"
    ours = f"regexp_full_match({given}, {quoted(REFERENCE_PATTERN)})"
    return f"CASE WHEN {ours} THEN {given} ELSE {given} || {quoted(ANY_REFERENCE)} END"


def _answer(key: str, text: str) -> str:
    """The answer where its column says yes, nothing where it says no; else what it says, which is no answer."""
    yes, no = (", ".join(map(quoted, sorted(words_of_yes_and_no()[answer]))) for answer in ("yes", "no"))
    word = f"lower(trim({text}, {quoted(BLANKS)}))"
    return f"CASE WHEN {word} IN ({yes}) THEN {quoted(key)} WHEN {word} NOT IN ({no}) THEN {text} END"


def _time(form: SourceForm, day: str, clock: str | None) -> str:
    if clock:
        # A spreadsheet's day is midnight.
        day = f"CASE WHEN right({day}, 9) = ' 00:00:00' THEN left({day}, 10) ELSE {day} END"
        with_time = f"{day} || coalesce(' ' || nullif(trim({clock}, {quoted(BLANKS)}), ''), '')"
        # A word for "not recorded" stays one.
        day = f"CASE WHEN regexp_matches({day}, '[0-9۰-۹٠-٩]') THEN {with_time} ELSE {day} END"
    return tagged(form, day)


_LINE = re.compile(r"Invalid Input Error: CSV Error on Line: (\d+)")
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
            return damaged(source, message)
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


def damaged(source: Source, message: str = "") -> LogError:
    """The refusal of a source that an engine could not read, by what its message says."""
    line = _LINE.match(message)
    problem, remedy = next((words for part, words in _KINDS.items() if part in message), _ANY[source.format])
    return LogError(problem, where=f"{source.where}, line {line[1]}" if line else source.where, remedy=remedy)
