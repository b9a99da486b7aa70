"""Compare: set an edition beside the period before, and mark each difference that may be none.

Where there is no period before, an edition is set beside itself: its second half beside its first, as far as these are
counted. What is counted by reporting year is compared where the halves are two such years. Of calls and takeovers,
which are counted by month, the months are added. No months are added of what is rounded by month and answer: their
deviations add up, until hardly a difference holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from expectations.places import cities_with_office
from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.model.asked import counted_later, not_asked, row_asked, row_redefined
from tasks.model.changes import Basis, Change, Comparison, Obstacle, Side
from tasks.model.figures import Figure, FigureSpec, Key, Measure, ProtectedFigures, Window, WindowName
from tasks.model.period import Period
from tasks.model.shares import SMALLEST_BASE, difference_of_counts, difference_of_shares

MAX_ROWS = 10
"""How many rows of a figure are main rows: as many as its chart names."""
MIN_RECORDS = 10
"""A row with fewer records than this in both periods is left to the tables, where it can be compared at all."""
BY_FIRST_DAY = "cybercrime_office_access_fixed"
"""The figure that is measured against the offices of its period's first day."""
REDUNDANT = ("service_combinations", BY_FIRST_DAY)
"""Figures that show in another way what a figure before them shows."""
PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row to compare: its key within the figure, and the breakdowns and keys by which it is called."""

    key: Key
    named: tuple[tuple[str, str], ...] = ()

    def asked_in(self, spec: FigureSpec, period: Period) -> bool:
        """Whether it was asked in any month of a period."""
        return row_asked(spec, self.named).meets(str(period.first), str(period.last))


def compare(figures: ProtectedFigures) -> Comparison:
    """An edition beside the period before, or, where there is none, its second half beside its first.

    Args:
        figures: published figures; nothing else is looked at.
    """
    previous = next(iter(figures)).windows[WindowName.PREVIOUS].period
    if previous:
        changes = (change for figure in figures for change in _changes(figure, figures.edition))
        return Comparison(Basis.PREVIOUS, figures.edition, previous, tuple(changes))
    if figures.edition.months > 1:
        before, now = figures.edition.halves
        return Comparison(Basis.HALVES, now, before, tuple(_halves(figures, before, now)))
    return Comparison(Basis.NOTHING)


def _changes(figure: Figure, edition: Period) -> Iterator[Change]:
    pairs = {row: pair for row in compared_rows(figure) if (pair := _pair(figure, row))}
    since_launch = figure.windows[WindowName.SINCE_LAUNCH]
    for change in _judged(figure, pairs, figure.spec):
        row = ComparedRow(change.key, change.named)
        yield replace(
            change, since_launch=_side_of(figure, since_launch, row) if since_launch.period != edition else None
        )


def _pair(figure: Figure, row: ComparedRow) -> tuple[Side, Side] | None:
    """The row now and before; None where either period has no such row, or it had ended before both."""
    now, before = (_side_of(figure, figure.windows[name], row) for name in (WindowName.EDITION, WindowName.PREVIOUS))
    if not now or not before or row_asked(figure.spec, row.named).last < str(before.period.first):
        return None
    return now, before


BY_YEAR = "_by_year"
"""How the id of a figure by reporting year ends, after that of the figure of the whole period."""
WHOLE_PERIOD_FIGURES = {"calls_by_month": "calls"}
"""A figure by month → the figure of the whole period whose title its rows bear."""
KIND_FIGURES = {"new": "new_calls", "follow_up": "follow_up_calls"}
"""A kind of call → the figure that counts it over the whole period."""


def _halves(figures: ProtectedFigures, before: Period, now: Period) -> Iterator[Change]:
    """The numbers and shares of each half: what is counted by year, and what else is counted by month."""
    by_year = {
        figure.spec.id.removesuffix(BY_YEAR)
        for figure in figures
        if figure.spec.id.endswith(BY_YEAR) and {c.key[0] for c in figure.edition} == {str(before), str(now)}
    }
    for figure in figures:
        whole = figure.spec.id.removesuffix(BY_YEAR)
        if whole in by_year and figure.spec.dimensions[0] == "year":
            yield from _of_years(figure, figures[whole], _known(figures, figure), before, now)
        elif figure.spec.dimensions[:1] == ("month",) and not figure.spec.share_within and figure.edition.period:
            yield from _of_months(figure, before, now)


# ------------------------------------------------------------------------------------------------ by reporting year


def _known(figures: ProtectedFigures, figure: Figure) -> Mapping[str, int]:
    """By year, the records that answer."""
    spec, window = figure.spec, figure.edition
    groups = [time_slice.figures[spec.id].groups for time_slice in figures.slices_in(spec.id, window)]
    return {key: sum(each.get((key,), 0) for each in groups) for key in dict.fromkeys(c.key[0] for c in window)}


def _of_years(figure: Figure, whole: Figure, known: Mapping[str, int], before: Period, now: Period) -> Iterator[Change]:
    dimension, ranked = figure.spec.dimensions[1], "rank" in whole.spec.dimensions
    pairs = {}
    for key in dict.fromkeys(cell.key[1] for cell in figure.edition):
        row = ComparedRow((key, PRIMARY) if ranked else (key,), ((dimension, key),))
        pairs[row] = (_of_year(figure, row, known, now), _of_year(figure, row, known, before))
    yield from _judged(whole, pairs, figure.spec)


def _of_year(figure: Figure, row: ComparedRow, known: Mapping[str, int], year: Period) -> Side:
    window = figure.edition
    cell = window.get(str(year), row.key[0])
    if cell is None:
        return Side(year, 0, known[str(year)], asked=False)
    return Side(
        year, cell.count, known[str(year)], cell.share, cell.below, window.deviation, row.asked_in(figure.spec, year)
    )


# ------------------------------------------------------------------------------------------------ by month


def _of_months(figure: Figure, before: Period, now: Period) -> Iterator[Change]:
    spec = figure.spec
    others = tuple(dict.fromkeys(cell.key[1:] for cell in figure.edition))
    rows = tuple(ComparedRow(key, tuple(zip(spec.dimensions[1:], key, strict=True))) for key in others)
    if spec.dimensions[1:] == ("kind",):
        rows = (ComparedRow(()), *rows)
    pairs = {row: (_sum(figure, now, row), _sum(figure, before, row)) for row in rows}
    for change in _judged(figure, pairs, spec):
        if spec.dimensions[1:] == ("kind",) and change.key:
            yield replace(change, figure=KIND_FIGURES[change.key[0]], key=(), named=())
        else:
            yield replace(change, figure=WHOLE_PERIOD_FIGURES.get(spec.id, spec.id))


def _sum(figure: Figure, period: Period, row: ComparedRow) -> Side:
    months = {str(month) for month in period}
    cells = [c for c in figure.edition if c.key[0] in months and c.key[1:][: len(row.key)] == row.key]
    # Deviations add up over the months.
    slack = len(cells) * MAX_DEVIATION if figure.edition.bound else 0
    count = sum(c.count for c in cells)
    below = slack + 1 if slack and not count else None
    return Side(period, count, below=below, slack=slack, asked=row.asked_in(figure.spec, period))


# ------------------------------------------------------------------------------------------------ rows


def compared_rows(figure: Figure) -> tuple[ComparedRow, ...]:
    """The rows of a figure that are set beside another period; none of those that cross two questions.

    A mean a month is left to the number that it is the mean of. A figure by month has one row, its sum; of figures by
    type and rank the main types are compared.
    """
    spec, dimensions = figure.spec, figure.spec.dimensions
    if spec.measure is not Measure.CELLS:
        return () if spec.measure is Measure.PER_MONTH else (ComparedRow(()),)
    if dimensions == ("month",):
        return (ComparedRow(()),)
    if len(dimensions) == 1:
        return tuple(ComparedRow(cell.key, ((dimensions[0], cell.key[0]),)) for cell in figure.edition)
    if dimensions[1] == "rank":
        keys = (cell.key for cell in figure.edition if cell.key[1] == PRIMARY)
        return tuple(ComparedRow(key, ((dimensions[0], key[0]),)) for key in keys)
    return ()


def _side_of(figure: Figure, window: Window, row: ComparedRow) -> Side | None:
    """A row in one window; None where the window has no such row although it was asked."""
    if window.period is None:
        return None
    slack = window.deviation
    asked = row.asked_in(figure.spec, window.period)
    if row.key:
        cell = window.get(*row.key)
        if cell:
            return Side(window.period, cell.count, window.known, cell.share, cell.below, slack, asked)
        return Side(window.period, 0, window.known, asked=False) if not_asked(figure.spec, row.key, window) else None
    if not window.total and not_asked(figure.spec, (), window):
        return Side(window.period, 0, asked=False)
    if figure.spec.measure is Measure.SHARE:
        share = float(window.value) if window.value is not None else None
        # Without a share the count is not told either: it may be anything up to the base.
        below = window.known + 1 if share is None and window.known else None
        return Side(window.period, round((share or 0) * window.known), window.known, share, below, slack, asked)
    count = int(window.value or 0) if figure.spec.measure is Measure.COUNT else window.total
    return Side(window.period, count, None, None, None if count else window.bound, slack, asked)


def _main_rows(figure: Figure, sizes: Mapping[ComparedRow, int]) -> frozenset[ComparedRow]:
    """The rows that the page of changes tells: the largest in either period, and none that is empty in both.

    Where a figure has two rows and no case stands in both, the one tells the other.
    """
    if figure.spec.id in REDUNDANT:
        return frozenset()
    if len(sizes) == 2 and not figure.spec.multi_response:
        return frozenset(list(sizes)[:1])
    return frozenset(sorted((row for row in sizes if sizes[row]), key=lambda row: -sizes[row])[:MAX_ROWS])


def _judged(figure: Figure, pairs: Mapping[ComparedRow, tuple[Side, Side]], counted: FigureSpec) -> Iterator[Change]:
    """Each row, now and before, with its change: the difference, or why there is none, and what speaks against it.

    The rows are called after the figure; when the one that counts them was asked decides what can be compared.
    """
    main = _main_rows(figure, {row: max(side.count for side in pair) for row, pair in pairs.items()})
    for row, (now, before) in pairs.items():
        in_time = _obstacle_in_time(counted, row, now, before)
        why = in_time or _obstacle(now, before)
        yield Change(
            figure.spec.id,
            row.key,
            row.named,
            now,
            before,
            counts=None if in_time else difference_of_counts(now, before),
            shares=difference_of_shares(now, before) if now.base is not None and not why else None,
            obstacle=why,
            asked=row_asked(counted, row.named),
            redefined=row_redefined(counted, row.named),
            main=row in main and (why is not None or max(now.count, before.count) >= MIN_RECORDS),
        )


def _obstacle_in_time(spec: FigureSpec, row: ComparedRow, now: Side, before: Side) -> Obstacle | None:
    """Why the contract forbids even to compare counts: not asked in all of both periods, or not in one meaning."""
    asked, redefined = row_asked(spec, row.named), row_redefined(spec, row.named)
    if asked.first > str(before.period.first):
        return Obstacle.UNCOUNTED if asked.first == spec.asked.first and counted_later(spec) else Obstacle.SINCE
    if asked.last < str(now.period.last):
        return Obstacle.UNTIL
    if str(before.period.first) < redefined <= str(now.period.last):
        return Obstacle.BREAK if redefined == spec.redefined else Obstacle.RECOUNTED
    if spec.id == BY_FIRST_DAY and _offices(now.period) != _offices(before.period):
        return Obstacle.DEFINITION
    return None


def _offices(period: Period) -> tuple[str, ...]:
    return cities_with_office(f"{period.first}-01")


def _obstacle(now: Side, before: Side) -> Obstacle | None:
    """Why shares cannot be compared: a period has no answers, or too few."""
    if now.base is None or before.base is None:
        return None
    if not now.base or not before.base:
        return Obstacle.UNRECORDED
    return Obstacle.SMALL_BASE if min(now.base, before.base) < SMALLEST_BASE else None
