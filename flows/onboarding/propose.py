"""Which column holds which field, and in which order days of numbers are written: proposed from headings and values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import get_args

from expectations.conditions import has_categories
from expectations.contract.fields import DATE_TIME, Field, FieldKind, fields
from expectations.contract.logs import DateOrder, LogForms, SourceForm
from expectations.contract.spelling import plain
from expectations.contract.vocabulary import OTHER, words_of_yes_and_no
from flows.onboarding.look import LogColumn, LogSheet, known, likeness
from tasks.anonymise.normalise import normalise
from tasks.anonymise.times import read_time, start

CONFIDENT, LIKELY = 0.8, 0.5
"""From which a proposal is taken without a question, and from which it is proposed at all."""
_LOOKED_AT = 400
_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
_DAY = len("2018-11-02")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?", re.IGNORECASE)
READINGS: dict[DateOrder, SourceForm] = {order: SourceForm(dates=order, serials=1900) for order in get_args(DateOrder)}
"""In which days of numbers are tried."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column for a field, or for a part of one as ``logs.toml`` names it; ``confidence`` is from 0 to 1."""

    name: str
    column: LogColumn
    confidence: float


def proposals(sheet: LogSheet, logs: LogForms) -> tuple[Proposal, ...]:
    """At most one column a field and one field a column, the likeliest first; none under :data:`LIKELY`."""
    open_columns = [column for column in sheet.columns if not column.identifying]
    every = [proposal for column in open_columns for proposal in _of_column(column, logs)]
    every.sort(key=lambda proposal: (-proposal.confidence, proposal.column.position))
    taken: list[Proposal] = []
    for each in every:
        if each.confidence >= LIKELY and all(each.name != p.name and each.column is not p.column for p in taken):
            taken.append(each)
    return tuple(taken)


def _of_column(column: LogColumn, logs: LogForms) -> Iterator[Proposal]:
    if name := logs.stands_for(column.heading) or known(column.heading):
        yield Proposal(name, column, 1.0)
        return
    if name := _part(column):
        yield Proposal(name, column, 0.85)
    for field in fields().values():
        if field.recorded:
            yield Proposal(field.name, column, _confidence(column, field))


def _part(column: LogColumn) -> str | None:
    """A column of times, or one that says yes or no to one answer of several, which its heading names."""
    values = {plain(value).casefold() for value in column.values}
    if values and all(_CLOCK.fullmatch(value) for value in values):
        return DATE_TIME
    if not values or not values <= frozenset().union(*words_of_yes_and_no().values()):
        return None
    words = re.findall(r"[^\W_]+", column.heading)
    several = [field for field in fields().values() if field.kind is FieldKind.CATEGORIES]
    named = {f"{f.name}.{key}" for f in several for word in words if (key := f.vocabulary.find(word)) and key != OTHER}
    return named.pop() if len(named) == 1 else None


def _confidence(column: LogColumn, field: Field) -> float:
    """By the heading and by the values together; by the values alone where these are a field's own words."""
    alike, read = likeness(column.heading, field), _read(column, field)
    own_words = has_categories(field) and field.vocabulary_name != "yes_no" and len(column.values) > 1
    return max((alike + read) / 2, 0.75 * read if own_words and read > LIKELY else 0)


def _read(column: LogColumn, field: Field) -> float:
    """The share of a column's cells that hold an answer of the field, of those looked at."""
    values = dict(islice(column.values.items(), _LOOKED_AT))
    cells = sum(values.values())
    if not cells:
        return 0.5
    if field.kind is FieldKind.TIMESTAMP:
        return sum(n for value, n in values.items() if _times(value)) / cells
    if field.kind is FieldKind.REFERENCE:
        days = any(read_time(plain(value)) for value in islice(values, 5))
        return 0 if days else len(values) / cells
    if field.kind is FieldKind.CASE:
        return 0.5
    return sum(n for value, n in values.items() if _is_answer(field, value)) / cells


def _times(value: str) -> Mapping[DateOrder, str]:
    """What a value is as a time, by the order in which it is read."""
    text = plain(value)
    return {order: found for order, form in READINGS.items() if (found := read_time(text, form))}


def _is_answer(field: Field, value: str) -> bool:
    found = normalise(field, value).value or "!"
    return not found.startswith("!") and (found != OTHER or field.vocabulary.find(value) == OTHER)


def without_column(held: Iterable[str]) -> list[str]:
    """The fields that no column holds, in the contract's order, given what the columns hold."""
    there = {name.partition(".")[0] for name in held if name != DATE_TIME}
    return [field.name for field in fields().values() if field.recorded and field.name not in there]


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How many cells only the one order can read, how many more than one, and how many hold days as numbers.

    ``needs_word``: whether some can be read only where the source says in which order they are, or as what.
    """

    only: Mapping[str, int]
    either: int
    serials: int
    needs_word: bool

    @property
    def likely(self) -> str:
        """The order that reads most."""
        return max(self.only, key=lambda order: self.only[order])


def has_times(values: Mapping[str, int]) -> bool:
    """Whether any of a column's days has a time of day beside it."""
    return any(len(found) > _DAY for value in values for found in _times(value).values())


def day_order(values: Mapping[str, int]) -> DayOrder:
    """Look at the days of a column.

    Args:
        values: how many cells hold each value.
    """
    only: dict[str, int] = dict.fromkeys(READINGS, 0)
    either, serials, unread, first = 0, 0, False, start().isoformat()
    for value, cells in values.items():
        text, every = plain(value), _times(value)
        if _SERIAL.fullmatch(text):
            serials += cells
            continue
        # What is long before the helpline began is no reading of its log.
        read = {order: found for order, found in every.items() if found >= first} or every
        if len(set(read.values())) > 1:
            either += cells
        elif len(read) == 1:
            only[next(iter(read))] += cells
        unread = unread or (bool(read) and read_time(text) is None)
    return DayOrder(only, either, serials, unread or only["month_first"] > 0)
