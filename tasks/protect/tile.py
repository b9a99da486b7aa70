"""One tile: its figures rounded together, categories merged first where no rounding exists without."""

from collections.abc import Mapping
from functools import partial

from tasks.core.errors import DisclosureError
from tasks.core.figures import FigureCounts, FigureSpec, RawTile, Tile
from tasks.core.linked import Layout, LinkedTables, Number, link
from tasks.core.merges import Merges
from tasks.protect.draw import draw, draw_key
from tasks.protect.merging import merged, next_merge
from tasks.protect.rounding import RoundingProblem
from tasks.protect.truth import true_values


def protect_tile(specs: Mapping[str, FigureSpec], raw: RawTile, secret: bytes) -> Tile:
    """Round a tile.

    Categories are merged, as the contract allows and one at a time, until a rounding exists.

    Raises:
        DisclosureError: none exists, and there is nothing left to merge.
    """
    merges: Merges = {}
    while True:
        figures = merged(specs, raw.figures, merges)
        tables = link(specs, raw.period, figures)
        truth = true_values(tables, figures)
        drawn = partial(draw, draw_key(secret, truth))
        problem = RoundingProblem(truth, tables.relations, _printed(specs, tables), drawn)
        values = problem.solve()
        if values is not None:
            return Tile(
                raw.period, {i: _counts(specs[i], tables.layouts[i], figures[i], values) for i in figures}, merges
            )
        blocking = problem.blocking()
        further = next_merge(specs, figures, blocking, merges)
        if further is None:
            raise _refusal(raw, tables, blocking)
        merges = further


def _printed(specs: Mapping[str, FigureSpec], tables: LinkedTables) -> frozenset[Number]:
    return frozenset(
        n for figure_id, layout in tables.layouts.items() if not specs[figure_id].exact for n in layout.printed
    )


def _counts(spec: FigureSpec, layout: Layout, raw: FigureCounts, values: Mapping[Number, int]) -> FigureCounts:
    if spec.exact:
        return FigureCounts(raw.total, raw.missing, raw.cells, raw.groups)
    return FigureCounts(
        values[layout.total],
        values[layout.missing] if layout.missing else 0,
        {key: values[number] for key, number in layout.cells.items()},
        {key: values[number] for key, number in layout.groups.items()},
    )


def _refusal(raw: RawTile, tables: LinkedTables, blocking: tuple[Number, ...]) -> DisclosureError:
    figures = sorted(i for i, layout in tables.layouts.items() if set(blocking) & set(layout.printed))
    return DisclosureError(
        "No way was found to round the figures so that nobody can be told from them and they still add up.",
        where=f"{raw.period.words}: {', '.join(figures) or 'between the figures'}",
        remedy="Name in the vocabulary, with merge_into, categories of these figures that may be counted together.",
    )
