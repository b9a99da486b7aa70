"""The check on the series: what was published stands, or is revised and said to be."""

from collections.abc import Iterator

from tasks.core.figures import FigureCounts, Key, Tile
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book


def series_ledger(book: Book) -> Iterator[Contradiction]:
    """Each published tile that the edition does not revise is in it with the same numbers; a revision has a reason."""
    tiles = {tile.period: tile for tile in book.tiles}
    for published in book.published:
        tile = tiles.get(published.period)
        changed = _changed(tile, published) if tile else ("published months that it lacks",)
        yield from (Contradiction(str(published.period), (name,)) for name in changed)
    if book.revision and not book.reason:
        yield Contradiction(str(book.edition), ("a revision without a reason",))


def _changed(tile: Tile, published: Tile) -> Iterator[str]:
    """The figures that tell other numbers than were published."""
    for figure_id, before in published.figures.items():
        now = tile.figures.get(figure_id, FigureCounts())
        if _told(now) != _told(before):
            yield figure_id


def _told(counts: FigureCounts) -> set[tuple[Key, int]]:
    """What a figure tells, but for cells that it tells nothing of."""
    sums = {("total",): counts.total, ("missing",): counts.missing}
    cells = {("cell", *key): count for key, count in counts.cells.items()}
    groups = {("group", *key): count for key, count in counts.groups.items()}
    return {(key, count) for key, count in (sums | cells | groups).items() if count}
