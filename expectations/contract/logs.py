"""How an installation's logs are written: said once, and never guessed from a log.

The forms of its sources stand in ``logs.toml``; the words with which staff say that nothing is recorded, and the words
of headings under which people are named, in lists of their own.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

from expectations.contract.content import BUNDLED, content
from expectations.contract.errors import ContractError
from expectations.contract.forms import REMEDY, STRICT, place, read_form
from expectations.contract.spelling import is_word_like, plain, squash

FILE = "logs.toml"
DateOrder = Literal["day_first", "month_first", "year_first"]


@dataclass(frozen=True, slots=True)
class SourceForm:
    """How one source is written; the head comment of the file says what each means."""

    __pydantic_config__ = STRICT

    file: str = "*"
    dates: DateOrder | None = None
    serials: Literal[1900, 1904] | None = None
    references: Literal["any", "restart"] | None = None
    lacks: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogForms:
    """The whole file."""

    __pydantic_config__ = STRICT

    not_recorded: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    source: tuple[SourceForm, ...] = ()

    def stands_for(self, heading: str) -> str | None:
        """What a heading was said to stand for, however it is spelt."""
        return {squash(text): name for text, name in self.headings.items()}.get(squash(heading))

    def of(self, file: str) -> SourceForm:
        """What is said of just this file."""
        return next((form for form in self.source if form.file == file), SourceForm(file=file))

    def with_source(self, file: str, **values: Any) -> "LogForms":
        """The same, with more said of a file, by the names of :class:`SourceForm`."""
        others = tuple(form for form in self.source if form.file != file)
        return replace(self, source=(replace(self.of(file), **values), *others))


@cache
def log_forms() -> LogForms:
    """What the content says of its logs; nothing where it has no such file, as content from before it has none.

    Raises:
        ContractError: the file cannot be read, or has not the form that its head comment describes.
    """
    path = content().contract / FILE
    found: LogForms = read_form(path, LogForms) if path.exists() else LogForms()
    return found


def source_form(name: str) -> SourceForm:
    """How a source is written, by the name of its file or table."""
    return next((form for form in log_forms().source if fnmatchcase(name, form.file)), SourceForm())


NOT_RECORDED_FILE, PERSONAL_HEADINGS_FILE = "not_recorded.toml", "personal_headings.toml"
NOT_RECORDED = "!not_recorded"
"""The mark of a cell that says so, beside its value, which is null."""
_STROKES = set("-–—−_.،؟?*/\\'() ")


def says_not_recorded(text: str) -> bool:
    """Whether a text says that nothing is recorded; whether a field has it as an answer of its own, is not looked at.

    Raises:
        ContractError: the list cannot be read.
    """
    words = plain(text)
    return bool(words) and (set(words) <= _STROKES or (is_word_like(words) and squash(words) in _spellings()))


def names_people(heading: str) -> bool:
    """Whether a heading has a word, in any language of the list, under which people are named or told of.

    Raises:
        ContractError: the list cannot be read.
    """
    words = f" {_words(heading)} "
    return any(f" {entry} " in words for entry in _entries())


@dataclass(frozen=True, slots=True)
class _List:
    """The whole of ``not_recorded.toml``."""

    __pydantic_config__ = STRICT

    words: tuple[str, ...]


@cache
def _spellings() -> frozenset[str]:
    path = content().contract / NOT_RECORDED_FILE
    return _listed(path, {"words": read_form(path, _List).words}, squash)


@cache
def _entries() -> frozenset[str]:
    path = content().contract / PERSONAL_HEADINGS_FILE
    if not path.exists():  # content from before there was a list
        path = BUNDLED.contract / PERSONAL_HEADINGS_FILE
    return _listed(path, read_form(path, dict[str, tuple[str, ...]]), _words)


def _listed(path: Path, lists: Mapping[str, tuple[str, ...]], compared: Callable[[str], str]) -> frozenset[str]:
    """All words of a file's lists, in the form in which they are compared."""
    for name, words in lists.items():
        for at, word in enumerate(words):
            if not compared(word):
                raise ContractError(f"'{word}' has no letters.", place(path, [name, at]), REMEDY)
    return frozenset(compared(word) for words in lists.values() for word in words)


def _words(text: str) -> str:
    """The words alone, in small letters and without accents; the vowel signs of Indic scripts stay."""
    letters = unicodedata.normalize("NFKD", plain(text).casefold())
    kept = (c for c in letters if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalpha() or unicodedata.category(c)[0] == "M" else " " for c in kept).split())
