"""Counts, shares and bases."""

from collections.abc import Sequence

from tasks.language.rendered_text import Source, ValueKind
from tasks.model.errors import TextError
from tasks.model.figures import Key, Measure, WindowName
from tasks.model.shares import published_share, rounded_share
from tasks.render.functions.lookup import Lookup
from tasks.render.trace import TracedText

RowKey = str | Sequence[str]


class Numbers:
    """Functions of one figure and its rows."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._language = lookup, lookup.language

    def count(self, figure_id: str, *key: str, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        told = self._lookup.unasked(figure_id, key, window) or self._language.count(cell)
        return _said(told, ValueKind.COUNT, figure_id, window, key)

    def count_together_value(self, figure_id: str, *keys: RowKey, window: str = "edition") -> int:
        return sum(cell.count for cell in self._lookup.cells(figure_id, keys, window))

    def count_together(self, figure_id: str, *keys: RowKey, window: str = "edition") -> TracedText:
        together = self._language.together(self._lookup.cells(figure_id, keys, window))
        return _said(together, ValueKind.COUNT, figure_id, window, *map(as_key, keys))

    def share(self, figure_id: str, *key: str, digits: int = 0, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        told = self._lookup.unasked(figure_id, key, window) or self._lookup.share(figure_id, cell, window, digits)
        return _said(told, ValueKind.SHARE, figure_id, window, key)

    def share_of_all(self, figure_id: str, *key: str, digits: int = 0, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        share = self._lookup.unasked(figure_id, key, window) or self._language.percent(cell.share_of_all, digits)
        if cell.below and not self._lookup.unasked(figure_id, key, window):
            share = self._language.share_or_bound(0, self._lookup.window(figure_id, window).total, cell.below, digits)
        return _said(share, ValueKind.SHARE_OF_ALL, figure_id, window, key)

    def share_value(self, figure_id: str, *key: str, window: str = "edition") -> float:
        share = self._lookup.cell(figure_id, key, window).share
        return self.share_together_value(figure_id, key, window=window) if share is None else share

    def share_together_value(self, figure_id: str, *keys: RowKey, window: str = "edition") -> float:
        # A condition holds by the counts, also where there are too few for a share in print.
        return rounded_share(*self._together(figure_id, keys, window)) or 0.0

    def share_together(self, figure_id: str, *keys: RowKey, digits: int = 0, window: str = "edition") -> TracedText:
        share = published_share(*self._together(figure_id, keys, window))
        return _said(self._language.percent(share, digits), ValueKind.SHARE, figure_id, window, *map(as_key, keys))

    def value(self, figure_id: str, digits: int = 0, window: str = "edition") -> TracedText:
        return _said(self._value(figure_id, digits, window), ValueKind.VALUE, figure_id, window)

    def total(self, figure_id: str, window: str = "edition") -> TracedText:
        shown = self._lookup.window(figure_id, window)
        return _said(self._language.count_or_bound(shown.total, shown.bound), ValueKind.TOTAL, figure_id, window)

    def known(self, figure_id: str, window: str = "edition") -> TracedText:
        shown = self._lookup.window(figure_id, window)
        return _said(self._language.count_or_bound(shown.known, shown.bound), ValueKind.KNOWN, figure_id, window)

    def missing(self, figure_id: str, window: str = "edition") -> TracedText:
        shown = self._lookup.window(figure_id, window)
        return _said(self._language.count_or_bound(shown.missing, shown.bound), ValueKind.MISSING, figure_id, window)

    def missing_share(self, figure_id: str, digits: int = 0, window: str = "edition") -> TracedText:
        shown = self._lookup.window(figure_id, window)
        share = self._language.share_or_bound(shown.missing, shown.total, shown.bound, digits)
        return _said(share, ValueKind.MISSING_SHARE, figure_id, window)

    def recorded(self, figure_id: str, window: str = "edition") -> bool:
        return self._lookup.window(figure_id, window).known > 0

    def _value(self, figure_id: str, digits: int, window: str) -> str:
        shown, measure = self._lookup.window(figure_id, window), self._lookup.figure(figure_id).spec.measure
        if measure is Measure.CELLS:
            raise TextError("A text asks for the value of a table.", figure_id, "Use count or share with a row's key.")
        if unasked := self._lookup.unasked(figure_id, (), window):
            return unasked
        if measure is Measure.SHARE:
            if shown.bound and not shown.value:
                return self._language.share_or_bound(0, shown.known, shown.bound, digits)
            return self._language.percent(shown.value, digits)
        return self._language.number(shown.value or 0, digits)

    def _together(self, figure_id: str, keys: Sequence[RowKey], window: str) -> tuple[int, int]:
        """The records in some rows of a group, and the known records of the group."""
        cells = self._lookup.cells(figure_id, keys, window)
        spec, shown = self._lookup.figure(figure_id).spec, self._lookup.window(figure_id, window)
        groups = {cell.key[: spec.share_within] for cell in cells}
        if len(groups) > 1 or (spec.multi_response and (len(cells) > 1 or spec.share_within)):
            raise TextError(
                "Shares cannot be added where a record stands in several rows, or rows belong to several groups.",
                figure_id,
                "Name rows of one group, such as one gender, of a figure with one answer a record.",
            )
        known = (
            sum(c.count for c in shown if c.key[: spec.share_within] in groups) if spec.share_within else shown.known
        )
        return sum(cell.count for cell in cells), known


def as_key(key: RowKey) -> Key:
    """A row's key, which a text may write as one word."""
    return (key,) if isinstance(key, str) else tuple(key)


def _said(text: str, told: ValueKind, figure_id: str, window: str, *keys: Key) -> TracedText:
    return TracedText(text, Source(told, figure_id, keys, WindowName(window)))
