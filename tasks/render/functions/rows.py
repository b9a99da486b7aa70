"""Ranks, lists and labels of a figure's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.core import wording
from tasks.core.errors import TextError
from tasks.core.figures import Cell
from tasks.render.functions.lookup import Lookup

CAPITAL = "\ue000"
"""Stands before a word that takes a capital letter where it begins a sentence; the text's renderer sees to it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a text may speak of it."""

    key: str
    label: str
    text: str
    count: str
    share: str


class Rows:
    """Functions of several rows. The table of what each prints is in :mod:`tasks.render.functions`."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def label(self, dimension: str, key: str) -> str:
        return wording.label(dimension, key)

    def running_label(self, dimension: str, key: str) -> str:
        return wording.running_label(dimension, key)

    def ranked(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[Row]:
        cells = sorted(self._lookup.rows(figure_id, window, part, leave_out), key=lambda cell: -cell.count)
        if len(cells) < n:
            raise TextError(f"The figure has no row of rank {n}.", f"{figure_id}, {window}", "Ask for fewer rows.")
        return [self._row(figure_id, cell, part) for cell in cells[:n]]

    def top(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> str:
        rows = self.ranked(figure_id, n, leave_out=leave_out, window=window, **part)
        return CAPITAL + _enumerated([row.text for row in rows])

    def top_keys(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[str]:
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
    ) -> str:
        cells = list(self._lookup.rows(figure_id, window, part, ()))
        if order == "rank":
            cells.sort(key=lambda cell: -cell.count)
        rows = [self._row(figure_id, cell, part) for cell in cells[start - 1 :][:n]]
        return CAPITAL + _enumerated([f"{row.text} ({row.count}, {row.share})" for row in rows])

    def several_services(self) -> list[str]:
        return [c.key[0] for c in self._lookup.window("service_combinations", "edition") if "+" in c.key[0]]

    def _row(self, figure_id: str, cell: Cell, part: Mapping[str, str]) -> Row:
        dimensions = self._lookup.figure(figure_id).spec.dimensions
        named = [(name, key) for name, key in zip(dimensions, cell.key, strict=True) if name not in part]
        return Row(
            key=named[0][1] if len(named) == 1 else "/".join(key for _, key in named),
            label=", ".join(wording.label(*pair) for pair in named),
            text=", ".join(wording.running_label(*pair) for pair in named),
            count=wording.count(cell),
            share=wording.percent(cell.share),
        )


def _enumerated(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)
