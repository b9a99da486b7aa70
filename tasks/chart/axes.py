"""Along the axes of a chart: values to points, round levels, the names of months, and labels kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from tasks.chart.lettering import SMALL, SMALL_VALUE, Lettering
from tasks.chart.sheet import Point, Sheet
from tasks.model.period import Month

TOP = 26.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Places ``step`` points apart from ``left``; values ``unit`` points each, upwards from ``base``."""

    step: float
    unit: float
    base: float
    left: float = 0.0

    def point(self, place: int, value: float) -> Point:
        """The point of a value at a place."""
        return self.left + (place + 0.5) * self.step, self.base - value * self.unit


def levels(most: int) -> list[int]:
    """Zero and up to five round numbers that reach near ``most``, for lines across a chart."""
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if most / (s * 10**e) <= 5)
    return list(range(0, most + 1, step))


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
    draw_years(sheet, [month.year for month in months], base, left, step)


def draw_years(sheet: Sheet, years: Sequence[int], base: float, left: float, step: float) -> None:
    """Where each year begins along an axis, and which it is, as far as there is room; ``years``: that of each place."""
    lengths = [(year, len(list(places))) for year, places in groupby(years)]
    needed = sheet.lettering.widest([sheet.style.language.digits(str(year)) for year, _ in lengths], SMALL_VALUE) + 2
    every = ceil(needed / (max(length for _, length in lengths) * step))
    place = 0
    for year, length in lengths:
        x = left + place * step
        sheet.line([(x, base), (x, base + 2.2 * SMALL.line)], "line", 0.8)
        if year % every == 0 and needed <= every * length * step:
            sheet.text(
                (x + 1.5, base + 2 * SMALL.line + 2), sheet.style.language.digits(str(year)), SMALL_VALUE, "muted"
            )
        place += length


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as they can be without overlap, in the order of the wanted ones.

    Args:
        wanted: the middle that each label would like to have.
        sizes: the room that each takes along the line.
        low: where the line begins.
        high: where it ends; with too little room the labels run past it.

    Returns:
        The middles, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = list(wanted)
    edge = low
    for index in order:
        places[index] = max(places[index], edge + sizes[index] / 2)
        edge = places[index] + sizes[index] / 2
    edge = high
    for index in reversed(order):
        places[index] = min(places[index], edge - sizes[index] / 2)
        edge = places[index] - sizes[index] / 2
    overrun = low - edge
    return [place + overrun for place in places] if overrun > 0 else places
