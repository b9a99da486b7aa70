"""CSV: tell encoding and delimiter, and read the heading row. The records are left to the database engine."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tasks.extract.headings import SEARCHED_ROWS, Aliases, HeadingRow, heading_row, refuse_no_headings, with_columns
from tasks.model.errors import LogError
from tasks.model.records import LogName, RowKind, Source, SourceFormat

DELIMITERS = (",", ";", "\t", "|")
_CP1252 = re.compile(rb"[\x80-\x9f]")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16-be"}
_BLANK_LINE = re.compile(r"\n\r?\n(?=[^\r\n])")
# Bytes. What is read, decoded and searched stays within a processor's own memory: twice as fast as pieces of megabytes.
_PIECE = 1 << 16
_HEAD = 1 << 17
# Bytes that no cp1252 text has; a run of three accented letters is no western word, but one of Urdu in another code
# page; a sequence that makes sense as UTF-8 means that two encodings are mixed.
_NOT_WESTERN = re.compile(
    rb"[\x81\x8d\x8f\x90\x9d]|[\xc0-\xff]{3}"
    rb"|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def open_csv(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """One source: the file.

    Raises:
        LogError: the bytes are no text in an encoding that can be told, or the headings break the contract.
    """
    text = text_of(path)
    delimiter, row = _heading_row(path, text.encoding, known)
    refuse_no_headings(row, path.name)
    file = Source(log, SourceFormat.CSV, path.name, path, encoding=text.encoding, delimiter=delimiter)
    source = with_columns(file, row)
    blank = _blank_rows(path, source) if text.has_blank_lines else ()
    below = sum(number > row.number for number in blank)
    passed_over = {**source.passed_over, RowKind.BLANK: below} if below else source.passed_over
    return [replace(source, blank_rows=blank, passed_over=passed_over)]


class TextForm(NamedTuple):
    """``encoding``: ``utf-8``, ``utf-16``, ``latin-1``, or ``cp1252`` where it holds marks that latin-1 has not."""

    encoding: str
    has_blank_lines: bool


def text_of(path: Path) -> TextForm:
    """How a text file is written.

    Raises:
        LogError: the bytes are no text in an encoding that can be told.
    """
    with path.open("rb") as file:
        start = file.read(2)
    if start in _UTF16:
        text = _decoded(path, _UTF16[start])
    else:
        _refuse_nul(path)
        text = _decoded(path, "utf-8") or _western(path)
    if text is None:
        raise LogError(
            "The encoding of the file cannot be told.", where=path.name, remedy="Save it as CSV UTF-8 and try again."
        )
    return text


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _refuse_nul(path: Path) -> None:
    for number, piece in enumerate(_pieces(path)):
        place = piece.find(b"\0")
        if place >= 0:
            lines = piece.count(b"\n", 0, place) + sum(p.count(b"\n") for p in islice(_pieces(path), number))
            raise LogError(
                "The file holds NUL bytes, which no text has.",
                where=f"{path.name}, line {lines + 1}",
                remedy="Export the log again as CSV UTF-8.",
            )


def _decoded(path: Path, encoding: str) -> TextForm | None:
    """None where the file is no text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    tail, blank = "\n", False
    try:
        for piece in _pieces(path):
            seen = tail + decoder.decode(piece)
            if "\0" in seen:
                return None
            blank = blank or _BLANK_LINE.search(seen) is not None
            tail = seen[-3:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return TextForm(encoding, blank)


def _western(path: Path) -> TextForm | None:
    if any(_NOT_WESTERN.search(piece) for piece in _pieces(path)):
        return None
    return _decoded(path, "cp1252" if any(_CP1252.search(piece) for piece in _pieces(path)) else "latin-1")


def _blank_rows(path: Path, source: Source) -> tuple[int, ...]:
    """Rows without any cell, counted as staff see them; the engine passes over these."""
    try:
        with path.open(encoding=source.encoding, newline="") as file:
            rows = enumerate(csv.reader(file, delimiter=source.delimiter), start=1)
            return tuple(number for number, row in rows if not row)
    except csv.Error:
        return ()  # The engine says what is wrong with the row, and where.


def _heading_row(path: Path, encoding: str, known: Aliases) -> tuple[str, HeadingRow]:
    """The delimiter under which most headings are known, and the row in which they stand."""
    head = _head(path, encoding)
    found = {delimiter: heading_row(first_rows(head, delimiter), known) for delimiter in DELIMITERS}
    best = max(found, key=lambda delimiter: (len(found[delimiter].found), len(found[delimiter].texts)))
    return best, found[best]


def delimited(path: Path, encoding: str) -> str:
    """The delimiter under which the first rows have most cells, where the headings are not known."""
    head = _head(path, encoding)
    return max(DELIMITERS, key=lambda sign: max((len(cells) for _, cells in first_rows(head, sign)), default=0))


def _head(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        return codecs.getincrementaldecoder(encoding)().decode(file.read(_HEAD)).removeprefix("\ufeff")


def first_rows(head: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The first rows of a text that hold anything, with their numbers; up to one that breaks the rules of CSV."""
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        for number, cells in enumerate(islice(rows, SEARCHED_ROWS), start=1):
            if any(cells):
                yield number, cells
