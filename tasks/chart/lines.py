"""Several lines of counts by month, each named where it ends."""

from collections.abc import Sequence

from tasks.chart.largest import largest_keys
from tasks.chart.lettering import SMALL, SMALL_VALUE
from tasks.chart.scale import TOP, Scale, levels
from tasks.chart.sheet import WIDTH, Sheet
from tasks.chart.spread import spread
from tasks.chart.time_axis import AXIS_HEIGHT, draw_months
from tasks.chart.words import BASE_NOUNS, cell_count, label, number
from tasks.core.brand import Brand
from tasks.core.figures import Cell, Figure
from tasks.core.period import Month

BASE_LINE = TOP + 140.0
SERIES = 4
"""How many lines are drawn at most: the largest named categories."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each line has its own dashes, so that they are told apart in grey."""
LEADER = 8.0


def draw_lines(figure: Figure, brand: Brand) -> str:
    """A figure by month and category as lines of counts for the largest categories."""
    cells = {cell.key: cell for cell in figure.edition.cells}
    months = list(dict.fromkeys(key[0] for key in cells))
    keys = largest_keys(figure.edition.cells, SERIES)
    series = [[cells[month, key] for month in months] for key in keys]
    ends = [
        f"{label(figure.spec.dimensions[1], key)} {cell_count(line[-1])}"
        for key, line in zip(keys, series, strict=True)
    ]
    most = max(1, *(cell.count for line in series for cell in line))
    sheet = Sheet(brand, BASE_LINE + AXIS_HEIGHT)
    left = sheet.lettering.width(number(most), SMALL) + 6
    right = WIDTH - sheet.lettering.widest(ends, SMALL_VALUE) - LEADER
    scale = Scale((right - left) / len(months), (BASE_LINE - TOP) / most, BASE_LINE, left)
    sheet.text((0, SMALL.size), _heading(figure), SMALL, "muted")
    _draw_levels(sheet, most, scale, right)
    colours = _colours(brand, series, most)
    _draw_series(sheet, series, scale, colours)
    _draw_ends(sheet, [scale.point(len(months) - 1, line[-1].count) for line in series], ends, right, colours)
    draw_months(sheet, [Month.parse(month) for month in months], BASE_LINE, left, right - left)
    return sheet.svg()


def _heading(figure: Figure) -> str:
    words = f"{BASE_NOUNS[figure.spec.base][1].capitalize()} a month"
    bound = next((cell.below for cell in figure.edition.cells if cell.below), None)
    return f"{words}; fewer than {bound} drawn as 0" if bound else words


def _draw_levels(sheet: Sheet, most: int, scale: Scale, right: float) -> None:
    for value in levels(most):
        y = scale.point(0, value)[1]
        sheet.line([(scale.left, y), (right, y)], "line" if value else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), number(value), SMALL, "muted", "right")


def _colours(brand: Brand, series: Sequence[Sequence[Cell]], most: int) -> list[str]:
    """The accent for the line that has the highest point, the brand's other series colours for the rest."""
    accent = brand.colours["accent"]
    others = iter(colour for colour in brand.series if colour != accent)
    peak = next((place for place, line in enumerate(series) if any(cell.count == most for cell in line)), None)
    return [accent if place == peak else next(others) for place in range(len(series))]


def _draw_series(sheet: Sheet, series: Sequence[Sequence[Cell]], scale: Scale, colours: Sequence[str]) -> None:
    # The largest is drawn last, so that no other line covers it.
    for place in reversed(range(len(series))):
        points = [scale.point(month, cell.count) for month, cell in enumerate(series[place])]
        if len(points) > 1:
            sheet.line(points, colours[place], 1.8, DASHES[place])
        sheet.dot(points[-1], 2.2, colours[place])


def _draw_ends(
    sheet: Sheet, points: Sequence[tuple[float, float]], ends: Sequence[str], right: float, colours: Sequence[str]
) -> None:
    sizes = [SMALL.line + 1] * len(ends)
    heights = spread([y for _, y in points], sizes, SMALL.line / 2, BASE_LINE + SMALL.line / 2)
    for place, ((x, y), words, height) in enumerate(zip(points, ends, heights, strict=True)):
        colour = colours[place]
        sheet.line([(x + 3, y), (right + LEADER - 2, height)], colour, 0.5)
        sheet.text((right + LEADER, SMALL.below(height)), words, SMALL_VALUE, sheet.readable(colour))
