"""Several lines of counts by month, each named where it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.chart.largest import largest_keys
from tasks.chart.lettering import SMALL, SMALL_VALUE
from tasks.chart.scale import TOP, Scale, levels
from tasks.chart.sheet import WIDTH, Point, Sheet
from tasks.chart.spread import spread
from tasks.chart.time_axis import AXIS_HEIGHT, draw_months
from tasks.chart.words import BASE_NOUNS, label, missing_note
from tasks.core.brand import Brand
from tasks.core.figures import Cell, Figure
from tasks.core.period import Month
from tasks.core.wording import count, number

BASE_LINE = TOP + 140.0
SERIES = 4
"""How many lines are drawn at most: the largest named categories."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each colour has its own dashes, so that lines are told apart in grey; the highlighted one is whole."""
LEADER = 8.0


@dataclass(frozen=True, slots=True)
class Pen:
    """How a line is drawn."""

    colour: str
    dashes: tuple[float, ...]


def draw_lines(figure: Figure, brand: Brand) -> str:
    """A figure by month and category as lines of counts for the largest categories."""
    cells = {cell.key: cell for cell in figure.edition.cells}
    months = list(dict.fromkeys(key[0] for key in cells))
    keys = largest_keys(figure.edition.cells, SERIES)
    series = [[cells[month, key] for month in months] for key in keys]
    ends = [
        f"{label(figure.spec.dimensions[1], key)} {count(line[-1])}" for key, line in zip(keys, series, strict=True)
    ]
    most = max(1, *(cell.count for line in series for cell in line))
    sheet = Sheet(brand, BASE_LINE + AXIS_HEIGHT)
    left = sheet.lettering.width(number(most), SMALL) + 6
    right = WIDTH - sheet.lettering.widest(ends, SMALL_VALUE) - LEADER
    scale = Scale((right - left) / len(months), (BASE_LINE - TOP) / most, BASE_LINE, left)
    sheet.text((0, SMALL.size), _heading(figure), SMALL, "muted")
    _draw_levels(sheet, most, scale, right)
    pens = _pens(brand, series, most)
    _draw_series(sheet, series, scale, pens)
    _draw_ends(sheet, [scale.point(len(months) - 1, line[-1].count) for line in series], ends, right, pens)
    draw_months(sheet, [Month.parse(month) for month in months], BASE_LINE, left, right - left)
    return sheet.svg()


def _heading(figure: Figure) -> str:
    words = f"{BASE_NOUNS[figure.spec.base][1].capitalize()} a month"
    bound = next((cell.below for cell in figure.edition.cells if cell.below), None)
    words += f"; fewer than {bound} drawn as 0" if bound else ""
    return words + missing_note(figure)


def _draw_levels(sheet: Sheet, most: int, scale: Scale, right: float) -> None:
    for value in levels(most):
        y = scale.point(0, value)[1]
        sheet.line([(scale.left, y), (right, y)], "line" if value else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), number(value), SMALL, "muted", "right")


def _pens(brand: Brand, series: Sequence[Sequence[Cell]], most: int) -> list[Pen]:
    """The accent for the line that has the highest point, the brand's other series colours for the rest."""
    accent = brand.colours["accent"]
    colours = [colour for colour in brand.series if colour != accent]
    others = iter(Pen(colour, dashes) for colour, dashes in zip(colours, DASHES[1:], strict=False))
    peak = next((place for place, line in enumerate(series) if any(cell.count == most for cell in line)), None)
    return [Pen(accent, DASHES[0]) if place == peak else next(others) for place in range(len(series))]


def _draw_series(sheet: Sheet, series: Sequence[Sequence[Cell]], scale: Scale, pens: Sequence[Pen]) -> None:
    # The largest is drawn last, so that no other line covers it.
    for line, pen in reversed(list(zip(series, pens, strict=True))):
        points = [scale.point(month, cell.count) for month, cell in enumerate(line)]
        if len(points) > 1:
            sheet.line(points, pen.colour, 1.8, pen.dashes)
        sheet.dot(points[-1], 2.2, pen.colour)


def _draw_ends(sheet: Sheet, points: Sequence[Point], ends: Sequence[str], right: float, pens: Sequence[Pen]) -> None:
    sizes = [SMALL.line + 1] * len(ends)
    heights = spread([y for _, y in points], sizes, SMALL.line / 2, BASE_LINE + SMALL.line / 2)
    for (x, y), words, height, pen in zip(points, ends, heights, pens, strict=True):
        sheet.line([(x + 3, y), (right + LEADER - 2, height)], pen.colour, 0.5)
        sheet.text((right + LEADER, SMALL.below(height)), words, SMALL_VALUE, sheet.readable(pen.colour))
