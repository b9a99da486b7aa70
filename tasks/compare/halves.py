"""An edition beside itself: its second half beside its first, as far as it is counted by month."""

from collections.abc import Iterator
from dataclasses import replace

from tasks.compare.rows import MIN_RECORDS, RowKey, main_rows, obstacle_in_time
from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.model.changes import Change, Side
from tasks.model.differences import difference_of_counts
from tasks.model.figures import Figure, ProtectedFigures
from tasks.model.period import Period

WHOLE_PERIOD_FIGURES = {"calls_by_month": "calls", "platform_by_month": "platform"}
"""A figure by month → the figure of the whole period whose title its rows bear."""
KIND_FIGURES = {"new": "new_calls", "follow_up": "follow_up_calls"}
"""A kind of call → the figure that counts it over the whole period."""


def halves(figures: ProtectedFigures, before: Period, now: Period) -> Iterator[Change]:
    """The numbers of each half: calls, platforms, and what else is counted by month."""
    for figure in figures:
        if figure.spec.dimensions[:1] == ("month",) and figure.edition.period:
            yield from _changes(figure, before, now)


def _changes(figure: Figure, before: Period, now: Period) -> Iterator[Change]:
    spec = figure.spec
    others = tuple(dict.fromkeys(cell.key[1:] for cell in figure.edition))
    rows = tuple(RowKey(key, tuple(zip(spec.dimensions[1:], key, strict=True))) for key in others)
    if spec.dimensions[1:] == ("kind",):
        rows = (RowKey(()), *rows)
    pairs = {row: (_side(figure, now, row), _side(figure, before, row)) for row in rows}
    main = main_rows(figure, {row: max(side.count for side in pair) for row, pair in pairs.items()})
    for row, (later, earlier) in pairs.items():
        change = _change(figure, row, later, earlier)
        yield replace(change, main=row in main and max(later.count, earlier.count) >= MIN_RECORDS)


def _change(figure: Figure, row: RowKey, now: Side, before: Side) -> Change:
    obstacle = obstacle_in_time(figure.spec, row, now, before)
    known = KIND_FIGURES.get(row.key[0]) if row.named and row.named[0][0] == "kind" else None
    name = known or WHOLE_PERIOD_FIGURES.get(figure.spec.id, figure.spec.id)
    return Change(
        name,
        () if known else row.key,
        () if known else row.named,
        now,
        before,
        counts=None if obstacle else difference_of_counts(now, before),
        obstacle=obstacle,
        asked=row.asked(figure.spec),
        redefined=row.redefined(figure.spec),
    )


def _side(figure: Figure, period: Period, row: RowKey) -> Side:
    months = {str(month) for month in period}
    cells = [c for c in figure.edition if c.key[0] in months and c.key[1:][: len(row.key)] == row.key]
    # Deviations add up over the months.
    slack = len(cells) * MAX_DEVIATION if figure.edition.bound else 0
    count = sum(c.count for c in cells)
    below = slack + 1 if slack and not count else None
    return Side(period, count, below=below, slack=slack, asked=row.asked_in(figure.spec, period))
