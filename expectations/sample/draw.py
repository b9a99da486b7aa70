"""Seeded drawing. Only ``Random.random`` is used, whose sequence Python promises to keep between versions."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A source of choices that is the same for the same seed, everywhere."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - sample data need no secret randomness

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
