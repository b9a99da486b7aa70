"""Words with which staff say that nothing is recorded, read from ``not_recorded.toml``: one list for every field."""

from dataclasses import dataclass
from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY
from expectations.contract.forms import STRICT, place, read_form
from expectations.contract.spelling import is_word_like, plain, squash

FILE = "not_recorded.toml"
NOT_RECORDED = "!not_recorded"
"""The mark of such a cell, beside its value, which is null."""
_STROKES = set("-–—−_.،؟?*/\\'() ")


def says_not_recorded(text: str) -> bool:
    """Whether a text says that nothing is recorded; whether a field has it as an answer of its own, is not looked at.

    Raises:
        ContractError: the list cannot be read.
    """
    words = plain(text)
    return bool(words) and (set(words) <= _STROKES or (is_word_like(words) and squash(words) in _spellings()))


@dataclass(frozen=True, slots=True)
class _List:
    """The whole file."""

    __pydantic_config__ = STRICT

    words: tuple[str, ...]


@cache
def _spellings() -> frozenset[str]:
    path = content().contract / FILE
    found: _List = read_form(path, _List)
    for at, word in enumerate(found.words):
        if not squash(word):
            raise ContractError(f"'{word}' has no letters.", place(path, ["words", at]), REMEDY)
    return frozenset(map(squash, found.words))
