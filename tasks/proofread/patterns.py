"""The lists of what may and may not be typed: files of patterns beside the texts, which their writers keep.

Each language has its own; a translation may do without one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.core.errors import TextError
from tasks.core.languages import source_folder
from tasks.core.text_files import read_toml

NUMBERS, DEGREES, STYLE = "typed_numbers.toml", "typed_words.toml", "house_style.toml"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of typed words. ``words`` says what to write instead, or why it may be typed."""

    expression: re.Pattern[str]
    words: str


def allowed(folder: Path, file: str) -> tuple[Pattern, ...]:
    """What may be typed as it is, and why.

    Raises:
        TextError: the file is missing, or an entry lacks something or is no pattern.
    """
    return _patterns(folder, file, "allowed", "why")


def refused(folder: Path, file: str) -> tuple[Pattern, ...]:
    """What may not be typed, and what to write instead.

    Raises:
        TextError: as above.
    """
    return _patterns(folder, file, "refused", "write")


def blanked(text: str, patterns: Sequence[Pattern]) -> str:
    """The text with blanks for all that may be typed: every other sign keeps its place."""
    for pattern in patterns:
        text = pattern.expression.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


def _patterns(folder: Path, file: str, table: str, key: str) -> tuple[Pattern, ...]:
    if not (folder / file).is_file() and source_folder(folder):
        return ()
    entries = read_toml(folder / file).get(table, [])
    try:
        return tuple(_pattern(entry, key) for entry in entries)
    except (KeyError, re.error) as error:
        problem = f"A file of patterns cannot be used: {error}."
    raise TextError(problem, file, "Restore it from the repository, or compare it with the head comment of the file.")


def _pattern(entry: Mapping[str, str], key: str) -> Pattern:
    return Pattern(re.compile(entry["pattern"], re.MULTILINE), entry[key])
