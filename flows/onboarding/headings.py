"""Headings of a stranger's log: how much a row looks like one of headings, and which columns are not looked into."""

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz

from expectations.contract.fields import NEVER_READ, Field, fields
from expectations.contract.logs import log_forms
from expectations.contract.spelling import plain, squash
from expectations.contract.word_lists import names_people
from tasks.extract.headings import aliases

_ALIKE = 0.8


def is_identifying(heading: str) -> bool:
    """Whether a column may hold what identifies a person, by its heading."""
    if known(heading):
        return False
    return squash(heading) in {squash(name) for name in NEVER_READ} or names_people(heading)


def known(heading: str) -> str | None:
    """What a heading stands for, where that has been said."""
    return _known().get(squash(heading)) if squash(heading) else None


@cache
def _known() -> dict[str, str]:
    return dict(aliases(log_forms().headings))


def heading_score(row: Sequence[str]) -> tuple[int, int]:
    """How many headings a row has that are known or much like one, and how many texts: the heading row has most."""
    texts = [text for text in row if text and not re.fullmatch(r"[\d\s.,:/-]+", text)]
    like = [text for text in texts if known(text) or any(likeness(text, f) >= _ALIKE for f in fields().values())]
    return len(like), len(texts)


def likeness(heading: str, field: Field) -> float:
    """How like one of a field's names a heading is, from 0 to 1: by its words, whichever order they stand in."""
    text = " ".join(re.findall(r"[^\W_]+", plain(heading).casefold()))
    names = (field.name.replace("_", " "), field.title.casefold(), *(h.casefold() for h in field.headings))
    return max((fuzz.token_set_ratio(text, name) + fuzz.token_sort_ratio(text, name)) / 200 for name in names)
