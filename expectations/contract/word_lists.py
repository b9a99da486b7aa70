"""Words with which staff say that nothing is recorded, and words of headings under which people are named."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expectations.contract.content import BUNDLED, content
from expectations.contract.errors import ContractError
from expectations.contract.forms import REMEDY, STRICT, place, read_form
from expectations.contract.spelling import is_word_like, plain, squash

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
