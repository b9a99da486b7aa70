"""The numbers of an edition as the checks see them, whether raw or published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tasks.core.figures import (
    Counts,
    Disclosure,
    Figure,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowCounts,
    WindowName,
)
from tasks.core.period import Period

Number = int | float | Fraction

ROUNDED_BY = 4
"""How far a rounded count can lie from the true one."""
PRECISION = Fraction(1, 20_000) + Fraction(1, 10**12)
"""Half of the last place that is published of a share or a mean, and a grain for its being a binary number."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a figure says in a window, in words and as a number."""

    figure: str
    window: WindowName
    words: str
    number: Number

    def __str__(self) -> str:
        number = str(self.number) if isinstance(self.number, int) else f"{float(self.number):.4f}"
        return f"{self.words} is {number}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """One figure in one window. ``shares`` is empty for raw counts; ``value`` is that of a single number."""

    spec: FigureSpec
    window: WindowName
    period: Period | None
    total: int
    missing: int
    cells: Mapping[Key, int]
    shares: Mapping[Key, float]
    shares_of_all: Mapping[Key, float]
    value: Number | None

    @property
    def known(self) -> int:
        """The records whose value is known."""
        return self.total - self.missing

    def says(self, words: str, number: Number) -> Claim:
        """A claim of this figure in this window."""
        return Claim(self.spec.id, self.window, words, number)

    def margin(self, *places: int) -> Counter[Key]:
        """The cells summed up by the parts of their keys at these places."""
        sums: Counter[Key] = Counter()
        for key, count in self.cells.items():
            sums[tuple(key[place] for place in places)] += count
        return sums


@dataclass(frozen=True, slots=True)
class Book:
    """All numbers of an edition: figure id → window → numbers. ``slack`` is how far a count may lie from the truth."""

    edition: Period
    figures: Mapping[str, Mapping[WindowName, Numbers]]
    slack: int = 0

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
    """The raw counts of a build."""
    figures = {
        figure_id: {name: _raw(counts.specs[figure_id], name, window) for name, window in windows.items()}
        for figure_id, windows in counts.windows.items()
    }
    return Book(counts.edition, figures)


def from_published(published: ProtectedFigures) -> Book:
    """The figures of an edition as they will be published."""
    figures = {
        figure_id: {name: _published(figure, name, window) for name, window in figure.windows.items()}
        for figure_id, figure in published.figures.items()
    }
    return Book(published.edition, figures, ROUNDED_BY if published.disclosure is Disclosure.ROUND else 0)


def _raw(spec: FigureSpec, name: WindowName, counts: WindowCounts) -> Numbers:
    cells = counts.cells if spec.dimensions else {}
    value = _raw_value(spec, counts) if not spec.dimensions and counts.period else None
    return Numbers(spec, name, counts.period, counts.total, counts.missing, cells, {}, {}, value)


def _raw_value(spec: FigureSpec, counts: WindowCounts) -> Number | None:
    count, known = counts.cells.get((), 0), counts.total - counts.missing
    if spec.measure is Measure.PER_MONTH and counts.period:
        return Fraction(count, counts.period.months)
    if spec.measure is Measure.SHARE:
        return Fraction(count, known) if known else None
    return count


def _published(figure: Figure, name: WindowName, window: Window) -> Numbers:
    return Numbers(
        figure.spec,
        name,
        window.period,
        window.total,
        window.missing,
        {cell.key: cell.count for cell in window},
        {cell.key: cell.share for cell in window if cell.share is not None},
        {cell.key: cell.share_of_all for cell in window if cell.share_of_all is not None},
        window.value,
    )
