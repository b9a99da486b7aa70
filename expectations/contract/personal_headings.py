"""Headings under which people are named or told of: their words, read from ``personal_headings.toml`` by language."""

import unicodedata
from functools import cache

from expectations.contract.content import BUNDLED, content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY
from expectations.contract.forms import place, read_form
from expectations.contract.spelling import plain

FILE = "personal_headings.toml"


def names_people(heading: str) -> bool:
    """Whether a heading has a word, in any language of the list, under which people are named or told of.

    Raises:
        ContractError: the list cannot be read.
    """
    words = f" {_words(heading)} "
    return any(f" {entry} " in words for entry in _entries())


@cache
def _entries() -> frozenset[str]:
    path = content().contract / FILE
    if not path.exists():  # content from before there was a list
        path = BUNDLED.contract / FILE
    lists: dict[str, tuple[str, ...]] = read_form(path, dict[str, tuple[str, ...]])
    for language, entries in lists.items():
        for at, entry in enumerate(entries):
            if not _words(entry):
                raise ContractError(f"'{entry}' has no letters.", place(path, [language, at]), REMEDY)
    return frozenset(_words(entry) for entries in lists.values() for entry in entries)


def _words(text: str) -> str:
    """The words alone, in small letters and without accents; the vowel signs of Indic scripts stay."""
    letters = unicodedata.normalize("NFKD", plain(text).casefold())
    kept = (c for c in letters if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalpha() or unicodedata.category(c)[0] == "M" else " " for c in kept).split())
