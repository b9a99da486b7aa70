"""Seeded drawing, and with it when people make contact.

Only ``Random.random`` is used, whose sequence Python promises to keep between versions.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A source of choices that is the same for the same seed, everywhere."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def index(self, length: int) -> int:
        """A position in a sequence of that length."""
        return int(self._random() * length)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.index(high - low + 1)

    def one(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.index(len(items))]

    def chance(self, probability: float) -> bool:
        """True as often as the probability says."""
        return self._random() < probability

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, each as likely as its weight says."""
        left = self._random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in random order."""
        return sorted(items, key=lambda _: self._random())

    def some(self, items: Sequence[T], count: int, weight: Callable[[T], float]) -> list[T]:
        """That many different items; a greater weight makes one likelier, weight 0 rules it out.

        Fewer come back where fewer have a weight. Each item gets a key u^(1/weight), and the greatest keys win
        (Efraimidis and Spirakis, 2006).
        """
        weights = [weight(item) for item in items]
        keys = [(self._random() ** (1 / w), place) for place, w in enumerate(weights) if w > 0]
        return [items[place] for _, place in sorted(keys, reverse=True)[:count]]


OPENS, CLOSES = 9, 17
WEEKDAY_WEIGHTS = (1.25, 1.2, 1.15, 1.1, 0.85, 0.75, 0.6)
OPEN_WEIGHTS = (0.6, 0.9, 1.2, 1.3, 0.9, 1.2, 1.2, 0.9)
"""The hours from opening to closing; the dip is the midday break."""
LATE_HOURS = (8, 17, 18, 19, 20, 21, 22)
OUTSIDE = {"calls": 0.05, "emails": 0.55}
"""How often a contact falls outside the hours: the e-mail desk is there for that."""
DAY_ONLY = {"calls": 0.05, "emails": 0.02}


def moment(draw: Draw, month: str, log: str) -> datetime:
    """A likely time for a contact in a month."""
    year, number = (int(part) for part in month.split("-"))
    days = range(1, monthrange(year, number)[1] + 1)
    day = draw.weighted(days, [WEEKDAY_WEIGHTS[datetime(year, number, day).weekday()] for day in days])
    return datetime(year, number, day, _hour(draw, log), draw.index(60))


def has_time(draw: Draw, log: str) -> bool:
    """Whether the hour was written down too."""
    return not draw.chance(DAY_ONLY[log])


def _hour(draw: Draw, log: str) -> int:
    if draw.chance(OUTSIDE[log]):
        return draw.one(LATE_HOURS)
    return draw.weighted(range(OPENS, CLOSES), OPEN_WEIGHTS)
