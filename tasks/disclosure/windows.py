"""Windows: sums of time slices, and what is counted together in them. Shares and means are taken from the sums.

A category that was merged into another in one time slice is merged in every sum that the time slice enters.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tasks.disclosure.invariants import shares, zero_bound
from tasks.model.figures import (
    Cell,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    TimeSlice,
    Window,
    WindowName,
)
from tasks.model.period import Period
from tasks.model.shares import published_share, rounded_share

Merges = Mapping[str, Mapping[str, str]]
"""By dimension: from a category to the one under which it is counted."""


def combined(slices: Iterable[TimeSlice]) -> Merges:
    """All merges of some time slices: what was merged in one is merged in their sums."""
    found: dict[str, dict[str, str]] = {}
    for time_slice in slices:
        for dimension, pairs in time_slice.merged.items():
            found.setdefault(dimension, {}).update(pairs)
    return {dimension: {key: _end(pairs, key) for key in pairs} for dimension, pairs in found.items()}


def merged_key(dimensions: Sequence[str], key: Key, merges: Merges) -> Key:
    """The key under which a cell is counted; a key may be shorter than the dimensions, as that of a group is."""
    return tuple(merges.get(d, {}).get(part, part) for d, part in zip(dimensions, key, strict=False))


def _end(pairs: Mapping[str, str], key: str) -> str:
    while key in pairs:
        key = pairs[key]
    return key


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


def windows(spec: FigureSpec, edition: Period, slices: Sequence[TimeSlice], disclosure: Disclosure) -> Figure:
    """A figure in its windows."""
    rounded = disclosure is Disclosure.ROUND and not spec.exact
    found = {}
    for name, (period, own) in figure_windows(spec, edition, slices).items():
        bound = zero_bound(len(own)) if rounded else None
        found[name] = _window(spec, period, summed(spec, slices, span(own)), bound)
    return Figure(spec, found)


def windows_of(edition: Period, slices: Sequence[Period]) -> Mapping[WindowName, tuple[Period, ...]]:
    """The time slices of each window, of all that there are up to the end of the edition.

    The window before the edition has none where it begins before the launch, or with no slice: half a period is nothing
    to compare with.
    """
    previous = edition.previous
    comparable = any(time_slice.first == previous.first for time_slice in slices)
    return {
        WindowName.EDITION: _within(edition, slices),
        WindowName.PREVIOUS: _within(previous, slices) if comparable else (),
        WindowName.SINCE_LAUNCH: tuple(slices),
    }


def span(slices: Sequence[Period]) -> Period | None:
    """The months of adjoining time slices; None for none."""
    return Period(slices[0].first, slices[-1].last) if slices else None


def _within(period: Period, slices: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(time_slice for time_slice in slices if period.covers(time_slice))


def figure_windows(
    spec: FigureSpec, edition: Period, slices: Sequence[TimeSlice]
) -> Mapping[WindowName, tuple[Period | None, tuple[Period, ...]]]:
    """The months that each window of a figure tells of, and the time slices that it is the sum of.

    Time slices that were published before there was the figure do not count it: its windows begin after them, and one
    of such slices alone has no records. The window before the edition is whole or has none. What came before the
    question had its present meaning stays out of the window since launch, as far as a time slice begins with that.
    """
    lacking = max((s.period.first for s in slices if spec.id not in s.figures), default=None)
    found = {}
    for name, periods in windows_of(edition, [time_slice.period for time_slice in slices]).items():
        own = tuple(p for p in periods if lacking is None or p.first > lacking)
        if name is WindowName.SINCE_LAUNCH:
            own = tuple(p for p in own if str(p.first) >= spec.redefined) or own[-1:]
        elif name is WindowName.PREVIOUS and own != periods:
            own = ()
        found[name] = span(own or periods), own
    return found


def summed(spec: FigureSpec, slices: Iterable[TimeSlice], period: Period | None) -> FigureCounts:
    """The counts of a figure over all slices of a period, with categories counted together as in any of the slices."""
    slices = tuple(slices)
    merges = combined(slices)
    total = missing = 0
    cells, groups = Counter[Key](), Counter[Key]()
    for time_slice in (time_slice for time_slice in slices if period and time_slice.period.first in period):
        part = merged_counts(spec, time_slice.figures.get(spec.id, FigureCounts()), merges)
        total, missing = total + part.total, missing + part.missing
        # update keeps the keys that were counted zero times, where + would drop them.
        cells.update(part.cells)
        groups.update(part.groups)
    return FigureCounts(total, missing, dict(cells), dict(groups))


def window_counts(spec: FigureSpec, window: Window, slices: Iterable[TimeSlice]) -> FigureCounts:
    """The counts that a window shows; those of groups, which it does not show, are those of its time slices."""
    cells = {cell.key: cell.count for cell in window}
    if spec.measure is Measure.COUNT:
        cells[()] = int(window.value or 0)
    return FigureCounts(window.total, window.missing, cells, summed(spec, slices, window.period).groups)


def is_sum(spec: FigureSpec, counts: FigureCounts, slices: Iterable[TimeSlice], period: Period | None) -> bool:
    """Whether the counts that a window shows are those of its time slices together."""
    expected = summed(spec, slices, period)
    if (counts.total, counts.missing) != (expected.total, expected.missing):
        return False
    keys = {*counts.cells, *expected.cells} if spec.measure in (Measure.CELLS, Measure.COUNT) else ()
    return all(counts.cells.get(key, 0) == expected.cells.get(key, 0) for key in keys)


def _window(spec: FigureSpec, period: Period | None, counts: FigureCounts, bound: int | None) -> Window:
    if period is None:
        return Window(None, 0, 0)
    if spec.measure is not Measure.CELLS:
        # Without any time slice, nothing is counted under the empty key either.
        value = _value(spec, counts, period) if counts.cells else None
        return Window(period, counts.total, counts.missing, (), value, bound)
    of_all = {key: published_share(n, counts.total) if spec.share_of_all else None for key, n in counts.cells.items()}
    cells = tuple(
        Cell(key, counts.cells[key], share, of_all[key], below=None if counts.cells[key] else bound)
        for key, share in shares(spec, counts).items()
    )
    return Window(period, counts.total, counts.missing, cells, None, bound)


def _value(spec: FigureSpec, counts: FigureCounts, period: Period) -> float | int | None:
    count = counts.cells[()]
    if spec.measure is Measure.COUNT:
        return count
    if spec.measure is Measure.PER_MONTH:
        return rounded_share(count, period.months)
    return published_share(count, counts.known)
