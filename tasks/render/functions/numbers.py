"""Counts, shares and bases; and figures, facts and notes as marks, which Markdown turns into what they stand for."""

import re
from collections.abc import Sequence

from tasks.language.rendered_text import Source, ValueKind
from tasks.language.texts import Fact, Texts
from tasks.model.errors import TextError
from tasks.model.figures import Key, Measure, WindowName
from tasks.model.shares import published_share, rounded_share
from tasks.render.functions.lookup import Lookup
from tasks.render.trace import TracedMarkup, TracedText

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


_BLANKS = re.compile(r"\s+")
_PUNCTUATION = {ord(sign): "\\" + sign for sign in '\\`*_{}[]<>#+-!|~&@:$^"='}


def escape_markdown(text: str) -> str:
    """The text with every sign that Markdown would act on taken literally; blanks at its ends stay, one for many."""
    return _BLANKS.sub(" ", text.translate(_PUNCTUATION))


class Marks:
    """Functions that place figures and notes, and tell what blocks there are."""

    def __init__(self, lookup: Lookup, texts: Texts) -> None:
        self._lookup, self._texts = lookup, texts

    def figure(self, figure_id: str) -> TracedMarkup:
        return self._figure("figure", figure_id)

    def ref(self, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"@ref[{spec.id}]", Source(ValueKind.REFERENCE, spec.id))

    def big(self, figure_id: str) -> TracedMarkup:
        return self._figure("big", figure_id)

    def big_fact(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"\n\n@bigfact[{key}]\n\n", Source(ValueKind.NOTE, key))

    def fact(self, key: str, mark: bool = True) -> TracedMarkup:
        value = escape_markdown(self._fact(key).value)
        if not mark:
            return TracedMarkup(value, Source(ValueKind.FACT, key))
        return TracedMarkup(f"{value}[^fact.{key}]", Source(ValueKind.NOTE, key))

    def source(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"[^fact.{key}]", Source(ValueKind.NOTE, key))

    def has_block(self, block_id: str) -> bool:
        return any(block.id == block_id for block in self._texts.blocks)

    def cite(self, key: str) -> TracedMarkup:
        if key not in self._texts.citations:
            raise TextError("A text names a note that does not exist.", key, "Add it to notes.toml.")
        return TracedMarkup(f"[^note.{key}]", Source(ValueKind.NOTE, key))

    def _figure(self, mark: str, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"\n\n@{mark}[{spec.id}]\n\n", Source(ValueKind.BLOCK, spec.id))

    def _fact(self, key: str) -> Fact:
        if key not in self._texts.facts:
            raise TextError("A text names an external fact that does not exist.", key, "Add it to facts.toml.")
        return self._texts.facts[key]
