"""Where rows and groups of rows stand among their like, and how far from the next: what a word of rank rests on."""

from collections.abc import Mapping, Sequence

from tasks.model.figures import Cell
from tasks.render.functions.lookup import Lookup
from tasks.render.traced_text import Standing, Stands


class Ranks:
    """Standings in one figure and window; which rows are asked with each other, its callers say."""

    def __init__(self, lookup: Lookup, figure_id: str, window: str) -> None:
        self._lookup, self._figure, self._window = lookup, figure_id, window

    def of(self, cell: Cell, cells: Sequence[Cell]) -> Standing:
        """Where a row stands among all that it is asked with."""
        others = sorted((other for other in cells if other.key != cell.key), key=lambda other: -other.count)
        place = Stands.of(cell.count, [other.count for other in cells])
        rival = {Stands.HIGHEST: others[:1], Stands.LOWEST: others[-1:]}.get(place, [])
        return self._standing(place, [cell], rival)

    def first(self, n: int, ranked: Sequence[Cell]) -> Standing:
        """The first so many rows, the last of which stands before all others."""
        return self._standing(Stands.HIGHEST, ranked[n - 1 : n], ranked[n : n + 1])

    def of_group(self, group: str, groups: Mapping[str, Sequence[Cell]], place: Stands) -> Standing:
        """A group of rows that has the most records, or the least."""
        choose = max if place is Stands.HIGHEST else min
        rivals = [cells for name, cells in groups.items() if name != group]
        rival = choose(rivals, key=lambda cells: sum(cell.count for cell in cells), default=())
        return self._standing(place, groups[group], rival)

    def by_share(self, cell: Cell, cells: Sequence[Cell], place: Stands) -> Standing:
        """A row whose share is the highest, or the lowest."""
        choose = max if place is Stands.HIGHEST else min
        rivals = [other for other in cells if other.key != cell.key]
        rival = choose(rivals, key=lambda other: other.share or 0, default=None)
        return self._standing(place, [cell], [rival] if rival else [], by_share=True)

    def _standing(
        self, place: Stands, row: Sequence[Cell], rival: Sequence[Cell], *, by_share: bool = False
    ) -> Standing:
        one, other = (self._lookup.side(self._figure, cells, self._window) if cells else None for cells in (row, rival))
        return Standing(place, one, other, by_share)
