"""In which order a source writes days of numbers: what one order alone can read, and what asks for a word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from expectations.contract.spelling import plain
from flows.onboarding.propose import READINGS
from tasks.anonymise.times import read_time, start

_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")


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
    return any(len(read_time(plain(value), each) or "") > _DAY for value in values for each in READINGS)


_DAY = len("2018-11-02")


def day_order(values: Mapping[str, int]) -> DayOrder:
    """Look at the days of a column.

    Args:
        values: how many cells hold each value.
    """
    only: dict[str, int] = {str(reading.dates): 0 for reading in READINGS}
    either, serials, unread, first = 0, 0, False, start().isoformat()
    for value, cells in values.items():
        text = plain(value)
        if _SERIAL.fullmatch(text):
            serials += cells
            continue
        by_habit = read_time(text)
        every = {str(reading.dates): found for reading in READINGS if (found := read_time(text, reading))}
        # What is long before the helpline began is no reading of its log.
        read = {order: found for order, found in every.items() if found >= first} or every
        if len(set(read.values())) > 1:
            either += cells
        elif len(read) == 1:
            only[next(iter(read))] += cells
        unread = unread or (bool(read) and by_habit is None)
    return DayOrder(only, either, serials, unread or only["month_first"] > 0)
