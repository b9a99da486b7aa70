"""Ranks, lists and labels of a figure's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.language.rendered_text import ValueKind
from tasks.model.errors import TextError
from tasks.model.figures import Cell
from tasks.render.functions.lookup import Functions
from tasks.render.trace import Standing, Stands, TracedText

CAPITAL = "\ue000"
"""Stands before a word that takes a capital letter where it begins a sentence; the text's renderer sees to it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a text may speak of it."""

    key: TracedText
    label: TracedText
    text: TracedText
    count: TracedText
    share: TracedText

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.text


class Rows(Functions):
    """Functions of several rows."""

    def label(self, dimension: str, key: str) -> TracedText:
        self._lookup.require(dimension, key)
        return self._traced(self._language.label(dimension, key), ValueKind.LABEL, dimension, [(key,)])

    def running_label(self, dimension: str, key: str) -> TracedText:
        self._lookup.require(dimension, key)
        return self._traced(self._language.running_label(dimension, key), ValueKind.LABEL, dimension, [(key,)])

    def ranked(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[Row]:
        cells = self._lookup.ranked(figure_id, window, part, leave_out)
        if len(cells) < n:
            raise TextError(f"The figure has no row of rank {n}.", f"{figure_id}, {window}", "Ask for fewer rows.")
        standings = (self._lookup.rank(figure_id, cell, cells, window) for cell in cells[:n])
        return [self._row(figure_id, cell, part, window, found) for cell, found in zip(cells, standings, strict=False)]

    def top(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> TracedText:
        rows = self.ranked(figure_id, n, leave_out=leave_out, window=window, **part)
        keys = [key for row in rows for key in row.text.source.keys]
        standing = self._lookup.first(figure_id, n, self._lookup.ranked(figure_id, window, part, leave_out), window)
        words = CAPITAL + self._language.listed([row.text for row in rows])
        return self._traced(words, ValueKind.LABEL, figure_id, keys, window, standing)

    def top_keys(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[TracedText]:
        return [row.key for row in self.ranked(figure_id, n, leave_out=leave_out, window=window, **part)]

    def listed(
        self,
        figure_id: str,
        n: int | None = None,
        *,
        start: int = 1,
        order: str = "rank",
        window: str = "edition",
        **part: str,
    ) -> TracedText:
        by_rank = order == "rank"
        every = list((self._lookup.ranked if by_rank else self._lookup.rows)(figure_id, window, part))
        cells = every[start - 1 :][:n]
        rows = [self._row(figure_id, cell, part, window) for cell in cells]
        form = self._language.words["rows"]["row"]
        texts = [form.format(label=row.text, count=row.count, share=row.share) for row in rows]
        standing = Standing(Stands.BETWEEN)
        if by_rank and start == 1:
            standing = self._lookup.first(figure_id, len(cells), every, window)
        words = CAPITAL + self._language.listed(texts)
        return self._traced(words, ValueKind.LIST, figure_id, [cell.key for cell in cells], window, standing)

    def several_services(self) -> list[str]:
        return [c.key[0] for c in self._lookup.window("service_combinations", "edition") if "+" in c.key[0]]

    def _row(
        self, figure_id: str, cell: Cell, part: Mapping[str, str], window: str, standing: Standing | None = None
    ) -> Row:
        dimensions = self._lookup.figure(figure_id).spec.dimensions
        named = [(name, key) for name, key in zip(dimensions, cell.key, strict=True) if name not in part]
        each = self._language.joints["each"]

        def traced(kind: ValueKind, text: str) -> TracedText:
            return self._traced(text, kind, figure_id, [cell.key], window, standing)

        return Row(
            key=traced(ValueKind.KEY, "/".join(key for _, key in named)),
            label=traced(ValueKind.LABEL, each.join(self._language.label(*pair) for pair in named)),
            text=traced(ValueKind.LABEL, each.join(self._language.running_label(*pair) for pair in named)),
            count=traced(ValueKind.COUNT, self._language.count(cell)),
            share=traced(ValueKind.SHARE, self._lookup.share(figure_id, cell, window)),
        )
