"""The files that people write, read: TOML and CSV. What is wrong with one is said with file, line and reason."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from expectations.contract.errors import ContractError, ReportError

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key", "Cannot mutate immutable")
LARGEST = 1_000_000
"""Bytes of such a file at most; the longest that comes with the program has a tenth of that."""
REMEDY = "Mend what stands there, or take the file as it came with the program."


def read_toml(path: Path, refusal: type[ReportError] = ContractError, remedy: str = REMEDY) -> dict[str, Any]:
    """A TOML file.

    Args:
        path: the file.
        refusal: what to raise.
        remedy: what to do then.

    Raises:
        ReportError: of the kind given: the file cannot be read, is no text in UTF-8, or is no TOML, as where a key is
            written twice.
    """
    text = _text(path, refusal, remedy)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, where = _told(str(error), text)
    except RecursionError:
        reason, where = "brackets lie in each other too deep", "somewhere"
    raise refusal(f"The file {path.name} is not valid TOML: {reason}.", f"{path}, {where}", remedy)


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV file by its headings.

    Raises:
        ContractError: the file cannot be read, lacks one of the columns, or has a row of another length.
    """
    reader = csv.DictReader(io.StringIO(_text(path, ContractError, REMEDY), newline=""), strict=True)
    if lacking := [name for name in columns if name not in (reader.fieldnames or ())]:
        raise ContractError(f"The file {path.name} lacks the column {lacking[0]}.", str(path), REMEDY)
    problem = ""
    try:
        for row in reader:
            if None in row or None in row.values():
                problem = f"A row of {path.name} has more or fewer cells than the heading row."
                break
            yield row
    except csv.Error as error:
        problem = f"The file {path.name} breaks the rules of CSV: {error}."
    if problem:
        raise ContractError(problem, f"{path}, line {reader.line_num}", REMEDY)


def row_of(path: Path, key: str) -> str:
    """The file, and the line of the last row that begins with a key, as messages tell them."""
    lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.partition(",")[0] == key]
    return f"{path}, line {lines[-1] if lines else 1}, {key}"


def _text(path: Path, refusal: type[ReportError], remedy: str) -> str:
    try:
        if path.exists() and not path.is_file():
            raise OSError(0, "it is no file of its own, such as a folder or a pipe")
        if path.stat().st_size > LARGEST:
            raise OSError(0, f"it is larger than {LARGEST:,} bytes")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        problem, where = f"The file {path.name} cannot be read: {error.strerror}.", str(path)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem, where = f"The file {path.name} is no text in UTF-8.", f"{path}, line {line}"
    raise refusal(problem, where, remedy)


def _told(message: str, text: str) -> tuple[str, str]:
    """The reason in words for people, and the place, of a message of Python's reader."""
    place = _PLACE.search(message)
    reason = _PLACE.sub("", message)
    if reason.startswith(_TWICE):
        reason = "a key or a table is written twice"
    if place and place[1]:
        return reason, f"line {place[1]}, column {place[2]}"
    return reason, f"line {text.count(chr(10)) + 1}, the end"
