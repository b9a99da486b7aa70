"""Anonymising on Spark: the statement is that of DuckDB; what differs is how sources are read and values normalised.

Only Parquet on storage that all machines share is read. Values as written stay with Spark's workers, which normalise
them there; into this process come counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from expectations.contract.fields import fields
from expectations.contract.logs import NOT_RECORDED
from tasks.anonymise.contacts import contacts_query, count_unreadable, refuse_contradicting_days, table_name
from tasks.anonymise.key import pads
from tasks.anonymise.normalise import normalise
from tasks.anonymise.sources import damaged, field_texts
from tasks.anonymise.sql_normalise import RAW, ROW_KIND, SQL_NORMALISED, needs_mapping, sql_normalised
from tasks.model.errors import LogError, ReportError, StageError
from tasks.model.records import Source, SourceFormat
from tasks.storage.engine import Engine, count_by_log
from tasks.storage.engine.spark import SparkDatabase, spark_session
from tasks.storage.sql import named, quoted

_NORMALISED = "normalised"
_MAPPING = "field string, raw string, value string, hint string"
_MOST_DIGITS = "1e15"
_READING = re.compile(r"\[FAILED_READ_FILE[.\w]*\] Encountered error while reading file (\S+?)\.\s")


def write_records(
    engine: Engine, sources: Sequence[Source], records: Path, key: bytes, today: date
) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
    """Write the contacts of all sources.

    Args:
        engine: how Spark is reached.
        sources: Parquet files.
        records: the folder to write them into; it lies in the private work folder, on storage that is shared.
        key: of the pseudonyms.
        today: the last day on which a contact can have been received.

    Returns:
        Records by log; by field, how many different values could not be read; and the rows that are no records, as
        :func:`~tasks.anonymise.sql_normalise.by_source` takes them.

    Raises:
        LogError: a source is no Parquet file, or is damaged.
        StageError: Spark stopped.
    """
    with spark_session(engine, records.parent) as session, closing(SparkDatabase(session)) as database:
        # Not sooner: where they are not installed, the session's refusal says so.
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            read_sources(database, sources)
            not_recorded = normalise_values(database)
            refuse_contradicting_days(database.rows, sources)
            database.write(contacts_query(not_recorded), records, {**pads(key), "today": today})
            database.read("contacts", records)
            no_records = f"SELECT source, {ROW_KIND}, count(*) FROM {SQL_NORMALISED} WHERE {ROW_KIND} IS NOT NULL"
            passed_over = {f"{s} {kind}": int(n) for s, kind, n in database.rows(f"{no_records} GROUP BY ALL")}
            return count_by_log(database, "contacts"), dict(database.rows(count_unreadable())), passed_over
        except (Py4JError, PySparkException) as error:
            refusal = _unreadable(sources, type(error).__name__, str(error))
        # Outside the block: chained to it, the refusal would carry what Spark's message quotes.
        raise refusal


def _unreadable(sources: Sequence[Source], kind: str, message: str) -> ReportError:
    """The refusal that tells which source Spark could not read; of its message only the path of a source is taken."""
    found = _READING.search(message)
    path = Path(unquote(urlsplit(found[1]).path)) if found else None
    for source in sources:
        if path and source.path and source.path.absolute() == path:
            return damaged(source)
    return StageError(
        f"Spark stopped with {kind}.",
        where="anonymise",
        remedy="Check that its machines have enough memory and read the shared storage; then try again.",
    )


def read_sources(database: SparkDatabase, sources: Sequence[Source]) -> None:
    """Name the records of all sources ``raw``: ``log``, ``source``, ``row`` and every field, as text.

    Files with the same columns are read as one, so that a log may have thousands.

    Raises:
        LogError: a source is no Parquet file.
    """
    for source in sources:
        if source.format is not SourceFormat.PARQUET:
            raise LogError(
                "Spark reads Parquet only.",
                where=source.where,
                remedy="Export the log as Parquet, or set the engine to duckdb.",
            )
    alike: dict[tuple[object, ...], list[int]] = {}
    for index, source in enumerate(sources):
        columns = (tuple(source.headings.items()), tuple(_kinds(source).items()), source.form)
        alike.setdefault((source.log, source.heading_row, *columns), []).append(index)
    parts = [_read(database, sources, indexes, f"{RAW}_{number}") for number, indexes in enumerate(alike.values())]
    database.define(RAW, " UNION ALL ".join(parts))


def normalise_values(database: SparkDatabase) -> frozenset[str]:
    """Normalise the distinct values of all fields where they lie, and name a table a field of the outcome.

    Returns:
        The fields with values that say in words that nothing is recorded.
    """
    database.define(SQL_NORMALISED, sql_normalised())
    values = ", ".join(
        f"{{'field': {quoted(name)}, 'raw': CASE WHEN {needs_mapping(name)} THEN {named(name)} END}}"
        for name in fields()
    )
    each = f"SELECT unnest([{values}]) AS each FROM {SQL_NORMALISED}"
    distinct = f"SELECT DISTINCT each.field, each.raw FROM ({each}) WHERE each.raw IS NOT NULL"
    database.work(_NORMALISED, distinct, _normalise, _MAPPING)
    for name in fields():
        database.define(table_name(name), f"SELECT raw, value, hint FROM {_NORMALISED} WHERE field = {quoted(name)}")
    found = f"SELECT DISTINCT field FROM {_NORMALISED} WHERE hint = {quoted(NOT_RECORDED)}"
    return frozenset(name for (name,) in database.rows(found))


def _read(database: SparkDatabase, sources: Sequence[Source], indexes: Sequence[int], name: str) -> str:
    import pyarrow as pa

    places = {Path(sources[index].path or "").absolute(): index for index in indexes}
    first = sources[indexes[0]]
    found = database.read_files(name, places, first.headings)
    numbers = pa.array([places[path] for path in found.values()], pa.int32())
    database.take(f"{name}_files", pa.table({"file_path": pa.array(found, pa.string()), "source": numbers}))
    texts = {field: _as_text(named(field), *kind) for field, kind in _kinds(first).items()}
    row = f"row_index + {first.heading_row + 1} AS row"
    return (
        f"SELECT {quoted(first.log)} AS log, source, {row}, {field_texts(first, texts)} "
        f"FROM {name} JOIN {name}_files USING (file_path)"
    )


def _kinds(source: Source) -> Mapping[str, tuple[Any, bool]]:
    """The type of each field's column in Arrow's terms, and whether it is a time in the old form, of 96 bits."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(source.path) as file:
        schema = file.schema_arrow
        old = {column.name for column in file.schema if column.physical_type == "INT96"}
    return {name: (schema.field(heading).type, heading in old) for name, heading in source.headings.items()}


def _as_text(column: str, kind: Any, old_time: bool = False) -> str:
    """The SQL that gives the text that DuckDB makes of a column."""
    from pyarrow import types

    if old_time:
        return f"{column}::VARCHAR"
    if types.is_dictionary(kind):
        return _as_text(column, kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind):
        return f"array_to_string({column}, ';')"
    if types.is_timestamp(kind):
        # Spark reads nanoseconds as numbers, and leaves the zone, which is UTC, unsaid.
        time = f"make_timestamp({column} // 1000)" if kind.unit == "ns" else column
        return f"{time}::VARCHAR || '{'+00' if kind.tz else ''}'"
    if types.is_floating(kind):
        whole = f"{column} = floor({column}) AND abs({column}) < {_MOST_DIGITS}"
        return f"CASE WHEN {whole} THEN {column}::BIGINT::VARCHAR || '.0' ELSE {column}::VARCHAR END"
    return f"{column}::VARCHAR"


def _normalise(batches: Iterable[Any]) -> Iterator[Any]:
    """On the workers: from Arrow batches of ``field`` and ``raw`` to the same with ``value`` and ``hint``."""
    import pyarrow as pa

    for batch in batches:
        kinds, raws = (batch.column(name).to_pylist() for name in ("field", "raw"))
        found = [normalise(fields()[kind], raw) for kind, raw in zip(kinds, raws, strict=True)]
        outcome = {"field": kinds, "raw": raws, "value": [f.value for f in found], "hint": [f.hint for f in found]}
        yield pa.RecordBatch.from_pydict({name: pa.array(texts, pa.string()) for name, texts in outcome.items()})
