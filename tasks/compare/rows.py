"""Which rows of an edition are compared, each row's side in a period, and what its change is worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from expectations.contract.span import Span
from expectations.places import cities_with_office
from tasks.model.asked import counted_later, not_asked, row_asked, row_redefined
from tasks.model.changes import Change, Obstacle, Side
from tasks.model.differences import difference_of_counts, difference_of_shares
from tasks.model.figures import Figure, FigureSpec, Key, Measure, Window
from tasks.model.period import Period
from tasks.model.shares import SMALLEST_BASE

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
class RowKey:
    """A row to compare: its key within the figure, and the breakdowns and keys by which it is called."""

    key: Key
    named: tuple[tuple[str, str], ...] = ()

    def asked(self, spec: FigureSpec) -> Span:
        """The months in which it was asked."""
        return row_asked(spec, self.named)

    def redefined(self, spec: FigureSpec) -> str:
        """The first month in which it counts what it counts now; empty where it always did."""
        return row_redefined(spec, self.named)

    def asked_in(self, spec: FigureSpec, period: Period) -> bool:
        """Whether it was asked in any month of a period."""
        return self.asked(spec).meets(str(period.first), str(period.last))


def compared_rows(figure: Figure) -> tuple[RowKey, ...]:
    """The rows of a figure that are set beside another period; none of those that cross two questions.

    A mean a month is left to the number that it is the mean of. A figure by month has one row, its sum; of figures by
    type and rank the main types are compared.
    """
    spec, dimensions = figure.spec, figure.spec.dimensions
    if spec.measure is not Measure.CELLS:
        return () if spec.measure is Measure.PER_MONTH else (RowKey(()),)
    if dimensions == ("month",):
        return (RowKey(()),)
    if len(dimensions) == 1:
        return tuple(RowKey(cell.key, ((dimensions[0], cell.key[0]),)) for cell in figure.edition)
    if dimensions[1] == "rank":
        keys = (cell.key for cell in figure.edition if cell.key[1] == PRIMARY)
        return tuple(RowKey(key, ((dimensions[0], key[0]),)) for key in keys)
    return ()


def side_of(figure: Figure, window: Window, row: RowKey) -> Side | None:
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


def main_rows(figure: Figure, sizes: Mapping[RowKey, int]) -> frozenset[RowKey]:
    """The rows that the page of changes tells: the largest in either period, and none that is empty in both.

    Where a figure has two rows and no case stands in both, the one tells the other.

    Args:
        figure: whose rows they are.
        sizes: each row with its count in the period where that is the larger.
    """
    if figure.spec.id in REDUNDANT:
        return frozenset()
    if len(sizes) == 2 and not figure.spec.multi_response:
        return frozenset(list(sizes)[:1])
    return frozenset(sorted((row for row in sizes if sizes[row]), key=lambda row: -sizes[row])[:MAX_ROWS])


def judged(figure: Figure, pairs: Mapping[RowKey, tuple[Side, Side]], counted: FigureSpec) -> Iterator[Change]:
    """Each row with its change: the difference, or why there is none, and what speaks against relying on it.

    Args:
        figure: the figure that the rows are called after.
        pairs: each row now and before.
        counted: the figure that counts them; when it was asked decides what can be compared.
    """
    main = main_rows(figure, {row: max(side.count for side in pair) for row, pair in pairs.items()})
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
            asked=row.asked(counted),
            redefined=row.redefined(counted),
            main=row in main and (why is not None or max(now.count, before.count) >= MIN_RECORDS),
        )


def _obstacle_in_time(spec: FigureSpec, row: RowKey, now: Side, before: Side) -> Obstacle | None:
    """Why the contract forbids even to compare counts: not asked in all of both periods, or not in one meaning."""
    asked, redefined = row.asked(spec), row.redefined(spec)
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
