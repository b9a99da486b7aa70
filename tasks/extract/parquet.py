"""Parquet: check that the file is whole, and read its column names."""

from pathlib import Path

from tasks.core.errors import LogError
from tasks.core.records import LogName, Source, SourceFormat
from tasks.extract.files import PARQUET
from tasks.extract.headings import Aliases, check, match, with_columns


def open_parquet(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """One source: the file.

    Raises:
        LogError: the file is cut short or damaged, has more records than it can hold, or its columns break the
            contract.
    """
    columns = match(_names(path), known)
    _refuse_endless(path)
    check(columns, path.name)
    return [with_columns(Source(log, SourceFormat.PARQUET, path.name, path), columns)]


def _refuse_endless(path: Path) -> None:
    """Each record has a reference of its own, which takes more than a byte; equal ones could be without end."""
    from pyarrow.parquet import read_metadata

    if read_metadata(path).num_rows > path.stat().st_size:
        raise LogError(
            "The Parquet file has more records than bytes: they repeat each other, and are no log.",
            where=path.name,
            remedy="Ask who made it, and export the log again.",
        )


def _names(path: Path) -> list[str]:
    import pyarrow as pa
    from pyarrow.parquet import read_schema

    with path.open("rb") as file:
        file.seek(-len(PARQUET), 2)
        whole = file.read() == PARQUET
    try:
        names = list(read_schema(path).names) if whole else None
    except (pa.ArrowException, OSError):
        names = None
    if names is None:
        raise LogError(
            "The Parquet file is damaged or cut short.", where=path.name, remedy="Copy or export the log again."
        )
    return names
