"""The numbers of an edition as the checks see them, whether raw or published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tasks.core.figures import (
    ROUNDED_TO,
    Counts,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Tile,
    Window,
    WindowName,
)
from tasks.core.period import Period
from tasks.disclosure.windows import combined, merged_key
from tasks.reconcile.contradiction import Contradiction

Number = int | float | Fraction

ROUNDED_BY = ROUNDED_TO - 1
"""How far a rounded count can lie from the true one, tile by tile."""
PRECISION = Fraction(1, 20_000) + Fraction(1, 10**12)
"""Half of the last place that is published of a share or a mean, and a grain for its being a binary number."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One figure in one window, or in one tile before the windows are made.

    ``shares`` is empty for raw counts; ``value`` is that of a single number. ``slack`` is how far its counts may lie
    from the truth: by so much an exact figure and a rounded one may differ, and two rounded ones not at all. ``groups``
    are the wholes of shares that are taken within one.
    """

    spec: FigureSpec
    window: str
    period: Period | None
    total: int
    missing: int
    cells: Mapping[Key, int]
    shares: Mapping[Key, float]
    shares_of_all: Mapping[Key, float]
    value: Number | None
    slack: int = 0
    groups: Mapping[Key, int] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """The records whose value is known."""
        return self.total - self.missing

    def contradicts(self, *others: str) -> Contradiction:
        """That this figure and others cannot all be true in this window; without others, that it excludes itself."""
        return Contradiction(self.window, tuple(dict.fromkeys((self.spec.id, *others))))

    def margin(self, *places: int) -> Counter[Key]:
        """The cells summed up by the parts of their keys at these places."""
        sums: Counter[Key] = Counter()
        for key, count in self.cells.items():
            sums[tuple(key[place] for place in places)] += count
        return sums


@dataclass(frozen=True, slots=True)
class Book:
    """All numbers of an edition: figure id → window → numbers.

    ``due`` are the windows that each figure must have, with their periods. Raw counts have none yet: their tiles stand
    in the place of windows. ``tiles`` are those that the windows are sums of, ``published`` those that must be among
    them; ``reason`` says why the edition was revised.
    """

    edition: Period
    due: Mapping[str, Period | None]
    figures: Mapping[str, Mapping[str, Numbers]]
    tiles: tuple[Tile, ...] = ()
    published: tuple[Tile, ...] = ()
    revision: int = 0
    reason: str = ""

    def __iter__(self) -> Iterator[Numbers]:
        """Every figure in every window that has a period."""
        return (n for windows in self.figures.values() for n in windows.values() if n.period)

    def beside(self, numbers: Numbers, figure_id: str) -> Numbers:
        """Another figure in the same window."""
        return self.figures[figure_id][numbers.window]

    def of(self, figure_id: str) -> Iterable[Numbers]:
        """One figure in every window that has a period."""
        return (n for n in self.figures[figure_id].values() if n.period)


def from_counts(counts: Counts) -> Book:
    """The raw counts of a build, tile by tile."""
    figures = {
        figure_id: {str(tile.period): _raw(spec, tile.period, tile.figures[figure_id]) for tile in counts.tiles}
        for figure_id, spec in counts.specs.items()
    }
    return Book(counts.edition, {str(tile.period): tile.period for tile in counts.tiles}, figures)


def from_published(published: ProtectedFigures, before: Sequence[Tile] = ()) -> Book:
    """The figures of an edition as they will be published, and the tiles that were published before."""
    periods = [tile.period for tile in published.tiles]
    rounded = ROUNDED_BY if published.disclosure is Disclosure.ROUND else 0
    figures = {
        figure_id: {
            name.value: _published(figure, name, window, rounded, published.tiles_in(window))
            for name, window in figure.windows.items()
        }
        for figure_id, figure in published.figures.items()
    }
    return Book(
        published.edition,
        _due(published.edition, periods),
        figures,
        published.tiles,
        tuple(before),
        published.revision,
        published.reason,
    )


def _due(edition: Period, tiles: Sequence[Period]) -> dict[str, Period | None]:
    """The windows that an edition has; the one before it only where tiles make it up."""
    previous = edition.previous
    comparable = {previous.first, edition.first} <= {tile.first for tile in tiles}
    return {
        WindowName.EDITION.value: edition,
        WindowName.PREVIOUS.value: previous if comparable else None,
        WindowName.SINCE_LAUNCH.value: Period(tiles[0].first, edition.last),
    }


def _raw(spec: FigureSpec, period: Period, counts: FigureCounts) -> Numbers:
    cells = counts.cells if spec.dimensions else {}
    value = None if spec.dimensions else _raw_value(spec, period, counts)
    return Numbers(spec, str(period), period, counts.total, counts.missing, cells, {}, {}, value)


def _raw_value(spec: FigureSpec, period: Period, counts: FigureCounts) -> Number | None:
    count, known = counts.cells.get((), 0), counts.total - counts.missing
    if spec.measure is Measure.PER_MONTH:
        return Fraction(count, period.months)
    if spec.measure is Measure.SHARE:
        return Fraction(count, known) if known else None
    return count


def _published(figure: Figure, name: WindowName, window: Window, rounded: int, tiles: Sequence[Tile]) -> Numbers:
    groups, merges = Counter[Key](), combined(tiles)
    for tile in tiles:
        for key, known in tile.figures[figure.spec.id].groups.items():
            groups[merged_key(figure.spec.dimensions, key, merges)] += known
    return Numbers(
        figure.spec,
        name.value,
        window.period,
        window.total,
        window.missing,
        {cell.key: cell.count for cell in window},
        {cell.key: cell.share for cell in window if cell.share is not None},
        {cell.key: cell.share_of_all for cell in window if cell.share_of_all is not None},
        window.value,
        0 if figure.spec.exact else rounded * len(tiles),
        groups,
    )
