"""The files that people write, TOML and CSV: read, and held against the form that they must have.

What is wrong with one is told with file, line and reason, and with what may stand there.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError

from expectations.contract.errors import ContractError, ReportError
from expectations.contract.spelling import nearest, squash

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key", "Cannot mutate immutable")
LARGEST = 1_000_000
"""Bytes of such a file at most; the longest that comes with the program has a tenth of that."""
REMEDY = "Mend what stands there, or take the file as it came with the program."
Location = Sequence[str | int]
STRICT = ConfigDict(extra="forbid")
"""For a dataclass that is a form, as ``__pydantic_config__``: a key that it has not is refused."""
WORDS = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
"""The same for one of words, where a number is taken as it is written."""
_TOO_MANY = ("extra_forbidden", "unexpected_keyword_argument")

_HEADER = re.compile(r"""\s*(\[\[?)\s*([^\]#]+?)\s*\]""")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_WANTED = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list in brackets",
    "dict_type": "a table of keys",
    "mapping_type": "a table of keys",
    "dataclass_type": "a table of keys",
    "model_type": "a table of keys",
}


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
        reason, where = _toml_reason(error, text)
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


def _toml_reason(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, str]:
    """The reason in words for people, and the place."""
    at, reason = _PLACE.search(str(error)), _PLACE.sub("", str(error))
    if reason.startswith(_TWICE):
        reason = "a key or a table is written twice"
    if at and at[1]:
        return reason, f"line {at[1]}, column {at[2]}"
    return reason, f"line {text.count(chr(10)) + 1}, the end"


def is_month(text: str) -> bool:
    """Whether a text is a month as ``2018-06``."""
    return bool(re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text))


def _month(text: str) -> str:
    if not is_month(text):
        raise ValueError("A month of this century is needed, like 2018-06")
    return text


MonthText = Annotated[str, AfterValidator(_month)]
"""A month as ``2018-06``."""


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]\S*", text):
        raise ValueError("an address is written as https://www.example.org/page")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An address that a reader can follow, or none."""


def read_form(
    path: Path,
    form: Any,
    refusal: type[ReportError] = ContractError,
    remedy: str = REMEDY,
    *,
    secret: bool = False,
) -> Any:
    """A TOML file as the type that its head comment describes.

    Args:
        path: the file.
        form: a dataclass, a pydantic model, or a mapping of such.
        refusal: what to raise.
        remedy: what to do then.
        secret: whether what stands there may hold a secret, and is not repeated.

    Raises:
        ReportError: of the kind given: the file is no TOML, or something in it has another form.
    """
    given = read_toml(path, refusal, remedy)
    try:
        return TypeAdapter(form).validate_python(given)
    except ValidationError as error:
        # A misspelt key is told before the one that is lacking for it.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] not in _TOO_MANY)
    location = [part for part in first["loc"] if not str(part).startswith("function-")]
    raise refusal(_problem(form, location, first, secret), place(path, location), remedy)


def place(path: Path, location: Location) -> str:
    """The file, the line and the name of an entry, as messages tell them."""
    name = ", ".join(str(part + 1) if isinstance(part, int) else part for part in location)
    return f"{path}, line {line_of(path.read_text('utf-8'), location)}, {name}" if name else str(path)


def line_of(text: str, location: Location) -> int:
    """The line of a TOML file where an entry stands, or the nearest table around it."""
    here: list[str | int] = []
    counted: dict[tuple[str | int, ...], int] = {}
    best, line = 0, 1
    for number, written in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(written):
            here = [*_names(header[2])]
            if header[1] == "[[":
                place = counted[tuple(here)] = counted.get(tuple(here), -1) + 1
                here.append(place)
            known = here
        elif key := _KEY.match(written):
            known = [*here, *_names(key[1])]
        else:
            continue
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known, location, strict=False)))
        # A key of the table around counts for what is lacking in it only where nothing nearer is found.
        if shared > best and (header or shared == len(known) or shared > len(here)):
            best, line = shared, number
    return line


def choice(word: str, allowed: Iterable[str]) -> str:
    """What may stand in place of a word: the nearest of those allowed, and all where they are few."""
    names = list(allowed)
    near = nearest(word, {squash(name): name for name in names}) if word else None
    meant = f" Perhaps {near} is meant." if near else ""
    return f"{meant} Allowed: {', '.join(names)}." if len(names) <= MOST_NAMED else meant


MOST_NAMED = 25
"""More names than this are not listed in a message."""


def _problem(form: Any, location: Location, error: Mapping[str, Any], secret: bool) -> str:
    kind, given = error["type"], None if secret else error["input"]
    last = str(location[-1]) if location else ""
    if kind in _TOO_MANY:
        keys = _schema_at(form, location[:-1]).get("properties", ())
        return f"{last} is no key that can stand here.{choice(last, keys)}"
    if kind in ("missing", "missing_argument"):
        return f"{' '.join(map(str, location[:-1])) or 'The file'} lacks {last}."
    if kind in ("enum", "literal_error"):
        schema = _schema_at(form, location)
        values = [str(value) for value in schema.get("enum", [schema.get("const", "")]) if value]
        known = choice("" if secret else str(given), values)
        return f"{'What stands there' if secret else repr(given)} is not allowed as {last}.{known}"
    wanted = _WANTED.get(kind) or str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    shown = f"{given!r} stands" if isinstance(given, str | int | float) else "Something else stands"
    return f"{shown} where there must be {wanted}." if kind in _WANTED else f"{shown} here. {wanted}."


def _schema_at(form: Any, location: Location) -> Mapping[str, Any]:
    """The JSON schema of what may stand at a place of a form; empty where the form does not tell."""
    whole = TypeAdapter(form).json_schema()
    found = _resolved(whole, whole)
    for part in location:
        inner = found.get("properties", {}).get(str(part)) or found.get("additionalProperties") or found.get("items")
        found = _resolved(inner, whole) if isinstance(inner, dict) else {}
    return found


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a schema refers to, or its alternative to nothing."""
    if "$ref" in schema:
        return _resolved(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return _resolved(next(each for each in schema["anyOf"] if each.get("type") != "null"), whole)
    return schema


def _names(dotted: str) -> Iterable[str]:
    return (name.strip("\"'") for name in _NAME.findall(dotted))
