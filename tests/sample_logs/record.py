"""A clean record: what a row of a log says, in the keys of the contract, and what a case may answer beside the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from expectations.conditions import (
    AskedWithin,
    Condition,
    Differs,
    ExclusiveKey,
    FilterQuestion,
    LiesWithin,
    conditions,
    has_categories,
)
from expectations.contract.fields import FieldKind, fields
from expectations.contract.span import ALWAYS
from tests.sample_logs.draw import Draw

T = TypeVar("T")
Value = str | tuple[str, ...] | None
Case = dict[str, Value]
"""The attributes of a case while it is being built: field → key, keys where several are allowed, None where unknown."""
CASE_FIELDS = tuple(f.name for f in fields().values() if has_categories(f) and f.name != "kind")
"""The fields that describe a case, in the contract's order; each may depend on those before it."""


def _with_answers(cls: type[T]) -> type[T]:
    """The class with an attribute more a field that describes a case; where nothing was recorded, None or ``()``."""
    answers = [
        (name, object, field(default=() if fields()[name].kind is FieldKind.CATEGORIES else None))
        for name in CASE_FIELDS
    ]
    made = make_dataclass(cls.__name__, answers, bases=(cls,), frozen=True, slots=True)
    made.__module__ = cls.__module__
    return made


@_with_answers
@dataclass(frozen=True, slots=True)
class Record:
    """One contact, in the keys of the contract; beside these attributes it has one a field of :data:`CASE_FIELDS`.

    Attributes:
        log: ``calls`` or ``emails``.
        received_at: in the time of the helpline, to the minute.
        has_time: False where staff wrote down the day alone; the hour then counts as unknown.
        age: the band's key, also where the log will say it in years.
        city: the gazetteer's key, ``other`` for a place outside it.
        platforms and other fields that allow several: keys in the vocabulary's order; empty where unknown.
    """

    log: str
    contact_id: str
    received_at: datetime
    has_time: bool
    kind: str
    case_ref: str | None = None

    @property
    def month(self) -> str:
        """The month of the contact, as ``2018-11``."""
        return f"{self.received_at:%Y-%m}"


LOG_LETTERS: Mapping[str, str] = {"calls": "C", "emails": "E"}
CASE_PREFIX = "CASE-0"
"""Every case number of the bundled logs begins so; it must leave the intake as a pseudonym only."""


def contact_id(log: str, number: int) -> str:
    """A log's running reference, as ``C-000123``."""
    return f"{LOG_LETTERS[log]}-{number:06d}"


def case_ref(number: int) -> str:
    """The helpline's own case number, as ``CASE-00123``."""
    return f"CASE-{number:05d}"


def from_case(record: Record, case: Case) -> Record:
    """The record with all attributes of a case."""
    known: dict[str, Any] = {name: case[name] for name in CASE_FIELDS if name in case}
    return replace(record, **known)


def numbered(records: list[Record]) -> list[Record]:
    """The records in order, calls before e-mails and each log by time, with running references."""
    found = []
    for log in LOG_LETTERS:
        rows = sorted((record for record in records if record.log == log), key=lambda record: record.received_at)
        found += [replace(record, contact_id=contact_id(log, number)) for number, record in enumerate(rows, start=1)]
    return found


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
