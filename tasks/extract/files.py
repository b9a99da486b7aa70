"""Files: find them, tell their kind from name and content, and refuse one that is given twice."""

import glob
from collections.abc import Iterable
from pathlib import Path

from tasks.model.errors import LogError
from tasks.model.records import Source, SourceFormat
from tasks.storage.confined import readable

_FORMATS = {
    ".csv": SourceFormat.CSV,
    ".tsv": SourceFormat.CSV,
    ".txt": SourceFormat.CSV,
    ".xlsx": SourceFormat.XLSX,
    ".ods": SourceFormat.ODS,
    ".parquet": SourceFormat.PARQUET,
}
ZIP, PARQUET, OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    b"%PDF": "a PDF",
    ZIP: "a workbook or another zip archive",
    PARQUET: "a Parquet file",
    b"PARE": "an encrypted Parquet file",
    OLE: "an old Office file or an encrypted workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database file",
}
_EXPECTED = {SourceFormat.XLSX: ZIP, SourceFormat.ODS: ZIP, SourceFormat.PARQUET: PARQUET, SourceFormat.CSV: None}


def find(pattern: str, log: str) -> list[Path]:
    """The files that a path or a glob names, by name.

    Raises:
        LogError: there is none.
    """
    path = Path(pattern).absolute()
    with readable(str(path)):
        found = [path] if path.is_file() else sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207 - may be absolute
        files = [file for file in found if file.is_file()]
    for file in files:
        if not file.name.isprintable():
            raise LogError(
                "The name of a file has characters that cannot be shown.",
                where=str(file),
                remedy="Rename the file: messages and lists of records to fix have to name it.",
            )
    if not files:
        raise LogError(
            f"No file of the log of {log} stands under this name.",
            where=str(path),
            remedy="Check the path; a pattern such as logs/calls-*.csv must match at least one file.",
        )
    return files


def refuse_repeated(sources: Iterable[Source]) -> None:
    """Refuse a file or a table that is given twice: each of its contacts would count twice.

    Raises:
        LogError: two sources are the same file, have the same content, or are the same table.
    """
    places: dict[tuple[str | None, ...], Source] = {}
    for source in sources:
        place = (source.sha256, source.sheet) if source.path else (source.url, source.table)
        if place in places:
            where = f"{places[place].where} and {source.where}"
            raise LogError("The same records are given twice.", where, "Give each file or table once.")
        places[place] = source


def format_of(path: Path) -> SourceFormat:
    """The kind of a file, told by its name and borne out by its first bytes.

    Raises:
        LogError: the name tells none, or the content is of another kind.
    """
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise LogError("The file is empty.", where=path.name, remedy="Export the log again.")
    known = _FORMATS.get(path.suffix.lower())
    if known is None:
        raise LogError(
            "This kind of file is not read.",
            where=path.name,
            remedy="Save the log as .xlsx (without macros), .ods, .csv or .parquet.",
        )
    signature = next((known for known in _SIGNATURES if start.startswith(known)), None)
    if signature != _EXPECTED[known]:
        raise _wrong_kind(path, start, _SIGNATURES[signature] if signature else "something else")
    return known


def _wrong_kind(path: Path, start: bytes, content: str) -> LogError:
    if start.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return LogError(
            "The workbook is encrypted.", where=path.name, remedy="Save it without a password, in a safe place."
        )
    return LogError(
        f"The name ends in {path.suffix}, but the file is {content}.",
        where=path.name,
        remedy="Give the log itself, or save it again in the format that its name tells.",
    )
