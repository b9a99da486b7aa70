"""The check on the series: what was published stands, or is revised and said to be."""

from collections.abc import Iterator

from tasks.core.figures import FigureCounts, Tile
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Claim


def series_ledger(book: Book) -> Iterator[Contradiction]:
    """Each published tile that the edition does not revise is in it with the same numbers; a revision has a reason."""
    tiles = {tile.period: tile for tile in book.tiles}
    for published in book.published:
        tile = tiles.get(published.period)
        if tile:
            yield from _differences(tile, published)
        else:
            told = Claim("tiles", str(published.period), "the number of published tiles with these months", 1)
            yield Contradiction(told, Claim("tiles", str(published.period), "their number in the edition", 0))
    if book.revision and not book.reason:
        told = Claim("edition", "edition", "the number of the revision", book.revision)
        yield Contradiction(told, Claim("edition", "edition", "the number of reasons given", 0))


def _differences(tile: Tile, published: Tile) -> Iterator[Contradiction]:
    window = str(tile.period)
    for figure_id, before in published.figures.items():
        now = tile.figures.get(figure_id, FigureCounts())
        sums = {
            f"the total of {figure_id}": (now.total, before.total),
            f"the number missing from {figure_id}": (now.missing, before.missing),
            **{
                f"{figure_id} {'/'.join(key)}": (now.cells.get(key, 0), before.cells.get(key, 0))
                for key in sorted({*now.cells, *before.cells})
            },
            **{
                f"{figure_id} {'/'.join(key)} known": (now.groups.get(key, 0), before.groups.get(key, 0))
                for key in sorted({*now.groups, *before.groups})
            },
        }
        for words, (told, stands) in sums.items():
            if told != stands:
                yield Contradiction(
                    Claim(figure_id, window, words, told), Claim(figure_id, window, "as published", stands)
                )
