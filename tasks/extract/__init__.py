"""Extract: find the sources of both logs, check that each can be read, and hand on references to them.

A source is a file (CSV, xlsx, ods, Parquet), a sheet of a workbook, or a table in PostgreSQL. Only headings are looked
at here, and bytes as bytes; no record is kept. What makes a whole source unreadable is refused here, with a
:class:`~tasks.model.errors.LogError`; what is wrong with single records is found by the stages that follow.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasks.extract.files import find, format_of, refuse_repeated
from tasks.extract.headings import Aliases, aliases
from tasks.extract.tables import open_parquet, open_table
from tasks.extract.text import open_csv
from tasks.extract.workbook import open_workbook
from tasks.model.errors import LogError, guarded
from tasks.model.records import LogName, Source
from tasks.storage.confined import confined, readable
from tasks.storage.database import is_address

OPENERS = {"csv": open_csv, "xlsx": open_workbook, "ods": open_workbook, "parquet": open_parquet}


@guarded("extract")
def extract(inputs: Mapping[LogName, Sequence[str]], headings: Mapping[str, str] | None = None) -> tuple[Source, ...]:
    """Find, check and open the sources of both logs.

    Args:
        inputs: by log, its files, globs, or database addresses with a table
            (``postgresql+psycopg://user@host/db#schema.table``).
        headings: further headings that staff use, each with the field it stands for; spelling is compared without
            case, spaces and punctuation.

    Returns:
        The sources in the order given; files of a glob by name, sheets as they stand in their workbook.

    Raises:
        LogError: a source is missing, is no log, or breaks the contract as a whole.
        UsageError: an address or the configured headings make no sense.
    """
    known = aliases(headings or {})
    sources: list[Source] = []
    for log, names in inputs.items():
        for name in names:
            sources += [open_table(name, log, known)] if is_address(name) else _files(name, log, known)
    refuse_repeated(sources)
    return tuple(sources)


def _files(name: str, log: LogName, known: Aliases) -> list[Source]:
    opened: list[Source] = []
    for path in find(name, log):
        with confined(path.name, path.stat().st_size), readable(str(path)):
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            opened += [replace(source, sha256=sha256) for source in OPENERS[format_of(path)](path, log, known)]
    if not opened:
        raise LogError(
            f"The log of {log} has no sheet with headings.", where=name, remedy="Give a workbook that holds the log."
        )
    return opened
