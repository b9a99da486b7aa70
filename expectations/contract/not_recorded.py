"""Words with which staff say that nothing is recorded, read from ``not_recorded.toml``: one list for every field."""

from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_toml
from expectations.contract.forms import place
from expectations.contract.spelling import is_word_like, plain, squash

FILE = "not_recorded.toml"
NOT_RECORDED = "!not_recorded"
"""The mark of such a cell, beside its value, which is null."""
_STROKES = set("-–—−_.،؟?*/\\ ")


def says_not_recorded(text: str) -> bool:
    """Whether a text says that nothing is recorded; whether a field has it as an answer of its own, is not looked at.

    Raises:
        ContractError: the list cannot be read.
    """
    words = plain(text)
    return bool(words) and (set(words) <= _STROKES or (is_word_like(words) and squash(words) in _spellings()))


@cache
def _spellings() -> frozenset[str]:
    path = content().contract / FILE
    words = read_toml(path).get("words")
    if not isinstance(words, list) or not all(isinstance(word, str) and squash(word) for word in words):
        raise ContractError("The list of words is no list of texts with letters.", place(path, ["words"]), REMEDY)
    return frozenset(map(squash, words))
