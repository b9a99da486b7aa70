"""Along the axes of a chart: values to points, round levels, the names of months and quarters, labels kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from tasks.chart.canvas import Canvas, Point
from tasks.chart.typography import SMALL, SMALL_VALUE, Style
from tasks.language.language import Language
from tasks.model.period import Month, Period

AXIS_HEIGHT = 2.6 * SMALL.line
"""What two lines of names need below a chart, in points."""


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


def levels(most: int, finest: int = 1) -> list[int]:
    """Return zero and up to five round numbers that reach near ``most``, for lines across a chart.

    Args:
        most: the greatest value.
        finest: the least step: a scale of rounded counts that is finer than these would promise what they do not tell.
    """
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if most <= 5 * s * 10**e and s * 10**e >= finest)
    return list(range(0, most + 1, step))


def draw_times(canvas: Canvas, times: Sequence[str], period: Period | None, scale: Scale) -> None:
    """Months or quarters along an axis, as they are written: ``2018-11``, ``2018-Q4``."""
    if "Q" in times[0]:
        _draw_quarters(canvas, times, period, scale)
    else:
        _draw_months(canvas, [Month.parse(time) for time in times], scale)


def _draw_months(canvas: Canvas, months: Sequence[Month], scale: Scale) -> None:
    """Months by their short names, and below them the years."""
    names = [canvas.style.language.short_months[month.number - 1] for month in months]
    every = _every_nth(canvas.style, names, scale.step)
    for place, name in enumerate(names):
        if place % every == 0:
            canvas.centred(scale.point(place, 0)[0], scale.base + SMALL.line + 1, name, SMALL)
    _draw_years(canvas, [month.year for month in months], scale)


def _draw_quarters(canvas: Canvas, quarters: Sequence[str], period: Period | None, scale: Scale) -> None:
    """Quarters by their names, with the months of those that the period has in part; years alone where it has many."""
    language, base = canvas.style.language, scale.base
    names = [language.quarter(quarter, short=True) for quarter in quarters]
    parts = [part_of(quarter, period, language) for quarter in quarters]
    every = _every_nth(canvas.style, [*names, *parts], scale.step)
    if every > 2:
        _draw_years(canvas, [int(quarter[:4]) for quarter in quarters], scale)
        return
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        if (len(names) - 1 - place) % every == 0:
            x = scale.point(place, 0)[0]
            canvas.centred(x, base + SMALL.line + 1, name, SMALL)
            if part:
                canvas.centred(x, base + 2 * SMALL.line + 1, part, SMALL, "muted")


def _every_nth(style: Style, names: Sequence[str], step: float) -> int:
    """Which of the names have room when they stand ``step`` points apart: each, every second, third …"""
    widest = style.widest(list(names), SMALL) + 3
    return next((n for n in (1, 2, 3, 4, 6, 12) if n * step >= widest), len(names))


def _draw_years(canvas: Canvas, years: Sequence[int], scale: Scale) -> None:
    """Where each year begins along an axis, and which it is, as far as there is room; ``years``: that of each place."""
    language = canvas.style.language
    lengths = [(year, len(list(places))) for year, places in groupby(years)]
    needed = canvas.style.widest([language.digits(str(year)) for year, _ in lengths], SMALL_VALUE) + 2
    every = ceil(needed / (max(length for _, length in lengths) * scale.step))
    x = scale.left
    for year, length in lengths:
        canvas.line([(x, scale.base), (x, scale.base + 2.2 * SMALL.line)], "line", 0.8)
        if year % every == 0 and needed <= every * length * scale.step:
            at = (x + 1.5, scale.base + 2 * SMALL.line + 2)
            canvas.text(at, language.digits(str(year)), SMALL_VALUE, "muted")
        x += length * scale.step


def part_of(quarter: str, period: Period | None, language: Language) -> str:
    """The months of a quarter that the period has, where it has not all three: ``Dec only``, ``Oct to Nov``."""
    months = [month for month in period or () if month.quarter == quarter]
    if len(months) in (0, 3):
        return ""
    first, last = (language.short_months[month.number - 1] for month in (months[0], months[-1]))
    form = language.words["chart"]["month_only" if len(months) == 1 else "months"]
    return form.format(month=first, first=first, last=last)


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
