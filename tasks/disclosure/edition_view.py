"""The numbers of an edition as the checks see them, whether raw or published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.disclosure.invariants import Link, conflicts
from tasks.disclosure.windows import figure_windows, window_counts
from tasks.model.figures import (
    Cell,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    TimeSlice,
    Window,
    WindowName,
)
from tasks.model.period import Period
from tasks.model.records import Counts


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
        window: the name of the window; of a time slice its months.
        shown: what the window shows; raw counts have no shares in it.
        counts: its counts, those of groups included.
        counted: False where it was not there yet when the months were published.
    """

    spec: FigureSpec
    window: str
    shown: Window
    counts: FigureCounts
    counted: bool = True

    @property
    def period(self) -> Period | None:
        """Its months; None where it tells of none."""
        return self.shown.period

    @property
    def value(self) -> float | int | None:
        """That of a single number."""
        return self.shown.value

    @property
    def tolerance(self) -> int:
        """How far its counts may lie from the truth: an exact figure and a rounded one may differ by it."""
        return self.shown.deviation

    @property
    def shares(self) -> Mapping[Key, float]:
        """The share of each cell that has one."""
        return {cell.key: cell.share for cell in self.shown if cell.share is not None}

    def contradicts(self, *others: str) -> Contradiction:
        """That this figure and others cannot all be true in this window; without others, that it excludes itself."""
        return Contradiction(self.window, tuple(dict.fromkeys((self.spec.id, *others))))


@dataclass(frozen=True)
class EditionView:
    """All numbers of an edition: figure id → window → numbers.

    ``expected`` are the windows that each figure must have, with their periods: by figure, as one may be younger than
    others. Raw counts have none yet: their time slices stand in the place of windows. ``slices`` are those that the
    windows are sums of, ``published`` those that must be among them; ``reason`` says why the edition was revised, and
    ``version`` by which rules its figures were published: 0 for raw counts.
    """

    edition: Period
    expected: Mapping[str, Mapping[str, Period | None]]
    figures: Mapping[str, Mapping[str, FigureView]]
    slices: tuple[TimeSlice, ...] = ()
    published: tuple[TimeSlice, ...] = ()
    revision: int = 0
    reason: str = ""
    version: int = 0

    def __iter__(self) -> Iterator[FigureView]:
        """Every figure in every window that has a period."""
        return (view for windows in self.figures.values() for view in windows.values() if view.period)

    def other(self, view: FigureView, figure_id: str) -> FigureView:
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
        figure_id: {
            name.value: _published(published, figure_id, name, window) for name, window in figure.windows.items()
        }
        for figure_id, figure in published.figures.items()
    }
    expected = {
        figure.spec.id: _expected_windows(figure.spec, published.edition, published.slices) for figure in published
    }
    return EditionView(
        published.edition,
        expected,
        figures,
        published.slices,
        tuple(before),
        published.revision,
        published.reason,
        published.version,
    )


def _expected_windows(spec: FigureSpec, edition: Period, slices: Sequence[TimeSlice]) -> dict[str, Period | None]:
    """The windows that a figure of an edition has; the one before it only where time slices make it up."""
    found = {name.value: period for name, (period, _) in figure_windows(spec, edition, slices).items()}
    comparable = {edition.previous.first, edition.first} <= {each.period.first for each in slices}
    return found | {WindowName.PREVIOUS.value: edition.previous if comparable else None}


def _raw(spec: FigureSpec, period: Period, counts: FigureCounts) -> FigureView:
    value: float | None = counts.cells.get((), 0)
    if spec.measure is Measure.PER_MONTH:
        value = counts.cells.get((), 0) / period.months
    elif spec.measure is Measure.SHARE:
        value = counts.cells.get((), 0) / counts.known if counts.known else None
    cells = tuple(Cell(key, count) for key, count in counts.cells.items())
    shown = Window(period, counts.total, counts.missing, cells, None if spec.dimensions else value)
    return FigureView(spec, str(period), shown, counts)


def _published(published: ProtectedFigures, figure_id: str, name: WindowName, window: Window) -> FigureView:
    spec = published[figure_id].spec
    counts = window_counts(spec, window, published.slices)
    counted = bool(published.slices_in(figure_id, window)) or not published.slices
    return FigureView(spec, name.value, window, counts, counted)
