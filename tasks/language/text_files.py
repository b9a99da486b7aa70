"""The files of the texts, read; what is wrong with one is said to whoever wrote it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from expectations.contract.content import BUNDLED
from expectations.contract.forms import choice, place, read_form, read_toml
from tasks.model.errors import TextError

LARGEST = 100_000
"""Bytes of a text file at most: the longest of the report has a quarter of that."""

CLOCK_NAMES = ("hour",)
"""What may stand in braces in any entry of the clock; midnight needs none."""
PATTERN = "en"
"""The language whose files have all small words."""
REMEDY = "Mend what stands there, or compare it with the head comment of the file."
ENTRIES = dict[str, dict[str, str]]
"""A file of a translation: by key what it says, none of which has to be there."""
TRANSLATED_OUTLINE = dict[str, dict[str, str] | list[dict[str, str]]]
"""``report.toml`` of a translation."""
_TABLE = re.compile(r"\[(\w+)\]|\[\[\w+\]\]")
_KEY = re.compile(r"""(\w+)\s*=\s*["']?([^"']*)""")


def read_text(path: Path) -> str:
    """The words of a text file.

    Raises:
        FileNotFoundError: it is missing.
        TextError: it is larger than a text can be, or not written in UTF-8.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TextError(f"A text is larger than {LARGEST:,} bytes.", path.name, "Divide it into several files.")
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    raise TextError("A text is not written in UTF-8.", f"{path.name}, line {line}", "Save it as UTF-8.")


def read_words(path: Path, form: Any) -> Any:
    """A file of texts as the type that its head comment describes.

    Raises:
        TextError: it is missing, no TOML, or something in it has another form.
    """
    return read_form(path, form, TextError, REMEDY)


def read_translated(path: Path, form: Any = ENTRIES) -> Any:
    """A file of a translation, which may not be there yet.

    Raises:
        TextError: as for :func:`read_words`.
    """
    return read_words(path, form) if path.is_file() else {}


def read_small_words(path: Path, *, whole: bool = True) -> dict[str, Any]:
    """A file of small words, held to the file of the same name that comes with the program, which has them all.

    Args:
        path: the file.
        whole: whether none may be lacking; else the file itself may be.

    Raises:
        TextError: one is lacking, is of another kind, such as a number, or asks for more than names where the program
            sets words; or it is missing, or no TOML.
    """
    words = read_toml(path, TextError) if whole or path.is_file() else {}
    for location, problem in _differences(words, read_toml(BUNDLED.texts / PATTERN / path.name), whole):
        raise TextError(problem, place(path, location), REMEDY)
    return words


def _differences(
    given: Any, pattern: Any, whole: bool, at: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if type(given) is not type(pattern):
        kinds = {str: "a text in quotes", dict: "a table of keys", list: "a list in brackets", int: "a whole number"}
        yield at, f"{at[-1]} must be {kinds[type(pattern)]}."
    elif isinstance(pattern, str) and not _names_only(given):
        # A width beside a name could be a million.
        yield at, "Braces hold more than a name, as {number} does."
    elif isinstance(pattern, str):
        known = {*_names(pattern), *(CLOCK_NAMES if at[0] == "clock" else ())}
        for name in _names(given):
            if name not in known:
                yield at, f"{{{name}}} stands for nothing here.{choice(name, sorted(known))}"
    elif isinstance(pattern, dict):
        for key, part in pattern.items():
            if key in given:
                yield from _differences(given[key], part, whole, (*at, key))
            elif whole:
                near = choice(key, set(given) - set(pattern)) if set(given) - set(pattern) else ""
                yield (*at, key), f"{key} is lacking.{near.partition(' Allowed')[0]}"
    elif isinstance(pattern, list):
        for number, part in enumerate(given):
            yield from _differences(part, pattern[0], whole, (*at, number))


def _names(form: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(form) if name)


def _names_only(form: str) -> bool:
    try:
        fields = [field[1:] for field in Formatter().parse(form)]
    except ValueError:
        return False
    return all(name is None or (name.isidentifier() and not width and not turned) for name, width, turned in fields)


def toml_lines(content: str) -> Mapping[tuple[str, str], int]:
    """The line of every key of a TOML file, by its table and name; a table of a list goes by its ``id``."""
    lines: dict[tuple[str, str], int] = {}
    entry = ""
    for number, line in enumerate(content.splitlines(), 1):
        if table := _TABLE.fullmatch(line.strip()):
            entry = table[1] or ""
            lines[entry, ""] = number
        elif found := _KEY.match(line):
            entry = found[2] if found[1] == "id" else entry
            lines[entry, found[1]] = number
    return lines
