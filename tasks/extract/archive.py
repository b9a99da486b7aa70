"""Workbooks as zip archives: refuse bombs, passwords, macros and links before any reader opens them.

A workbook's directory may lie about sizes, so every entry is inflated once, in pieces and into nothing, and must come
to what the directory tells.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tasks.core.errors import LogError
from tasks.core.records import SourceFormat

MOST_ENTRIES = 2_000
MOST_BYTES = 1 << 30
MOST_EXPANSION = 400
_EXPANSION_COUNTS_FROM = 8 << 20
MOST_CELLS = 40_000_000
"""The reader makes room for the whole rectangle that the outermost cells span."""

_PIECE = 1 << 16
_OVERLAP = 400
_LONGEST_ROW = 4 << 20
_HEADER = 30

_NEEDED = {SourceFormat.XLSX: "xl/workbook.xml", SourceFormat.ODS: "content.xml"}
_ACTIVE = re.compile(
    r"vbaProject|xl/macrosheets/|xl/activeX/|^Basic/|^Scripts/",
    re.IGNORECASE,
)
_LINKED = re.compile(r"xl/externalLinks/|xl/connections\.xml|xl/queryTables/|xl/embeddings/", re.IGNORECASE)
_LINKED_ODS = re.compile(rb"<table:(?:table-source|cell-range-source|dde-link)\b")
_ENCRYPTED_ODS = re.compile(rb"<manifest:encryption-data\b")
# Where the outermost cells of a sheet lie: xlsx names rows and cells, ods tells how often one is repeated.
_ROW = re.compile(rb"""\br=["'](\d{1,7})["']""")
_COLUMN = re.compile(rb"""\br=["']([A-Z]{2,3})\d""")
_ODS_ROW = re.compile(
    rb"""<table:table-row\b[^>]*number-rows-repeated=["'](\d+)["'][^>]*>(.*?)</table:table-row>""", re.DOTALL
)
_ODS_CELL = re.compile(rb"""<table:table-cell\b[^>]*number-columns-repeated=["'](\d+)["'][^>]*>""")
_ODS_FILLED = re.compile(rb"office:value-type|<text:p")


@dataclass
class _Extent:
    """How far the cells of a sheet reach, taken from its XML as it streams by."""

    rows: int = 0
    columns: int = 26

    def see_xlsx(self, piece: bytes) -> None:
        self.rows = max([self.rows, *(int(number) for number in _ROW.findall(piece))])
        self.columns = max([self.columns, *(_number(letters) for letters in set(_COLUMN.findall(piece)))])

    def see_ods(self, piece: bytes) -> None:
        for times, row in _ODS_ROW.findall(piece):
            self.rows += int(times) if _ODS_FILLED.search(row) else 0
        for match in _ODS_CELL.finditer(piece):
            filled = not match[0].endswith(b"/>") or _ODS_FILLED.search(match[0])
            self.columns = max(self.columns, int(match[1]) if filled else 0)

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def check_archive(path: Path, kind: SourceFormat) -> None:
    """Refuse a workbook that is unsafe to open.

    Raises:
        LogError: no archive or not of this kind, too many or too large entries, a password, macros, links.
    """
    entries = _directory(path)
    names = [entry.filename for entry in entries]
    _check_directory(path, entries)
    if any(_ACTIVE.search(name) for name in names):
        raise _refused(path, "The workbook contains macros.", "Save it as .xlsx or .ods without macros.")
    if any(_LINKED.search(name) for name in names):
        raise _links(path)
    if _NEEDED[kind] not in names:
        raise _refused(path, f"The file is no {kind} workbook, whatever its name.", "Give the workbook itself.")
    with path.open("rb") as file:
        for entry in entries:
            _check_content(path, file, entry)


def _directory(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries: list[zipfile.ZipInfo] | None = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        entries = None
    if entries is None:
        raise _damaged(path)
    return entries


def _check_directory(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    if len({entry.filename for entry in entries}) < len(entries):
        raise _damaged(path)
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted(path)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _damaged(path)
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_BYTES
        or any(_expands_too_much(entry.compress_size, entry.file_size) for entry in entries)
    ):
        raise _bomb(path)


def _expands_too_much(compressed: int, size: int) -> bool:
    return size > _EXPANSION_COUNTS_FROM and size > MOST_EXPANSION * max(1, compressed)


def _check_content(path: Path, file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Inflate one entry into nothing, and look through what streams by."""
    size, extent, tail = 0, _Extent(), b""
    for piece in _inflated(path, file, entry):
        size += len(piece)
        if size > entry.file_size:
            raise _bomb(path)
        seen = tail + piece
        if entry.filename.startswith("xl/worksheets/"):
            extent.see_xlsx(seen)
        elif entry.filename == "content.xml":
            extent.see_ods(seen)
            _refuse_if(_LINKED_ODS.search(seen), _links(path))
        elif entry.filename == "META-INF/manifest.xml":
            _refuse_if(_ENCRYPTED_ODS.search(seen), _encrypted(path))
        tail = seen[_open_row(seen) :]
    if size != entry.file_size:
        raise _damaged(path)
    _refuse_if(extent.cells > MOST_CELLS, _bomb(path))


def _open_row(seen: bytes) -> int:
    """Where the part begins that the next piece must be read with: a row of an ods that has not ended, or a tag."""
    row = seen.rfind(b"<table:table-row")
    is_open = row >= 0 and seen.find(b"</table:table-row>", row) < 0
    return max(row if is_open else len(seen) - _OVERLAP, len(seen) - _LONGEST_ROW, 0)


def _refuse_if(condition: object, refusal: LogError) -> None:
    if condition:
        raise refusal


def _inflated(path: Path, file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
        raise _damaged(path)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        data = file.read(min(_PIECE, left))
        if not data:
            raise _damaged(path)
        left -= len(data)
        if inflater is None:
            yield data
        else:
            yield from _pieces(path, inflater, data)


def _pieces(path: Path, inflater: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    # The length limit holds each piece small: sixty kilobytes can inflate to sixty megabytes.
    while data:
        try:
            piece: bytes | None = inflater.decompress(data, _PIECE * 16)
        except zlib.error:
            piece = None
        if piece is None:
            raise _damaged(path)
        yield piece
        data = inflater.unconsumed_tail


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _refused(path: Path, problem: str, remedy: str) -> LogError:
    return LogError(problem, where=path.name, remedy=remedy)


def _damaged(path: Path) -> LogError:
    return _refused(path, "The workbook is damaged.", "Open it, save it again as .xlsx or .ods, and give that.")


def _encrypted(path: Path) -> LogError:
    return _refused(path, "The workbook is encrypted.", "Save it without a password, in a safe place.")


def _links(path: Path) -> LogError:
    return _refused(
        path, "The workbook is linked to other files or data.", "Break the links, or copy its values to a new workbook."
    )


def _bomb(path: Path) -> LogError:
    return _refused(
        path,
        "The workbook would unpack to far more than a log holds; it may be made to exhaust the machine.",
        "Do not open it. Ask who made it, and export the log again.",
    )
