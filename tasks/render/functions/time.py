"""Months, halves and groups: when a figure was highest, and in which group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tasks.language.rendered_text import Source, ValueKind
from tasks.model.errors import TextError
from tasks.model.figures import Cell, Disclosure, Key, WindowName
from tasks.model.period import Month, Period
from tasks.render.functions.lookup import Lookup, Ranks
from tasks.render.trace import Standing, Stands, TracedText


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month, what was counted in it, and whether it is the last of the period."""

    month: TracedText
    count: TracedText
    is_last: bool

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.month


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a breakdown, with its records or its share."""

    label: TracedText
    count: TracedText
    share: TracedText

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.label


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the period and what was counted in it."""

    words: TracedText
    count: TracedText


@dataclass(frozen=True, slots=True)
class Halves:
    """The period's two halves, equally long; of an odd number of months the middle one belongs to neither."""

    first: Span
    second: Span


class Time:
    """Functions of time and groups."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._language = lookup, lookup.language

    def months(self) -> TracedText:
        return TracedText(self._language.number(self._lookup.figures.edition.months), Source(ValueKind.PERIOD))

    def period_words(self, window: str = "edition") -> TracedText:
        period = self._lookup.window("contacts", window).period
        return TracedText(self._language.period_or_none(period), Source(ValueKind.PERIOD, window=WindowName(window)))

    def is_rounded(self) -> bool:
        return self._lookup.figures.disclosure is Disclosure.ROUND

    def has_previous(self) -> bool:
        return self._lookup.window("contacts", "previous").period is not None

    def peak(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._extreme(figure_id, window, max, Stands.HIGHEST)

    def trough(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._extreme(figure_id, window, min, Stands.LOWEST)

    def busiest(self, figure_id: str, dimension: str, window: str = "edition") -> Value:
        groups = self._lookup.groups(figure_id, dimension, window)
        if not groups:
            return self._value(figure_id, window, (), self._language.words["rows"]["none"], Standing(Stands.HIGHEST))
        key = max(groups, key=lambda k: _sum(groups[k]))
        standing = Ranks(self._lookup, figure_id, window).of_group(key, groups, Stands.HIGHEST)
        return self._value(figure_id, window, groups[key], self._language.label(dimension, key), standing)

    def halves(self, figure_id: str, *key: str, window: str = "edition") -> Halves:
        period = self._lookup.window(figure_id, window).period
        if period is None or period.months < 2:
            raise TextError("The period has no halves.", figure_id, "Ask for halves under a condition.")
        dimension = self._lookup.figure(figure_id).spec.dimensions[0]
        groups = self._lookup.groups(figure_id, dimension, window, key)

        def span(part: Period) -> Span:
            times = [str(part)] if dimension == "year" else map(str, part)
            cells = [cell for time in times for cell in groups.get(time, ())]
            words = TracedText(
                self._language.period(part), Source(ValueKind.PERIOD, figure_id, window=WindowName(window))
            )
            return Span(words, self._count(figure_id, window, cells))

        return Halves(*map(span, period.halves))

    def highest_group(self, figure_id: str, *key: str, window: str = "edition") -> Value:
        return self._group(figure_id, key, window, max, Stands.HIGHEST)

    def lowest_group(self, figure_id: str, *key: str, window: str = "edition") -> Value:
        return self._group(figure_id, key, window, min, Stands.LOWEST)

    def _extreme(self, figure_id: str, window: str, choose: Callable[..., str], stands: Stands) -> MonthCount:
        groups = self._lookup.groups(figure_id, "month", window)
        if not groups:
            nothing = self._value(figure_id, window, (), self._language.words["rows"]["no_month"], Standing(stands))
            return MonthCount(nothing.label, nothing.count, False)
        month = choose(groups, key=lambda m: _sum(groups[m]))
        standing = Ranks(self._lookup, figure_id, window).of_group(month, groups, stands)
        found = self._value(figure_id, window, groups[month], self._language.month(Month.parse(month)), standing)
        return MonthCount(found.label, found.count, month == max(groups))

    def _group(self, figure_id: str, key: Key, window: str, choose: Callable[..., Cell], stands: Stands) -> Value:
        spec = self._lookup.figure(figure_id).spec
        shown = self._lookup.window(figure_id, window)
        cells = [c for c in shown if c.key[spec.share_within :] == key and c.share is not None]
        if not cells:
            return self._value(figure_id, window, (), self._language.words["rows"]["none"], Standing(stands))
        cell = choose(cells, key=lambda c: c.share)
        label = self._language.labels_of(spec.dimensions, cell.key[: spec.share_within])
        standing = Ranks(self._lookup, figure_id, window).by_share(cell, cells, stands)
        return self._value(figure_id, window, [cell], label, standing, cell.share)

    def _value(
        self,
        figure_id: str,
        window: str,
        cells: Sequence[Cell],
        label: str,
        standing: Standing,
        share: float | None = None,
    ) -> Value:
        keys = tuple(cell.key for cell in cells)
        return Value(
            TracedText(label, Source(ValueKind.LABEL, figure_id, keys, WindowName(window)), standing),
            self._count(figure_id, window, cells),
            TracedText(self._language.percent(share), Source(ValueKind.SHARE, figure_id, keys, WindowName(window))),
        )

    def _count(self, figure_id: str, window: str, cells: Sequence[Cell]) -> TracedText:
        keys = tuple(cell.key for cell in cells)
        return TracedText(self._language.together(cells), Source(ValueKind.COUNT, figure_id, keys, WindowName(window)))


def _sum(cells: Sequence[Cell]) -> int:
    return sum(cell.count for cell in cells)
