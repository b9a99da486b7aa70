"""Compare: set an edition beside the period before, and mark each difference that may be none.

Where there is no period before, an edition is set beside itself: its second half beside its first, as far as these are
counted. What is counted by reporting year is compared where the halves are two such years. Of calls and takeovers,
which are counted by month, the months are added. No months are added of what is rounded by month and answer: their
deviations add up, until hardly a difference holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tasks.compare.rows import PRIMARY, RowKey, compared_rows, judged, side_of
from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.model.changes import Basis, Change, Comparison, Side
from tasks.model.figures import Figure, ProtectedFigures, WindowName
from tasks.model.period import Period

__all__ = ["compare"]


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
    for change in judged(figure, pairs, figure.spec):
        row = RowKey(change.key, change.named)
        yield replace(
            change, since_launch=side_of(figure, since_launch, row) if since_launch.period != edition else None
        )


def _pair(figure: Figure, row: RowKey) -> tuple[Side, Side] | None:
    """The row now and before; None where either period has no such row, or it had ended before both."""
    now, before = (side_of(figure, figure.windows[name], row) for name in (WindowName.EDITION, WindowName.PREVIOUS))
    if not now or not before or row.asked(figure.spec).last < str(before.period.first):
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
        row = RowKey((key, PRIMARY) if ranked else (key,), ((dimension, key),))
        pairs[row] = (_of_year(figure, row, known, now), _of_year(figure, row, known, before))
    yield from judged(whole, pairs, figure.spec)


def _of_year(figure: Figure, row: RowKey, known: Mapping[str, int], year: Period) -> Side:
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
    rows = tuple(RowKey(key, tuple(zip(spec.dimensions[1:], key, strict=True))) for key in others)
    if spec.dimensions[1:] == ("kind",):
        rows = (RowKey(()), *rows)
    pairs = {row: (_sum(figure, now, row), _sum(figure, before, row)) for row in rows}
    for change in judged(figure, pairs, spec):
        if spec.dimensions[1:] == ("kind",) and change.key:
            yield replace(change, figure=KIND_FIGURES[change.key[0]], key=(), named=())
        else:
            yield replace(change, figure=WHOLE_PERIOD_FIGURES.get(spec.id, spec.id))


def _sum(figure: Figure, period: Period, row: RowKey) -> Side:
    months = {str(month) for month in period}
    cells = [c for c in figure.edition if c.key[0] in months and c.key[1:][: len(row.key)] == row.key]
    # Deviations add up over the months.
    slack = len(cells) * MAX_DEVIATION if figure.edition.bound else 0
    count = sum(c.count for c in cells)
    below = slack + 1 if slack and not count else None
    return Side(period, count, below=below, slack=slack, asked=row.asked_in(figure.spec, period))
