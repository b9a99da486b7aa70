"""The numbers of an edition as the checks see them, whether raw or published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tasks.disclosure.invariants import MAX_DEVIATION, Link, conflicts
from tasks.disclosure.windows import figure_windows, summed, window_counts
from tasks.model.counts import Counts
from tasks.model.figures import (
    Disclosure,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    TimeSlice,
    WindowName,
)
from tasks.model.period import Period

Value = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that exclude each other, or one that excludes itself, in a window.

    It has no place for a number or a cell: what it says goes into messages, states and alerts, and what a figure counts
    of a cell may be one person.
    """

    window: str
    figures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' and '.join(self.figures)} in {self.window}"


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure in one window, or in one time slice before the windows are made.

    Attributes:
        counts: its counts.
        shares: the share of each cell; empty for raw counts.
        shares_of_all: the share that each cell is of all records, where that is published.
        value: that of a single number.
        tolerance: how far its counts may lie from the truth: by so much an exact figure and a rounded one may differ,
            and two rounded ones not at all.
        counted: False where it was not there yet when the months were published.
    """

    spec: FigureSpec
    window: str
    period: Period | None
    counts: FigureCounts
    value: Value | None
    shares: Mapping[Key, float]
    shares_of_all: Mapping[Key, float]
    tolerance: int = 0
    counted: bool = True

    def contradicts(self, *others: str) -> Contradiction:
        """That this figure and others cannot all be true in this window; without others, that it excludes itself."""
        return Contradiction(self.window, tuple(dict.fromkeys((self.spec.id, *others))))


@dataclass(frozen=True)
class EditionView:
    """All numbers of an edition: figure id → window → numbers.

    ``expected`` are the windows that each figure must have, with their periods: by figure, as one may be younger than
    others. Raw counts have none yet: their time slices stand in the place of windows. ``slices`` are those that the
    windows are sums of, ``published`` those that must be among them; ``reason`` says why the edition was revised.
    """

    edition: Period
    expected: Mapping[str, Mapping[str, Period | None]]
    figures: Mapping[str, Mapping[str, FigureView]]
    slices: tuple[TimeSlice, ...] = ()
    published: tuple[TimeSlice, ...] = ()
    revision: int = 0
    reason: str = ""

    def __iter__(self) -> Iterator[FigureView]:
        """Every figure in every window that has a period."""
        return (view for windows in self.figures.values() for view in windows.values() if view.period)

    def beside(self, view: FigureView, figure_id: str) -> FigureView:
        """Another figure in the same window."""
        return self.figures[figure_id][view.window]

    def of(self, figure_id: str) -> Iterable[FigureView]:
        """One figure in every window that has a period; none of a figure that the edition does not have."""
        return (view for view in self.figures.get(figure_id, {}).values() if view.period)

    @cached_property
    def specs(self) -> Mapping[str, FigureSpec]:
        """What each figure is."""
        return {figure_id: view.spec for views in self.windows.values() for figure_id, view in views.items()}

    @cached_property
    def windows(self) -> Mapping[str, Mapping[str, FigureView]]:
        """Window → figure id → numbers, of the windows that have a period."""
        found: dict[str, dict[str, FigureView]] = {}
        for figure_id, windows in self.figures.items():
            for view in (view for view in windows.values() if view.period):
                found.setdefault(view.window, {})[figure_id] = view
        return found

    def conflicting(self, *links: Link) -> Iterator[Contradiction]:
        """The figures that contradict each other in one of these ways."""
        return (contradiction for link, contradiction in self._conflicts if link in links)

    @cached_property
    def _conflicts(self) -> tuple[tuple[Link, Contradiction], ...]:
        return tuple(
            (conflict.link, Contradiction(window, conflict.figures))
            for window, every in self.windows.items()
            for views in _of_same_months(every)
            for conflict in conflicts(
                self.specs,
                {figure_id: view.counts for figure_id, view in views.items()},
                max(view.tolerance for view in views.values()),
            )
        )


def from_counts(counts: Counts) -> EditionView:
    """The raw counts of a build, by time slice."""
    figures = {
        figure_id: {
            str(time_slice.period): _raw(spec, time_slice.period, time_slice.figures[figure_id])
            for time_slice in counts.slices
        }
        for figure_id, spec in counts.specs.items()
    }
    periods = {str(time_slice.period): time_slice.period for time_slice in counts.slices}
    return EditionView(counts.edition, dict.fromkeys(figures, periods), figures)


def _of_same_months(views: Mapping[str, FigureView]) -> Iterable[Mapping[str, FigureView]]:
    """The figures that count at all, parted by the months of which they do."""
    found: dict[Period | None, dict[str, FigureView]] = {}
    for figure_id, view in views.items():
        if view.counted:
            found.setdefault(view.period, {})[figure_id] = view
    return found.values()


def from_published(published: ProtectedFigures, before: Sequence[TimeSlice] = ()) -> EditionView:
    """The figures of an edition as they will be published, and the time slices that were published before."""
    figures = {
        figure_id: {name.value: _published(published, figure_id, name) for name in figure.windows}
        for figure_id, figure in published.figures.items()
    }
    expected = {
        figure.spec.id: _expected_windows(figure.spec, published.edition, published.slices) for figure in published
    }
    return EditionView(
        published.edition, expected, figures, published.slices, tuple(before), published.revision, published.reason
    )


def _expected_windows(spec: FigureSpec, edition: Period, slices: Sequence[TimeSlice]) -> dict[str, Period | None]:
    """The windows that a figure of an edition has; the one before it only where time slices make it up."""
    found = {name.value: period for name, (period, _) in figure_windows(spec, edition, slices).items()}
    comparable = {edition.previous.first, edition.first} <= {each.period.first for each in slices}
    return found | {WindowName.PREVIOUS.value: edition.previous if comparable else None}


def _raw(spec: FigureSpec, period: Period, counts: FigureCounts) -> FigureView:
    value = None if spec.dimensions else _raw_value(spec, period, counts)
    return FigureView(spec, str(period), period, counts, value, {}, {})


def _raw_value(spec: FigureSpec, period: Period, counts: FigureCounts) -> Value | None:
    count, known = counts.cells.get((), 0), counts.known
    if spec.measure is Measure.PER_MONTH:
        return Fraction(count, period.months)
    if spec.measure is Measure.SHARE:
        return Fraction(count, known) if known else None
    return count


def _published(published: ProtectedFigures, figure_id: str, name: WindowName) -> FigureView:
    spec, window = published[figure_id].spec, published[figure_id].windows[name]
    rounded, counted = (
        published.disclosure is Disclosure.ROUND and not spec.exact,
        published.slices_in(figure_id, window),
    )
    return FigureView(
        spec,
        name.value,
        window.period,
        window_counts(spec, window, summed(spec, published.slices, window.period).groups),
        window.value,
        {cell.key: cell.share for cell in window if cell.share is not None},
        {cell.key: cell.share_of_all for cell in window if cell.share_of_all is not None},
        MAX_DEVIATION * len(counted) if rounded else 0,
        counted=bool(counted) or not published.slices,
    )
