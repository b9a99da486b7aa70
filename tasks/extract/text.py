"""CSV: tell encoding and delimiter, and read the heading row. The records are left to the database engine."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from tasks.core.errors import LogError
from tasks.core.records import LogName, Source, SourceFormat
from tasks.extract.headings import Aliases, Columns, check, match, with_columns

_DELIMITERS = (",", ";", "\t", "|")
_PIECE = 1 << 22
_HEAD = 1 << 17
# Bytes that no cp1252 text has; a run of three accented letters is no western word, but one of Urdu in another code
# page; a pair that makes sense as UTF-8 means that two encodings are mixed.
_NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[\x80-\xff]{3}|[\xc2-\xf4][\x80-\xbf]")


def open_csv(path: Path, log: LogName, known: Aliases) -> list[Source]:
    """One source: the file.

    Raises:
        LogError: the bytes are no text in an encoding that can be told, or the headings break the contract.
    """
    encoding = _encoding(path)
    delimiter, columns = _heading_row(path, encoding, known)
    check(columns, path.name)
    source = Source(log, SourceFormat.CSV, path.name, path, encoding=encoding, delimiter=delimiter)
    return [with_columns(source, columns)]


def _encoding(path: Path) -> str:
    """``utf-8``, ``utf-16`` (little-endian, with its mark) or ``latin-1``: those that the engine reads by itself."""
    with path.open("rb") as file:
        start = file.read(2)
    if start == codecs.BOM_UTF16_BE:
        raise LogError("The file is in UTF-16, big-endian.", where=path.name, remedy="Save it as CSV UTF-8.")
    if start == codecs.BOM_UTF16_LE:
        _check_decodes(path, "utf-16")
        return "utf-16"
    _refuse_nul(path)
    if _decodes(path, "utf-8"):
        return "utf-8"
    _check_western(path)
    return "latin-1"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _refuse_nul(path: Path) -> None:
    line = 1
    for piece in _pieces(path):
        place = piece.find(b"\0")
        line += piece.count(b"\n", 0, place if place >= 0 else len(piece))
        if place >= 0:
            raise LogError(
                "The file holds NUL bytes, which no text has.",
                where=f"{path.name}, line {line}",
                remedy="Export the log again as CSV UTF-8.",
            )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(path):
            if "\0" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_decodes(path: Path, encoding: str) -> None:
    if not _decodes(path, encoding):
        raise _undecodable(path)


def _check_western(path: Path) -> None:
    for piece in _pieces(path):
        if _NOT_WESTERN.search(piece):
            raise _undecodable(path)


def _undecodable(path: Path) -> LogError:
    return LogError(
        "The encoding of the file cannot be told.", where=path.name, remedy="Save it as CSV UTF-8 and try again."
    )


def _heading_row(path: Path, encoding: str, known: Aliases) -> tuple[str, Columns]:
    """The delimiter under which most headings are known, and the headings read so."""
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)().decode(file.read(_HEAD)).removeprefix("\ufeff")
    readings = {delimiter: match(_first_row(head, delimiter, path), known) for delimiter in _DELIMITERS}
    best = max(readings, key=lambda delimiter: len(readings[delimiter].found))
    return best, readings[best]


def _first_row(head: str, delimiter: str, path: Path) -> list[str]:
    try:
        return next((row for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if any(row)), [])
    except csv.Error:
        pass
    raise LogError("The first row is no heading row.", where=path.name, remedy="Put the headings into the first row.")
