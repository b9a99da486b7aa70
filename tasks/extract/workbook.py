"""Workbooks (xlsx, ods): every sheet that has a heading row of the contract is a source.

They are zip archives: bombs, passwords, macros and links are refused before any reader opens them. What the directory
tells is looked at, and every entry is inflated once, in pieces and into nothing, and must come to it. What a reader
makes of the cells is limited by the process that it runs in: see :mod:`tasks.storage.confined`.
"""

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from expectations.contract.logs import source_form
from tasks.extract.files import format_of
from tasks.extract.headings import (
    FEWEST_HEADINGS,
    SEARCHED_ROWS,
    Aliases,
    heading_row,
    refuse_no_headings,
    with_columns,
)
from tasks.model.errors import LogError
from tasks.model.records import LogName, Source, SourceFormat

MOST_ENTRIES = 2_000
MOST_BYTES = 1 << 30
MOST_EXPANSION = 400
_EXPANSION_COUNTS_FROM = 8 << 20
_PIECE = 1 << 20
_OVERLAP = 100

_NEEDED = {SourceFormat.XLSX: "xl/workbook.xml", SourceFormat.ODS: "content.xml"}
_ACTIVE = re.compile(
    r"vbaProject|xl/macrosheets/|xl/activeX/|^Basic/|^Scripts/",
    re.IGNORECASE,
)
_LINKED = re.compile(r"xl/externalLinks/|xl/connections\.xml|xl/queryTables/|xl/embeddings/", re.IGNORECASE)
_LINKED_ODS = re.compile(rb"<table:(?:table-source|cell-range-source|dde-link)\b")
_ENCRYPTED_ODS = re.compile(rb"<manifest:encryption-data\b")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


def check_archive(path: Path, kind: SourceFormat) -> None:
    """Refuse a workbook that is unsafe to open.

    Raises:
        LogError: no archive or not of this kind, too many or too large entries, a password, macros, links.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, kind, entries)
            for entry in entries:
                _check_content(path, archive, entry)
            return
    except _UNREADABLE:
        pass
    raise _refused(path, "The workbook is damaged.", "Open it, save it again as .xlsx or .ods, and give that.")


def _check_directory(path: Path, kind: SourceFormat, entries: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(not _is_packed_as_usual(entry) for entry in entries):
        raise zipfile.BadZipFile
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted(path)
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_BYTES
        or any(_expands_too_much(entry.compress_size, entry.file_size) for entry in entries)
    ):
        raise _refused(
            path,
            "The workbook would unpack to far more than a log holds; it may be made to exhaust the machine.",
            "Do not open it. Ask who made it, and export the log again.",
        )
    if any(_ACTIVE.search(name) for name in names):
        raise _refused(path, "The workbook contains macros.", "Save it as .xlsx or .ods without macros.")
    if any(_LINKED.search(name) for name in names):
        raise _links(path)
    if _NEEDED[kind] not in names:
        raise _refused(path, f"The file is no {kind} workbook, whatever its name.", "Give the workbook itself.")


def _is_packed_as_usual(entry: zipfile.ZipInfo) -> bool:
    return entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _expands_too_much(compressed: int, size: int) -> bool:
    return size > _EXPANSION_COUNTS_FROM and size > MOST_EXPANSION * max(1, compressed)


def _check_content(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Inflate one entry into nothing, and look through what streams by; it ends where the directory says."""
    tail = b""
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            seen = tail + piece
            if entry.filename == "content.xml" and _LINKED_ODS.search(seen):
                raise _links(path)
            if entry.filename == "META-INF/manifest.xml" and _ENCRYPTED_ODS.search(seen):
                raise _encrypted(path)
            tail = seen[-_OVERLAP:]


def _refused(path: Path, problem: str, remedy: str) -> LogError:
    return LogError(problem, where=path.name, remedy=remedy)


def _encrypted(path: Path) -> LogError:
    return _refused(path, "The workbook is encrypted.", "Save it without a password, in a safe place.")


def _links(path: Path) -> LogError:
    return _refused(
        path, "The workbook is linked to other files or data.", "Break the links, or copy its values to a new workbook."
    )


def open_workbook(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """The sheets of a workbook that hold records; empty sheets are passed over, and hidden ones without headings.

    Lists for drop-downs stand on hidden sheets, and so do records of earlier years: these are read like all others.

    Raises:
        LogError: the archive is unsafe or damaged, or a sheet is neither a log nor empty.
    """
    kind = format_of(path)
    check_archive(path, kind)
    sources, passed_over, no_logs = [], [], source_form(path.name).passed_over
    for name, hidden, rows in _sheets(path):
        if not rows:
            continue
        sheet = Source(log, kind, path.name, path, sheet=name, hidden=hidden)
        row = heading_row(rows, known)
        if name in no_logs or (hidden and len(row.found) < FEWEST_HEADINGS):
            passed_over.append(name)
            continue
        refuse_no_headings(row, sheet.where)
        sources.append(with_columns(sheet, row))
    return [replace(source, passed_sheets=tuple(passed_over)) for source in sources]


def _sheets(path: Path) -> list[tuple[str, bool, list[tuple[int, list[str]]]]]:
    """The sheets of a workbook: name, whether it is hidden, and its first rows that hold anything, with their numbers.

    Raises:
        LogError: the workbook is damaged.
    """
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    try:
        with load_workbook(path) as workbook:
            return [
                (sheet.name, sheet.visible != SheetVisibleEnum.Visible, _first_rows(workbook, sheet.name))
                for sheet in workbook.sheets_metadata
            ]
    except (CalamineError, OSError):
        pass
    raise _refused(
        path,
        "The workbook is damaged, protected by a password, or larger than any log.",
        "Open it, save it again without a password as .xlsx or .ods, and give that.",
    )


def _first_rows(workbook: Any, name: str) -> list[tuple[int, list[str]]]:
    first = islice(workbook.get_sheet_by_name(name).iter_rows(), SEARCHED_ROWS)
    return [(number, [str(c) for c in row]) for number, row in enumerate(first, start=1) if any(c != "" for c in row)]
