"""Compare: set an edition beside the period before, and mark each difference that may be none."""

from collections.abc import Iterator
from dataclasses import replace

from expectations.places import cities_with_office
from tasks.compare.halves import halves
from tasks.compare.rows import MIN_RECORDS, RowKey, compared_rows, main_rows, obstacle, obstacle_in_time, side_of
from tasks.model.changes import Basis, Change, Comparison, Obstacle, Side
from tasks.model.differences import difference_of_counts, difference_of_shares
from tasks.model.figures import Figure, FigureSpec, ProtectedFigures, WindowName
from tasks.model.period import Period

__all__ = ["compare"]

BY_FIRST_DAY = "cybercrime_office_access_fixed"
"""The figure that is measured against the offices of its period's first day."""
ABSOLUTE = (Obstacle.SINCE, Obstacle.UNCOUNTED, Obstacle.UNTIL, Obstacle.BREAK, Obstacle.RECOUNTED, Obstacle.DEFINITION)
"""Those that leave nothing to subtract, not even counts."""


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
        return Comparison(Basis.HALVES, now, before, tuple(halves(figures, before, now)))
    return Comparison(Basis.NOTHING)


def _changes(figure: Figure, edition: Period) -> Iterator[Change]:
    pairs = {row: pair for row in compared_rows(figure) if (pair := _pair(figure, row))}
    main = main_rows(figure, {row: max(side.count for side in pair) for row, pair in pairs.items()})
    since_launch = figure.windows[WindowName.SINCE_LAUNCH]
    for row, (now, before) in pairs.items():
        change = _change(figure.spec, row, now, before)
        told = row in main and (change.obstacle is not None or max(now.count, before.count) >= MIN_RECORDS)
        whole = side_of(figure, since_launch, row) if since_launch.period != edition else None
        yield replace(change, since_launch=whole, main=told)


def _pair(figure: Figure, row: RowKey) -> tuple[Side, Side] | None:
    """The row now and before; None where either period has no such row, or it had ended before both."""
    now, before = (side_of(figure, figure.windows[name], row) for name in (WindowName.EDITION, WindowName.PREVIOUS))
    if not now or not before or row.asked(figure.spec).last < str(before.period.first):
        return None
    return now, before


def _change(spec: FigureSpec, row: RowKey, now: Side, before: Side) -> Change:
    asked, redefined = row.asked(spec), row.redefined(spec)
    why = obstacle_in_time(spec, row, now, before) or _obstacle(spec, now, before)
    change = Change(spec.id, row.key, row.named, now, before, obstacle=why, asked=asked, redefined=redefined)
    if why in ABSOLUTE:
        return change
    shares = difference_of_shares(now, before) if change.is_share and not why else None
    return replace(change, counts=difference_of_counts(now, before), shares=shares)


def _obstacle(spec: FigureSpec, now: Side, before: Side) -> Obstacle | None:
    if spec.id == BY_FIRST_DAY and _offices(now.period) != _offices(before.period):
        return Obstacle.DEFINITION
    return obstacle(now, before)


def _offices(period: Period) -> tuple[str, ...]:
    return cities_with_office(f"{period.first}-01")
