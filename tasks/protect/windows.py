"""Windows: sums of tiles. Shares and means are taken from the sums, as they are printed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tasks.core.figures import (
    ROUNDED_TO,
    Cell,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Measure,
    Tile,
    Window,
    rounded_share,
)
from tasks.core.merges import combined
from tasks.core.period import Period
from tasks.core.tiles import span, windows_of
from tasks.protect.merging import merged_counts


def windows(spec: FigureSpec, edition: Period, tiles: Sequence[Tile], disclosure: Disclosure) -> Figure:
    """A figure in its windows."""
    merges = combined(tiles)
    rounded = disclosure is Disclosure.ROUND and not spec.exact
    found = {}
    for name, periods in windows_of(edition, [tile.period for tile in tiles]).items():
        parts = [merged_counts(spec, tile.figures[spec.id], merges) for tile in tiles if tile.period in periods]
        bound = _bound(len(parts)) if rounded and parts else None
        found[name] = _window(spec, span(periods), summed(parts), bound)
    return Figure(spec, found)


def summed(parts: Iterable[FigureCounts]) -> FigureCounts:
    """The counts of several tiles together."""
    total = missing = 0
    cells, groups = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for part in parts:
        total, missing = total + part.total, missing + part.missing
        # update keeps the keys that were counted zero times, where + would drop them.
        cells.update(part.cells)
        groups.update(part.groups)
    return FigureCounts(total, missing, dict(cells), dict(groups))


def _bound(tiles: int) -> int:
    """What lies under this many rounded zeros together: each may stand for one less than the base."""
    return tiles * (ROUNDED_TO - 1) + 1


def _window(spec: FigureSpec, period: Period | None, counts: FigureCounts, bound: int | None) -> Window:
    if period is None:
        return Window(None, 0, 0)
    if spec.measure is not Measure.CELLS:
        return Window(period, counts.total, counts.missing, (), _value(spec, counts, period), bound)
    known = counts.total - counts.missing
    cells = tuple(
        Cell(
            key,
            count,
            share=rounded_share(count, counts.groups[key[: spec.share_within]] if spec.share_within else known),
            share_of_all=rounded_share(count, counts.total) if spec.share_of_all else None,
            below=None if count else bound,
        )
        for key, count in counts.cells.items()
    )
    return Window(period, counts.total, counts.missing, cells, None, bound)


def _value(spec: FigureSpec, counts: FigureCounts, period: Period) -> float | int | None:
    count = counts.cells[()]
    if spec.measure is Measure.COUNT:
        return count
    if spec.measure is Measure.PER_MONTH:
        return rounded_share(count, period.months)
    return rounded_share(count, counts.total - counts.missing)
