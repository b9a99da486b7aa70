"""Workbooks (xlsx, ods): every sheet that has a heading row of the contract is a source."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from tasks.core.errors import LogError
from tasks.core.records import LogName, Source
from tasks.extract.archive import check_archive
from tasks.extract.files import format_of
from tasks.extract.headings import Aliases, Columns, check, match, with_columns

_SEARCHED_ROWS = 20
_FEWEST_HEADINGS = 3


def open_workbook(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """The sheets of a workbook that hold records; empty sheets are passed over.

    Raises:
        LogError: the archive is unsafe or damaged, or a sheet is neither a log nor empty.
    """
    kind = format_of(path)
    check_archive(path, kind)
    sources = []
    for name in _names(path):
        rows = _first_rows(path, name)
        if any(any(row) for row in rows):
            sheet = Source(log, kind, path.name, path, sheet=name)
            row, columns = _heading_row(rows, known, sheet.where)
            check(columns, sheet.where)
            sources.append(with_columns(replace(sheet, heading_row=row), columns))
    return sources


def _names(path: Path) -> list[str]:
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(path) as workbook:
            names: list[str] | None = list(workbook.sheet_names)
    except (CalamineError, OSError):
        names = None
    if names is None:
        raise _damaged(path)
    return names


def _first_rows(path: Path, name: str) -> list[list[str]]:
    """The first rows of a sheet as text, from its row 1 on."""
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(path) as workbook:
            sheet: Any = workbook.get_sheet_by_name(name)
            rows: list[list[str]] | None = [
                [str(cell) for cell in row] for row in islice(sheet.iter_rows(), _SEARCHED_ROWS)
            ]
    except (CalamineError, OSError):
        rows = None
    if rows is None:
        raise _damaged(path)
    return rows


def _heading_row(rows: Sequence[Sequence[str]], known: Aliases, where: str) -> tuple[int, Columns]:
    for number, row in enumerate(rows, start=1):
        columns = match(row, known)
        if len(columns.found) >= _FEWEST_HEADINGS:
            return number, columns
    raise LogError(
        "The sheet has content but no heading row of a log.",
        where=where,
        remedy="Move what is no log to a workbook of its own, or put the headings above the records.",
    )


def _damaged(path: Path) -> LogError:
    return LogError(
        "The workbook is damaged, protected by a password, or larger than any log.",
        where=path.name,
        remedy="Open it, save it again without a password as .xlsx or .ods, and give that.",
    )
