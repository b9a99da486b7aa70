"""Counts, shares and bases; and figures, facts and notes as marks, which Markdown turns into what they stand for."""

import re
from collections.abc import Sequence

from tasks.language.captions import number_value
from tasks.language.rendered_text import ValueKind, ValueSource
from tasks.language.texts import Fact
from tasks.model.errors import TextError
from tasks.model.figures import Measure
from tasks.model.shares import published_share, rounded_share
from tasks.render.functions.lookup import Functions, RowKey, as_key, records
from tasks.render.trace import TracedMarkup, TracedText


class Numbers(Functions):
    """Functions of one figure and its rows."""

    def count(self, figure_id: str, *key: str, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        printed = self._lookup.unasked(figure_id, key, window) or self._language.count(cell)
        return self._traced(printed, ValueKind.COUNT, figure_id, [key], window)

    def count_together_value(self, figure_id: str, *keys: RowKey, window: str = "edition") -> int:
        return records(self._lookup.cells(figure_id, keys, window))

    def count_together(self, figure_id: str, *keys: RowKey, window: str = "edition") -> TracedText:
        together = self._language.together(self._lookup.cells(figure_id, keys, window))
        return self._traced(together, ValueKind.COUNT, figure_id, [*map(as_key, keys)], window)

    def share(self, figure_id: str, *key: str, digits: int = 0, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        printed = self._lookup.unasked(figure_id, key, window) or self._lookup.share(figure_id, cell, window, digits)
        return self._traced(printed, ValueKind.SHARE, figure_id, [key], window)

    def share_of_all(self, figure_id: str, *key: str, digits: int = 0, window: str = "edition") -> TracedText:
        cell = self._lookup.cell(figure_id, key, window)
        share = self._lookup.unasked(figure_id, key, window) or self._language.percent(cell.share_of_all, digits)
        if cell.below and not self._lookup.unasked(figure_id, key, window):
            share = self._language.share_or_bound(0, self._lookup.window(figure_id, window).total, cell.below, digits)
        return self._traced(share, ValueKind.SHARE_OF_ALL, figure_id, [key], window)

    def share_value(self, figure_id: str, *key: str, window: str = "edition") -> float:
        share = self._lookup.cell(figure_id, key, window).share
        return self.share_together_value(figure_id, key, window=window) if share is None else share

    def share_together_value(self, figure_id: str, *keys: RowKey, window: str = "edition") -> float:
        # A condition holds by the counts, also where there are too few for a share in print.
        return rounded_share(*self._together(figure_id, keys, window)) or 0.0

    def share_together(self, figure_id: str, *keys: RowKey, digits: int = 0, window: str = "edition") -> TracedText:
        share = published_share(*self._together(figure_id, keys, window))
        printed = self._language.percent(share, digits)
        return self._traced(printed, ValueKind.SHARE, figure_id, [*map(as_key, keys)], window)

    def value(self, figure_id: str, digits: int = 0, window: str = "edition") -> TracedText:
        shown, figure = self._lookup.window(figure_id, window), self._lookup.figure(figure_id)
        if figure.spec.measure is Measure.CELLS:
            raise TextError("A text asks for the value of a table.", figure_id, "Use count or share with a row's key.")
        printed = number_value(figure, shown, self._language, digits)
        return self._traced(printed, ValueKind.VALUE, figure_id, window=window)

    def total(self, figure_id: str, window: str = "edition") -> TracedText:
        return self._whole(ValueKind.TOTAL, figure_id, window)

    def known(self, figure_id: str, window: str = "edition") -> TracedText:
        return self._whole(ValueKind.KNOWN, figure_id, window)

    def missing(self, figure_id: str, window: str = "edition") -> TracedText:
        return self._whole(ValueKind.MISSING, figure_id, window)

    def missing_share(self, figure_id: str, digits: int = 0, window: str = "edition") -> TracedText:
        shown = self._lookup.window(figure_id, window)
        share = self._language.share_or_bound(shown.missing, shown.total, shown.bound, digits)
        return self._traced(share, ValueKind.MISSING_SHARE, figure_id, window=window)

    def recorded(self, figure_id: str, window: str = "edition") -> bool:
        return self._lookup.window(figure_id, window).known > 0

    def _whole(self, kind: ValueKind, figure_id: str, window: str) -> TracedText:
        shown = self._lookup.window(figure_id, window)
        number = {ValueKind.TOTAL: shown.total, ValueKind.KNOWN: shown.known, ValueKind.MISSING: shown.missing}[kind]
        return self._traced(self._language.count_or_bound(number, shown.bound), kind, figure_id, window=window)

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
        within = [cell for cell in shown if cell.key[: spec.share_within] in groups]
        return records(cells), records(within) if spec.share_within else shown.known


_BLANKS = re.compile(r"\s+")
_PUNCTUATION = {ord(sign): "\\" + sign for sign in '\\`*_{}[]<>#+-!|~&@:$^"='}


def escape_markdown(text: str) -> str:
    """The text with every sign that Markdown would act on taken literally; blanks at its ends stay, one for many."""
    return _BLANKS.sub(" ", text.translate(_PUNCTUATION))


class Marks(Functions):
    """Functions that place figures and notes, and tell what blocks there are."""

    def figure(self, figure_id: str) -> TracedMarkup:
        return self._figure("figure", figure_id)

    def ref(self, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"@ref[{spec.id}]", ValueSource(ValueKind.REFERENCE, spec.id))

    def big(self, figure_id: str) -> TracedMarkup:
        return self._figure("big", figure_id)

    def big_fact(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"\n\n@bigfact[{key}]\n\n", ValueSource(ValueKind.NOTE, key))

    def fact(self, key: str, mark: bool = True) -> TracedMarkup:
        value = escape_markdown(self._fact(key).value)
        if not mark:
            return TracedMarkup(value, ValueSource(ValueKind.FACT, key))
        return TracedMarkup(f"{value}[^fact.{key}]", ValueSource(ValueKind.NOTE, key))

    def source(self, key: str) -> TracedMarkup:
        self._fact(key)
        return TracedMarkup(f"[^fact.{key}]", ValueSource(ValueKind.NOTE, key))

    def has_block(self, block_id: str) -> bool:
        return any(block.id == block_id for block in self._texts.blocks)

    def cite(self, key: str) -> TracedMarkup:
        if key not in self._texts.citations:
            raise TextError("A text names a note that does not exist.", key, "Add it to notes.toml.")
        return TracedMarkup(f"[^note.{key}]", ValueSource(ValueKind.NOTE, key))

    def _figure(self, mark: str, figure_id: str) -> TracedMarkup:
        spec = self._lookup.figure(figure_id).spec
        return TracedMarkup(f"\n\n@{mark}[{spec.id}]\n\n", ValueSource(ValueKind.BLOCK, spec.id))

    def _fact(self, key: str) -> Fact:
        if key not in self._texts.facts:
            raise TextError("A text names an external fact that does not exist.", key, "Add it to facts.toml.")
        return self._texts.facts[key]
