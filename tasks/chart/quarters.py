"""Quarters in place of months: where months would be too many or too small to be read; and quarters along an axis."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tasks.chart.axes import draw_years, every_nth
from tasks.chart.lettering import SMALL, label
from tasks.chart.rows import SERIES, largest_keys
from tasks.chart.sheet import Sheet
from tasks.language.language import Language
from tasks.model.figures import Cell, Chart, Figure, Key, ProtectedFigures, Window, WindowName
from tasks.model.period import Month, Period
from tasks.model.shares import published_share

LONG = 36
"""Months that lines can have at most."""
MOST_UNTOLD = 0.1
"""Of the points of all lines, the part that may lack a share; where more do, months are too small."""


def in_quarters(figure: Figure, figures: ProtectedFigures) -> Figure:
    """A figure as it is drawn: lines by quarter where their months are too many or too small, all else as it is.

    A quarter is the sum of its months as they are published, so that nothing is counted or rounded again. One in whose
    months a category was not always asked, or none of whose months tells its count, has no count of it.
    """
    window = figure.edition
    if figure.spec.chart is not Chart.LINES or not _needs_quarters(window):
        return figure
    known, months, counts, bounds = Counter[str](), Counter[Key](), Counter[Key](), dict[Key, int | None]()
    for time_slice in figures.slices_in(figure.spec.id, window):
        for (month, *_), count in time_slice.figures[figure.spec.id].groups.items():
            known[Month.parse(month).quarter] += count
    for cell in window:
        key: Key = (Month.parse(cell.key[0]).quarter, cell.key[1])
        months[key] += 1
        counts[key] += cell.count
        bounds[key] = max(filter(None, (bounds.get(key), cell.below)), default=None)
    lengths = Counter(month.quarter for month in window.period or ())
    cells = tuple(
        Cell(key, count, published_share(count, known[key[0]]), below=None if count else bounds[key])
        for key, count in counts.items()
        if months[key] == lengths[key[0]]
    )
    spec = replace(figure.spec, dimensions=("quarter", *figure.spec.dimensions[1:]))
    return Figure(spec, {**figure.windows, WindowName.EDITION: replace(window, cells=cells)})


def _needs_quarters(window: Window) -> bool:
    if window.period and window.period.months > LONG:
        return True
    drawn = largest_keys(window.cells, SERIES)
    points = [cell for cell in window if cell.key[1] in drawn]
    return sum(share_told(cell) is None for cell in points) > MOST_UNTOLD * len(points)


def share_told(cell: Cell | None) -> float | None:
    """The share that a chart can draw; None where there is none, or the count behind it is not told."""
    return None if cell is None or cell.below else cell.share


def part_of(quarter: str, period: Period | None, language: Language) -> str:
    """The months of a quarter that the period has, where it has not all three: ``Dec only``, ``Oct to Nov``."""
    months = [month for month in period or () if month.quarter == quarter]
    if len(months) in (0, 3):
        return ""
    first, last = (language.short_months[month.number - 1] for month in (months[0], months[-1]))
    words = language.words["chart"]
    return (
        words["month_only"].format(month=first) if len(months) == 1 else words["months"].format(first=first, last=last)
    )


def draw_quarters(
    sheet: Sheet, quarters: Sequence[str], period: Period | None, base: float, left: float, width: float
) -> None:
    """Quarters by their names, with the months of those that the period has in part; years alone where it has many."""
    language, step = sheet.style.language, width / len(quarters)
    names = [label(language, "quarter", quarter) for quarter in quarters]
    parts = [part_of(quarter, period, language) for quarter in quarters]
    every = every_nth(sheet.lettering, [*names, *parts], step)
    if every > 2:
        draw_years(sheet, [int(quarter[:4]) for quarter in quarters], base, left, step)
        return
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        if (len(names) - 1 - place) % every == 0:
            x = left + (place + 0.5) * step
            sheet.centred(x, base + SMALL.line + 1, name, SMALL)
            if part:
                sheet.centred(x, base + 2 * SMALL.line + 1, part, SMALL, "muted")
