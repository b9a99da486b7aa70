"""Months, halves and groups: when a figure was highest, and in which group."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tasks.core import wording
from tasks.core.errors import TextError
from tasks.core.figures import Cell, Disclosure, Key
from tasks.core.period import Month, Period
from tasks.render.functions.lookup import Lookup

STEADY = 0.75
"""The part of the months that must rise before a text may say that a figure rose steadily."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month, what was counted in it, and whether it is the last of the period."""

    month: str
    count: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a breakdown, with its records or its share."""

    label: str
    count: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the period and what was counted in it."""

    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Halves:
    """The period's two halves; of an odd number of months the second is the longer."""

    first: Span
    second: Span


class Time:
    """Functions of time and groups. The table of what each prints is in :mod:`tasks.render.functions`."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def months(self) -> str:
        return wording.number(self._lookup.figures.edition.months)

    def period_words(self, window: str = "edition") -> str:
        period = self._lookup.window("contacts", window).period
        return period.words if period else "no period"

    def is_rounded(self) -> bool:
        return self._lookup.figures.disclosure is Disclosure.ROUND

    def has_previous(self) -> bool:
        return self._lookup.window("contacts", "previous").period is not None

    def peak(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._extreme(figure_id, window, max)

    def trough(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._extreme(figure_id, window, min)

    def busiest(self, figure_id: str, dimension: str, window: str = "edition") -> Value:
        sums = self._sums(figure_id, dimension, window)
        if not sums:
            return Value("none", "0")
        key = max(sums, key=lambda k: sums[k])
        return Value(wording.label(dimension, key), count=wording.number(sums[key]))

    def halves(self, figure_id: str, *key: str, window: str = "edition") -> Halves:
        period = self._lookup.window(figure_id, window).period
        if period is None or period.months < 2:
            raise TextError("The period has no halves.", figure_id, "Ask for halves under a condition.")
        middle = period.first + period.months // 2
        sums = self._sums(figure_id, "month", window, key)
        spans = (Period(period.first, middle + -1), Period(middle, period.last))
        first, second = (Span(span.words, wording.number(sum(sums[str(month)] for month in span))) for span in spans)
        return Halves(first, second)

    def rose_steadily(self, figure_id: str, window: str = "edition") -> bool:
        sums = list(self._sums(figure_id, "month", window).values())
        steps = [later > earlier for earlier, later in pairwise(sums)]
        half = len(sums) // 2
        return bool(steps) and sum(steps) / len(steps) >= STEADY and sum(sums[half:]) > sum(sums[:half])

    def highest_group(self, figure_id: str, *key: str, window: str = "edition") -> Value:
        return self._group(figure_id, key, window, max)

    def lowest_group(self, figure_id: str, *key: str, window: str = "edition") -> Value:
        return self._group(figure_id, key, window, min)

    def _sums(self, figure_id: str, dimension: str, window: str, rest: Key = ()) -> Counter[str]:
        dimensions = self._lookup.figure(figure_id).spec.dimensions
        if dimension not in dimensions:
            raise TextError(f"The figure has no breakdown {dimension}.", figure_id, f"It has {', '.join(dimensions)}.")
        place = dimensions.index(dimension)
        sums: Counter[str] = Counter()
        for cell in self._lookup.window(figure_id, window):
            if not rest or cell.key[:place] + cell.key[place + 1 :] == rest:
                sums[cell.key[place]] += cell.count
        return sums

    def _extreme(self, figure_id: str, window: str, choose: Callable[..., str]) -> MonthCount:
        sums: Mapping[str, int] = self._sums(figure_id, "month", window)
        if not sums:
            return MonthCount("no month", "0", False)
        month = choose(sums, key=lambda m: sums[m])
        return MonthCount(Month.parse(month).words, wording.number(sums[month]), month == max(sums))

    def _group(self, figure_id: str, key: Key, window: str, choose: Callable[..., Cell]) -> Value:
        spec = self._lookup.figure(figure_id).spec
        shown = self._lookup.window(figure_id, window)
        cells = [c for c in shown if c.key[spec.share_within :] == key and c.share is not None]
        if not cells:
            return Value("none", share=wording.NO_SHARE)
        cell = choose(cells, key=lambda c: c.share)
        groups = zip(spec.dimensions, cell.key[: spec.share_within], strict=False)
        return Value(", ".join(wording.label(*pair) for pair in groups), share=wording.percent(cell.share))
