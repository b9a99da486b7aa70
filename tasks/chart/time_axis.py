"""The names of months, quarters and years below a chart, as many as there is room for."""

from collections.abc import Sequence
from itertools import groupby

from tasks.chart.lettering import SMALL, SMALL_VALUE, Lettering
from tasks.chart.sheet import Sheet
from tasks.core.period import Month

AXIS_HEIGHT = 2.6 * SMALL.line
"""What two lines of names need below a chart, in points."""


def every_nth(lettering: Lettering, names: Sequence[str], step: float) -> int:
    """Which of the names have room when they stand ``step`` points apart: each, every second, third …"""
    widest = lettering.widest(list(names), SMALL) + 3
    return next((n for n in (1, 2, 3, 4, 6, 12) if n * step >= widest), len(names))


def draw_months(
    sheet: Sheet, months: Sequence[Month], base: float, left: float = 0.0, width: float | None = None
) -> None:
    """Months by their short names, and below them the years; ``base`` is the height of the axis itself."""
    step = (width or sheet.width) / len(months)
    names = [sheet.style.language.short_months[month.number - 1] for month in months]
    every = every_nth(sheet.lettering, names, step)
    for place, name in enumerate(names):
        if place % every == 0:
            sheet.centred(left + (place + 0.5) * step, base + SMALL.line + 1, name, SMALL)
    _draw_years(sheet, [month.year for month in months], base, left, step)


def _draw_years(sheet: Sheet, years: Sequence[int], base: float, left: float, step: float) -> None:
    place = 0
    for year, months in groupby(years):
        number = len(list(months))
        x = left + place * step
        sheet.line([(x, base), (x, base + 2.2 * SMALL.line)], "line", 0.8)
        words = sheet.style.language.digits(str(year))
        if sheet.lettering.width(words, SMALL_VALUE) + 2 <= number * step:
            sheet.text((x + 1.5, base + 2 * SMALL.line + 2), words, SMALL_VALUE, "muted")
        place += number
