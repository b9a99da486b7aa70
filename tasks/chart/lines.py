"""Several lines of shares by month, each named where it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.chart.largest import largest_keys
from tasks.chart.lettering import SMALL, SMALL_VALUE, Lettering
from tasks.chart.scale import TOP, Scale, levels
from tasks.chart.sheet import MARGIN, Point, Room, Sheet
from tasks.chart.spread import spread
from tasks.chart.style import Style
from tasks.chart.time_axis import AXIS_HEIGHT, draw_months
from tasks.chart.words import label, missing_note
from tasks.core.figures import Cell, Figure
from tasks.core.language import Language
from tasks.core.period import Month

HEIGHT = 140.0
SERIES = 4
"""How many lines are drawn at most: the largest named categories."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each colour has its own dashes, so that lines are told apart in grey; the highlighted one is whole."""
LEADER = 8.0


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, with the last value that is told, its shares by month (None where none exists), its pen."""

    name: str
    shares: tuple[float | None, ...]
    colour: str
    dashes: tuple[float, ...]


def draw_lines(figure: Figure, style: Style, room: Room) -> str:
    """A figure by month and category, its shares within the month, as lines for the largest categories.

    A share that is not told is drawn as 0, and the heading says so; a month without a known record leaves a gap.
    """
    cells = {cell.key: cell for cell in figure.edition.cells}
    months = list(dict.fromkeys(key[0] for key in cells))
    keys = largest_keys(figure.edition.cells, SERIES)
    series = _series(figure.spec.dimensions[1], {key: [cells[month, key] for month in months] for key in keys}, style)
    most = _most(series) or 0.01
    heading = Lettering(style).wrap(_heading(figure, style.language), room.full - 2 * MARGIN, SMALL)
    top = TOP + (len(heading) - 1) * SMALL.line
    base = top + HEIGHT
    sheet = Sheet(style, base + AXIS_HEIGHT, room.full)
    left = sheet.lettering.width(style.language.percent(1), SMALL) + 6
    right = sheet.width - sheet.lettering.widest([line.name for line in series], SMALL_VALUE) - LEADER
    scale = Scale((right - left) / len(months), HEIGHT / most, base, left)
    sheet.lines((0, SMALL.size), heading, SMALL, "muted")
    _draw_levels(sheet, most, scale, right)
    # The first is drawn last, so that no other line covers it.
    for line in reversed(series):
        _draw_series(sheet, line, scale)
    _draw_names(sheet, series, scale, right)
    draw_months(sheet, [Month.parse(month) for month in months], base, left, right - left)
    return sheet.svg()


def _series(dimension: str, lines: dict[str, list[Cell]], style: Style) -> list[Series]:
    """The accent for the line with the highest point, the brand's other series colours for the rest."""
    shares = {key: tuple(cell.share for cell in line) for key, line in lines.items()}
    peak = max(shares, key=lambda key: max((share or 0.0 for share in shares[key]), default=0.0))
    accent = style.brand.colours["accent"]
    others = iter(zip((colour for colour in style.brand.series if colour != accent), DASHES[1:], strict=False))
    pens = {key: (accent, DASHES[0]) if key == peak else next(others) for key in lines}
    names = {
        key: f"{label(style.language, dimension, key)} {_told(line[-1], style.language)}".rstrip()
        for key, line in lines.items()
    }
    return [Series(names[key], shares[key], *pens[key]) for key in lines]


def _told(cell: Cell, language: Language) -> str:
    if cell.below:
        return language.count(cell)
    return "" if cell.share is None else language.percent(cell.share)


def _most(series: Sequence[Series]) -> float:
    return max((share or 0.0 for line in series for share in line.shares), default=0.0)


def _heading(figure: Figure, language: Language) -> str:
    words, many = language.words["chart"], language.words["many"][figure.spec.base]
    bound = next((cell.below for cell in figure.edition.cells if cell.below), None)
    nought = {"number": language.number(bound or 0), "many": many, "nought": language.percent(0)}
    small = words["drawn_as_nought"].format(**nought) if bound else ""
    return words["share_of_month"].format(many=many, missing=missing_note(language, figure), small=small)


def _draw_levels(sheet: Sheet, most: float, scale: Scale, right: float) -> None:
    for value in levels(max(1, int(most * 100))):
        y = scale.point(0, value / 100)[1]
        sheet.line([(scale.left, y), (right, y)], "line" if value else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), sheet.style.language.percent(value / 100), SMALL, "muted", "right")


def _draw_series(sheet: Sheet, line: Series, scale: Scale) -> None:
    stretch: list[Point] = []
    for place, share in enumerate((*line.shares, None)):
        if share is not None:
            stretch.append(scale.point(place, share))
            continue
        if len(stretch) > 1:
            sheet.line(stretch, line.colour, 1.8, line.dashes)
        if stretch:
            sheet.dot(stretch[-1], 2.2, line.colour)
        stretch = []


def _draw_names(sheet: Sheet, series: Sequence[Series], scale: Scale, right: float) -> None:
    last = len(series[0].shares) - 1
    points = [scale.point(last, line.shares[-1] or 0.0) for line in series]
    sizes = [sheet.lettering.apart(SMALL_VALUE)] * len(series)
    heights = spread([y for _, y in points], sizes, SMALL.line / 2, scale.base + SMALL.line / 2)
    for line, (x, y), height in zip(series, points, heights, strict=True):
        sheet.line([(x + 3, y), (right + LEADER - 2, height)], line.colour, 0.5)
        sheet.text((right + LEADER, SMALL.below(height)), line.name, SMALL_VALUE, sheet.readable(line.colour))
