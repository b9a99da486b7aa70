"""Lines over months: one of counts, or several of shares; where a question changed, or was not asked, they break."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.chart.axes import AXIS_HEIGHT, TOP, Scale, draw_months, levels, spread
from tasks.chart.lettering import SMALL, SMALL_VALUE, VALUE, Lettering, Style, label, missing_note
from tasks.chart.rows import largest_keys
from tasks.chart.sheet import MARGIN, Point, Room, Sheet
from tasks.language.language import Language
from tasks.model.asked import not_asked
from tasks.model.figures import Cell, Figure, FigureSpec
from tasks.model.period import Month

BASE_LINE = TOP + 95.0


def draw_line(figure: Figure, style: Style, room: Room) -> str:
    """A figure by month as one line; the highest point is highlighted, the others are told where they have room."""
    cells = figure.edition.cells
    most = max(cell.count for cell in cells)
    sheet = Sheet(style, BASE_LINE + AXIS_HEIGHT, room.beside)
    scale = Scale(sheet.width / len(cells), (BASE_LINE - TOP) / max(1, most), BASE_LINE)
    sheet.line([(0, BASE_LINE), (sheet.width, BASE_LINE)], "muted", 0.6)
    points = [scale.point(place, cell.count) for place, cell in enumerate(cells)]
    at = _break(figure.spec, [cell.key[0] for cell in cells])
    if at:
        draw_break(sheet, figure.spec, scale, at)
    for stretch in (points[:at], points[at:]) if at else (points,):
        if len(stretch) > 1:
            sheet.line(stretch, "primary", 1.8)
    told = [style.language.count(cell) for cell in cells]
    roomy = sheet.lettering.widest(told, VALUE) + 4 <= scale.step
    peaks = [place for place, cell in enumerate(cells) if cell.count == most]
    for place, (x, y) in enumerate(points):
        colour = "accent" if place in peaks and most else "primary"
        sheet.dot((x, y), 3.0, colour)
        if roomy or peaks == [place]:
            sheet.centred(x, y - 7, told[place], VALUE, "accent" if colour == "accent" else "ink")
    draw_months(sheet, [Month.parse(cell.key[0]) for cell in cells], BASE_LINE)
    return sheet.svg()


def _break(spec: FigureSpec, months: Sequence[str]) -> int | None:
    """The place from which on the question has its present meaning; None where it has it all along, or nowhere."""
    place = sum(month < spec.redefined for month in months)
    return place if 0 < place < len(months) else None


def draw_break(sheet: Sheet, spec: FigureSpec, scale: Scale, place: int, *, told: bool = False) -> None:
    """A dashed line where the question got its present meaning, which says so unless the heading does."""
    x = scale.left + place * scale.step
    sheet.line([(x, TOP), (x, scale.base)], "muted", 0.8, (2, 2))
    if not told:
        words = _why_broken(spec, sheet.style.language)
        sheet.centred(x, SMALL.size, words[:1].upper() + words[1:], SMALL, "muted")


def _why_broken(spec: FigureSpec, language: Language) -> str:
    return language.words["changes"]["break"].format(month=language.month(Month.parse(spec.redefined)))


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
    lines = {key: [cells.get((month, key)) for month in months] for key in keys}
    series, at = _series(figure.spec.dimensions[1], lines, style), _break(figure.spec, months)
    most = _most(series) or 0.01
    heading = Lettering(style).wrap(_heading(figure, lines, months, style.language), room.full - 2 * MARGIN, SMALL)
    top = TOP + (len(heading) - 1) * SMALL.line
    base = top + HEIGHT
    sheet = Sheet(style, base + AXIS_HEIGHT, room.full)
    left = sheet.lettering.width(style.language.percent(1), SMALL) + 6
    right = sheet.width - sheet.lettering.widest([line.name for line in series], SMALL_VALUE) - LEADER
    scale = Scale((right - left) / len(months), HEIGHT / most, base, left)
    sheet.lines((0, SMALL.size), heading, SMALL, "muted")
    _draw_levels(sheet, most, scale, right)
    if at:
        draw_break(sheet, figure.spec, scale, at, told=True)
    # The first is drawn last, so that no other line covers it.
    for line in reversed(series):
        _draw_series(sheet, line, scale, at)
    _draw_names(sheet, series, scale, right)
    draw_months(sheet, [Month.parse(month) for month in months], base, left, right - left)
    return sheet.svg()


Lines = Mapping[str, Sequence[Cell | None]]
"""By category its cells by month; None where it was not asked."""


def _series(dimension: str, lines: Lines, style: Style) -> list[Series]:
    """The accent for the line with the highest point, the brand's other series colours for the rest."""
    shares = {key: tuple(cell.share if cell else None for cell in line) for key, line in lines.items()}
    peak = max(shares, key=lambda key: max((share or 0.0 for share in shares[key]), default=0.0))
    accent = style.brand.colours["accent"]
    others = iter(zip((colour for colour in style.brand.series if colour != accent), DASHES[1:], strict=False))
    pens = {key: (accent, DASHES[0]) if key == peak else next(others) for key in lines}
    names = {
        key: f"{label(style.language, dimension, key)} {_told(line[-1], style.language)}".rstrip()
        for key, line in lines.items()
    }
    return [Series(names[key], shares[key], *pens[key]) for key in lines]


def _told(cell: Cell | None, language: Language) -> str:
    if cell and cell.below:
        return language.count(cell)
    return "" if cell is None or cell.share is None else language.percent(cell.share)


def _most(series: Sequence[Series]) -> float:
    return max((share or 0.0 for line in series for share in line.shares), default=0.0)


def _heading(figure: Figure, lines: Lines, months: Sequence[str], language: Language) -> str:
    words, many = language.words["chart"], language.words["many"][figure.spec.base]
    bound = next((cell.below for cell in figure.edition.cells if cell.below), None)
    nought = {"number": language.number(bound or 0), "many": many, "nought": language.percent(0)}
    small = words["drawn_as_nought"].format(**nought) if bound else ""
    base = words["share_of_month"].format(many=many, missing=missing_note(language, figure), small=small)
    return base + "".join(why_not_whole(figure, lines, months, _break(figure.spec, months), language))


def why_not_whole(
    figure: Figure, lines: Lines, places: Sequence[str], at: int | None, language: Language
) -> Iterator[str]:
    """What the heading says of lines that do not run from end to end, and of a break in all of them."""
    words, dimension = language.words["chart"], figure.spec.dimensions[1]
    for key, line in lines.items():
        gaps = (
            not_asked(figure.spec, (month, key), figure.edition)
            for month, c in zip(places, line, strict=True)
            if c is None
        )
        for why in dict.fromkeys(filter(None, gaps)):
            yield words["gap"].format(name=label(language, dimension, key), why=language.not_asked(why))
    if at:
        yield words["break"].format(why=_why_broken(figure.spec, language))


def _draw_levels(sheet: Sheet, most: float, scale: Scale, right: float) -> None:
    for value in levels(max(1, int(most * 100))):
        y = scale.point(0, value / 100)[1]
        sheet.line([(scale.left, y), (right, y)], "line" if value else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), sheet.style.language.percent(value / 100), SMALL, "muted", "right")


def _draw_series(sheet: Sheet, line: Series, scale: Scale, at: int | None) -> None:
    stretch: list[Point] = []
    for place, share in enumerate((*line.shares, None)):
        if stretch and (share is None or place == at):
            if len(stretch) > 1:
                sheet.line(stretch, line.colour, 1.8, line.dashes)
            sheet.dot(stretch[-1], 2.2, line.colour)
            stretch = []
        if share is not None:
            stretch.append(scale.point(place, share))


def _draw_names(sheet: Sheet, series: Sequence[Series], scale: Scale, right: float) -> None:
    ends = [_last(line) for line in series]
    points = [scale.point(place, line.shares[place] or 0.0) for line, place in zip(series, ends, strict=True)]
    sizes = [sheet.lettering.apart(SMALL_VALUE)] * len(series)
    heights = spread([y for _, y in points], sizes, SMALL.line / 2, scale.base + SMALL.line / 2)
    for line, (x, y), height in zip(series, points, heights, strict=True):
        sheet.line([(x + 3, y), (right + LEADER - 2, height)], line.colour, 0.5)
        sheet.text((right + LEADER, SMALL.below(height)), line.name, SMALL_VALUE, sheet.readable(line.colour))


def _last(line: Series) -> int:
    """The last place of a line that is drawn; the last of all where none is."""
    told = [place for place, share in enumerate(line.shares) if share is not None]
    return told[-1] if told else len(line.shares) - 1
