"""What a case may answer beside what it says already: the contract's conditions, as a generator needs them."""

from collections.abc import Sequence
from functools import cache

from expectations.conditions import (
    AskedWithin,
    Condition,
    Differs,
    ExclusiveKey,
    FilterQuestion,
    LiesWithin,
    conditions,
)
from expectations.contract.fields import FieldKind, fields
from expectations.contract.span import ALWAYS
from expectations.sample.draw import Draw
from expectations.sample.record import Case, Value

MOST_VALUES = 3
"""How many values a field gets at most, where it allows several."""
TRIES = 8
"""How often a value is drawn anew where it cannot stand beside the rest of the case, before the field stays empty."""


def several(name: str) -> bool:
    """Whether a field holds several values."""
    return fields()[name].kind is FieldKind.CATEGORIES


def ordered(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of a field with several values, in the vocabulary's order."""
    return tuple(key for key in values(name) if key in keys)


@cache
def values(name: str) -> tuple[str, ...]:
    """All keys of a field."""
    return fields()[name].vocabulary.keys


def allowed(case: Case, name: str, key: str) -> bool:
    """Whether the case, whose month is known as ``month``, may have this value in this field."""
    return all(_fits(condition, case, key) for condition in _conditions(name))


@cache
def _conditions(name: str) -> tuple[Condition, ...]:
    return tuple(each for found in conditions().values() for each in found if each.field == name)


def _fits(condition: Condition, case: Case, key: str) -> bool:
    match condition:
        case ExclusiveKey(name, alone):
            present = case[name] or ()
            return not present or (key != alone and alone not in present)
        case Differs(_, other):
            return case[other] not in (None, key)
        case FilterQuestion(_, other, needed):
            return needed in (case[other] or ())
        case LiesWithin(_, other):
            home = condition.home(key, str(case["month"]))
            return case[other] is not None and home in (None, case[other])
        case AskedWithin(_, spans):
            return str(case["month"]) in spans.get(key, ALWAYS)


def answer(case: Case, name: str, draw: Draw) -> Value:
    """A random answer to a field that the case may give; None where none of those tried fits."""
    return _several(case, name, draw) if several(name) else _one(case, name, draw)


def skewed(keys: Sequence[str], draw: Draw) -> str:
    """The first values of a vocabulary are the most frequent, and rare ones give small cells."""
    return keys[min(draw.index(len(keys)), draw.index(len(keys)))]


def _one(case: Case, name: str, draw: Draw) -> str | None:
    keys = values(name)
    for _ in range(TRIES):
        key = skewed(keys, draw)
        if allowed(case, name, key):
            return key
    return None


def _several(case: Case, name: str, draw: Draw) -> tuple[str, ...]:
    chosen: tuple[str, ...] = ()
    for _ in range(draw.between(1, MOST_VALUES)):
        key = _one({**case, name: chosen}, name, draw)
        if key and key not in chosen:
            chosen = ordered(name, (*chosen, key))
    return chosen
