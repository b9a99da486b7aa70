"""Windows: sums of tiles, and what is counted together in them. Shares and means are taken from the sums.

A category that was merged into another in one tile is merged in every sum that the tile enters.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tasks.core.figures import (
    ROUNDED_TO,
    Cell,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    Tile,
    Window,
    rounded_share,
)
from tasks.core.period import Period
from tasks.disclosure.time_slices import span, windows_of

Merges = Mapping[str, Mapping[str, str]]
"""By dimension: from a category to the one under which it is counted."""


def combined(tiles: Iterable[Tile]) -> Merges:
    """All merges of some tiles: what was merged in one is merged in their sums."""
    found: dict[str, dict[str, str]] = {}
    for tile in tiles:
        for dimension, pairs in tile.merged.items():
            found.setdefault(dimension, {}).update(pairs)
    return {dimension: {key: _end(pairs, key) for key in pairs} for dimension, pairs in found.items()}


def merged_key(dimensions: Sequence[str], key: Key, merges: Merges) -> Key:
    """The key under which a cell is counted; a key may be shorter than the dimensions, as that of a group is."""
    return tuple(merges.get(d, {}).get(part, part) for d, part in zip(dimensions, key, strict=False))


def _end(pairs: Mapping[str, str], key: str) -> str:
    while key in pairs:
        key = pairs[key]
    return key


def merged(
    specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts], merges: Merges
) -> dict[str, FigureCounts]:
    """The figures with categories counted together."""
    return {figure_id: merged_counts(specs[figure_id], counts, merges) for figure_id, counts in figures.items()}


def merged_counts(spec: FigureSpec, counts: FigureCounts, merges: Merges) -> FigureCounts:
    """One figure with categories counted together. A record has one of them at most, so that counts may be added."""
    if not merges.keys() & set(spec.dimensions):
        return counts
    parts = (_merged_keys(spec, found, merges) for found in (counts.cells, counts.groups, counts.partial))
    return FigureCounts(counts.total, counts.missing, *parts)


def _merged_keys(spec: FigureSpec, counts: Mapping[Key, int], merges: Merges) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key, count in counts.items():
        into = merged_key(spec.dimensions, key, merges)
        found[into] = found.get(into, 0) + count
    return {key: found[key] for key in counts if key in found} | found


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
