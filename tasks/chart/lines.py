"""Lines over time: one with its values, or several with their names at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.chart.lettering import SMALL, SMALL_VALUE, VALUE
from tasks.chart.rows import RESIDUAL
from tasks.chart.sheet import WIDTH, Point, Sheet
from tasks.chart.spread import spread
from tasks.chart.stacked_columns import draw_months
from tasks.chart.words import counted, label, month_label, number, percent
from tasks.core.brand import Brand
from tasks.core.figures import Cell, Figure
from tasks.core.period import Month, Period

HEIGHT = 140.0
TOP = 26.0
SERIES = 4
"""How many lines a chart of several shows at most: the largest named categories."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each line has its own dashes, so that they are told apart in grey."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands: ``step`` points a place to the right, ``unit`` points a record upwards."""

    step: float
    unit: float
    left: float = 0.0

    def point(self, place: int, value: float) -> Point:
        """The point of a value at a place."""
        return self.left + (place + 0.5) * self.step, TOP + HEIGHT - value * self.unit


def draw_line(figure: Figure, brand: Brand) -> str:
    """A figure by month as one line of counts; by quarter and category, the share of the largest category."""
    if "quarter" in figure.spec.dimensions:
        return _draw_quarters(figure, brand)
    return _draw_single(figure, brand)


def draw_lines(figure: Figure, brand: Brand) -> str:
    """A figure by month and category as lines of counts for the largest categories, named where they end."""
    cells = figure.edition.cells
    months = list(dict.fromkeys(cell.key[0] for cell in cells))
    keys = _largest(cells, SERIES)
    counts = {cell.key: cell.count for cell in cells}
    values = [[counts.get((month, key), 0) for month in months] for key in keys]
    sheet = Sheet(brand, TOP + HEIGHT + 2.6 * SMALL.line)
    names = [label(figure.spec.dimensions[1], key) for key in keys]
    ends = [f"{name} {number(line[-1])}" for name, line in zip(names, values, strict=True)]
    room = sheet.lettering.widest(ends, SMALL_VALUE) + 8
    most = max(1, *(value for line in values for value in line))
    left = sheet.lettering.width(number(most), SMALL) + 6
    scale = Scale((WIDTH - room - left) / len(months), HEIGHT / most, left)
    _draw_levels(sheet, most, scale, WIDTH - room)
    _draw_ends(sheet, values, ends, scale)
    sheet.text((0, SMALL.size), f"{_noun(figure)} a month", SMALL, "muted")
    draw_months(sheet, [Month.parse(month) for month in months], TOP + HEIGHT, left, WIDTH - room - left)
    return sheet.svg()


def _noun(figure: Figure) -> str:
    return counted(2, figure.spec.base).split()[1].capitalize()


def _largest(cells: Sequence[Cell], most: int) -> list[str]:
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.key[1]] = totals.get(cell.key[1], 0) + cell.count
    named = [key for key in totals if key not in (*RESIDUAL, "none")]
    return sorted(named, key=lambda key: -totals[key])[:most]


def _draw_levels(sheet: Sheet, most: int, scale: Scale, right: float) -> None:
    for value in _levels(most):
        y = scale.point(0, value)[1]
        sheet.line([(scale.left, y), (right, y)], "muted" if not value else "line", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), number(value), SMALL, "muted", "right")


def _levels(most: int) -> list[int]:
    """Zero and up to four round numbers that reach near ``most``."""
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if most / (s * 10**e) <= 4)
    return list(range(0, most + 1, step))


def _draw_ends(sheet: Sheet, values: list[list[int]], ends: list[str], scale: Scale) -> None:
    points = [[scale.point(place, value) for place, value in enumerate(line)] for line in values]
    wanted = [line[-1][1] for line in points]
    places = spread(wanted, [SMALL.line + 1] * len(ends), SMALL.line / 2, TOP + HEIGHT + SMALL.line / 2)
    for number_, (line, words, y) in enumerate(zip(points, ends, places, strict=True)):
        colour = sheet.brand.series[number_]
        sheet.line(line, colour, 1.8, DASHES[number_])
        sheet.dot(line[-1], 2.2, colour)
        x = line[-1][0]
        sheet.line([(x + 3, line[-1][1]), (x + scale.step / 2 + 6, y)], colour, 0.5)
        sheet.text((x + scale.step / 2 + 8, SMALL.below(y)), words, SMALL_VALUE, _text_colour(sheet.brand, number_))


def _text_colour(brand: Brand, place: int) -> str:
    readable = {brand.colours[name] for name in ("primary", "accent", "secondary", "muted")}
    return brand.series[place] if brand.series[place] in readable else "ink"


def _draw_single(figure: Figure, brand: Brand) -> str:
    cells = figure.edition.cells
    months = [Month.parse(cell.key[0]) for cell in cells]
    most = max(1, *(cell.count for cell in cells))
    sheet = Sheet(brand, TOP + HEIGHT + 2.6 * SMALL.line)
    scale = Scale(WIDTH / len(cells), HEIGHT / most)
    sheet.line([(0, TOP + HEIGHT), (WIDTH, TOP + HEIGHT)], "muted", 0.6)
    points = [scale.point(place, cell.count) for place, cell in enumerate(cells)]
    sheet.line(points, "primary", 1.8)
    wide = sheet.lettering.widest([_told(cell) for cell in cells], VALUE) > scale.step
    for cell, point in zip(cells, points, strict=True):
        peak = cell.count == most
        sheet.dot(point, 3.0, "accent" if peak else "primary")
        if peak or not wide:
            x = _inside(sheet, point[0], _told(cell))
            sheet.text((x, point[1] - 7), _told(cell), VALUE, "accent" if peak else "ink", "center")
    draw_months(sheet, months, TOP + HEIGHT)
    return sheet.svg()


def _told(cell: Cell) -> str:
    return number(cell.count) if cell.below is None else f"fewer than {cell.below}"


def _inside(sheet: Sheet, x: float, words: str) -> float:
    half = sheet.lettering.width(words, VALUE) / 2
    return min(max(x, half), WIDTH - half)


def _draw_quarters(figure: Figure, brand: Brand) -> str:
    cells, period = figure.edition.cells, figure.edition.period
    key = _largest(cells, 1)[0]
    quarters = list(dict.fromkeys(cell.key[0] for cell in cells))
    shares = {cell.key: cell.share for cell in cells}
    sheet = Sheet(brand, TOP + HEIGHT + 3.2 * SMALL.line)
    scale = Scale(WIDTH / len(quarters), HEIGHT)
    for level in (0.0, 0.5, 1.0):
        y = scale.point(0, level)[1]
        sheet.line([(0, y), (WIDTH, y)], "line" if level else "muted", 0.6)
    name = label(figure.spec.dimensions[1], key)
    sheet.text((0, SMALL.size), f"{name}: share of the quarter's cases where this is known", SMALL, "muted")
    told = [(place, share) for place, q in enumerate(quarters) if (share := shares.get((q, key))) is not None]
    points = [scale.point(place, share) for place, share in told]
    if len(points) > 1:
        sheet.line(points, "primary", 1.8)
    for (place, share), point in zip(told, points, strict=True):
        partial = _part_of(quarters[place], period)
        sheet.dot(point, 3.0, "primary", hollow=bool(partial))
        below = share > 0.9
        sheet.text((point[0], point[1] + (14 if below else -7)), percent(share), VALUE, "ink", "center")
    for place, quarter in enumerate(quarters):
        x, base = scale.point(place, 0)
        sheet.text((x, base + SMALL.line + 1), label("quarter", quarter), SMALL, "ink", "center")
        sheet.text((x, base + 2 * SMALL.line + 1), _part_of(quarter, period), SMALL, "muted", "center")
    return sheet.svg()


def _part_of(quarter: str, period: Period | None) -> str:
    """The months of a quarter that the period has, where it has not all three: ``Dec only``, ``Oct to Nov``."""
    months = [month for month in period or () if month.quarter == quarter]
    if len(months) in (0, 3):
        return ""
    first, last = (month_label(str(month)).split()[0] for month in (months[0], months[-1]))
    return f"{first} only" if len(months) == 1 else f"{first} to {last}"
