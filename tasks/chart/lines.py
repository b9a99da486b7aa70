"""Lines over months or quarters: one of counts, or several of shares.

They break where a count is not told, and where a question changed or was not asked.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.chart.axes import AXIS_HEIGHT, TOP, Scale, draw_months, levels, spread
from tasks.chart.lettering import SMALL, SMALL_VALUE, VALUE, Lettering, Style, label, missing_note
from tasks.chart.quarters import draw_quarters, part_of, share_told
from tasks.chart.rows import SERIES, largest_keys
from tasks.chart.sheet import MARGIN, Room, Sheet
from tasks.language.language import Language
from tasks.model.asked import not_asked
from tasks.model.figures import Cell, Figure, FigureSpec
from tasks.model.period import Month

BASE_LINE = TOP + 95.0
DOTTED = 8.0
"""Where points lie closer to each other, only the highest has a dot."""


def draw_line(figure: Figure, style: Style, room: Room) -> str:
    """A figure by month as one line; the highest point is highlighted, the others are told where they have room."""
    cells = figure.edition.cells
    counts = [None if cell.below else cell.count for cell in cells]
    most = max(cell.count for cell in cells)
    sheet = Sheet(style, BASE_LINE + AXIS_HEIGHT, room.beside)
    scale = Scale(sheet.width / len(cells), (BASE_LINE - TOP) / max(1, most), BASE_LINE)
    at = break_at(figure.spec, [cell.key[0] for cell in cells])
    if at:
        draw_break(sheet, scale, at)
    words = [_why_broken(figure.spec, style.language) if at else "", style.words["untold"] if None in counts else ""]
    heading = style.language.lists["semicolon"].join(filter(None, words))
    sheet.text((0, SMALL.size), heading[:1].upper() + heading[1:], SMALL, "muted")
    sheet.line([(0, BASE_LINE), (sheet.width, BASE_LINE)], "muted", 0.6)
    for stretch in _stretches(counts, at):
        if len(stretch) > 1:
            sheet.line([scale.point(*point) for point in stretch], "primary", 1.8)
        else:
            sheet.dot(scale.point(*stretch[0]), 1.8, "primary")
    told = [style.language.count(cell) for cell in cells]
    roomy = sheet.lettering.widest(told, VALUE) + 4 <= scale.step
    peaks = [place for place, count in enumerate(counts) if count == most]
    for place, count in enumerate(counts):
        if count is None:
            continue
        x, y = scale.point(place, count)
        colour = "accent" if place in peaks and most else "primary"
        if colour == "accent" or scale.step >= DOTTED:
            sheet.dot((x, y), 3.0, colour)
        if roomy or peaks == [place]:
            sheet.centred(x, y - 7, told[place], VALUE, "accent" if colour == "accent" else "ink")
    draw_months(sheet, [Month.parse(cell.key[0]) for cell in cells], BASE_LINE)
    return sheet.svg()


def _stretches(values: Sequence[float | None], at: int | None) -> Iterator[list[tuple[int, float]]]:
    """What is drawn without a break: places with their values, up to a value that is not told, or to the break."""
    stretch: list[tuple[int, float]] = []
    for place, value in enumerate((*values, None)):
        if stretch and (value is None or place == at):
            yield stretch
            stretch = []
        if value is not None:
            stretch.append((place, value))


def break_at(spec: FigureSpec, times: Sequence[str]) -> int | None:
    """The place of the month or quarter from which on the question has its present meaning.

    None where it has it all along, or nowhere.
    """
    if not spec.redefined:
        return None
    first = Month.parse(spec.redefined).quarter if spec.dimensions[0] == "quarter" else spec.redefined
    place = sum(time < first for time in times)
    return place if 0 < place < len(times) else None


def draw_break(sheet: Sheet, scale: Scale, place: int) -> None:
    """A dashed line where the question got its present meaning; the heading says so."""
    x = scale.left + place * scale.step
    sheet.line([(x, TOP), (x, scale.base)], "muted", 0.8, (2, 2))


def _why_broken(spec: FigureSpec, language: Language) -> str:
    return language.words["changes"]["break"].format(month=language.month(Month.parse(spec.redefined)))


HEIGHT = 140.0
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each colour has its own dashes, so that lines are told apart in grey; the highlighted one is whole."""
LEADER = 8.0


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, with its last share, its shares by month or quarter (None where none is told), its pen."""

    name: str
    shares: tuple[float | None, ...]
    colour: str
    dashes: tuple[float, ...]


def draw_lines(figure: Figure, style: Style, room: Room) -> str:
    """A figure by month or quarter and category, its shares within each, as lines for the largest categories.

    What is not told leaves a gap, and the heading says so; a quarter that the period has in part has a ring.
    """
    window = figure.edition
    cells = {cell.key: cell for cell in window.cells}
    times = list(dict.fromkeys(key[0] for key in cells))
    keys = largest_keys(window.cells, SERIES)
    lines = {key: [cells.get((time, key)) for time in times] for key in keys}
    series, at = _series(figure.spec.dimensions[1], lines, style), break_at(figure.spec, times)
    by_quarter = figure.spec.dimensions[0] == "quarter"
    partial = {n for n, time in enumerate(times) if by_quarter and part_of(time, window.period, style.language)}
    most = _most(series) or 0.01
    heading = _heading(figure, lines, times, style.language, partial=bool(partial))
    words = Lettering(style).wrap(heading, room.full - 2 * MARGIN, SMALL)
    base = TOP + (len(words) - 1) * SMALL.line + HEIGHT
    sheet = Sheet(style, base + AXIS_HEIGHT, room.full)
    left = sheet.lettering.width(style.language.percent(1), SMALL) + 6
    right = sheet.width - sheet.lettering.widest([line.name for line in series], SMALL_VALUE) - LEADER
    scale = Scale((right - left) / len(times), HEIGHT / most, base, left)
    sheet.lines((0, SMALL.size), words, SMALL, "muted")
    _draw_levels(sheet, most, scale, right)
    if at:
        draw_break(sheet, scale, at)
    # The first is drawn last, so that no other line covers it.
    for line in reversed(series):
        _draw_series(sheet, line, scale, at, partial)
    _draw_names(sheet, series, scale, right)
    if by_quarter:
        draw_quarters(sheet, times, window.period, base, left, right - left)
    else:
        draw_months(sheet, [Month.parse(time) for time in times], base, left, right - left)
    return sheet.svg()


Lines = Mapping[str, Sequence[Cell | None]]
"""By category its cells by month or quarter; None where it was not asked."""


def _series(dimension: str, lines: Lines, style: Style) -> list[Series]:
    """The accent for the largest, which headlines name, the brand's other series colours for the rest."""
    accent = style.brand.colours["accent"]
    others = zip((colour for colour in style.brand.series if colour != accent), DASHES[1:], strict=False)
    pens = [(accent, DASHES[0]), *others]
    found = []
    for (key, line), pen in zip(lines.items(), pens, strict=False):
        shares = tuple(share_told(cell) for cell in line)
        last = "" if shares[-1] is None else style.language.percent(shares[-1])
        found.append(Series(f"{label(style.language, dimension, key)} {last}".rstrip(), shares, *pen))
    return found


def _most(series: Sequence[Series]) -> float:
    return max((share or 0.0 for line in series for share in line.shares), default=0.0)


def _heading(figure: Figure, lines: Lines, times: Sequence[str], language: Language, *, partial: bool) -> str:
    words, many = language.words["chart"], language.words["many"][figure.spec.base]
    untold = any(cell and share_told(cell) is None for line in lines.values() for cell in line)
    base = words[f"share_of_each_{figure.spec.dimensions[0]}"].format(many=many, missing=missing_note(language, figure))
    notes = [words["untold"]] * untold + [words["ring"]] * partial
    whole = language.lists["semicolon"].join([base, *notes])
    return whole + "".join(why_not_whole(figure, lines, times, break_at(figure.spec, times), language))


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


def _draw_series(sheet: Sheet, line: Series, scale: Scale, at: int | None, partial: Collection[int]) -> None:
    for stretch in _stretches(line.shares, at):
        if len(stretch) > 1:
            sheet.line([scale.point(*point) for point in stretch], line.colour, 1.8, line.dashes)
        for place, share in stretch:
            if place in partial or place == stretch[-1][0]:
                sheet.dot(scale.point(place, share), 2.2, line.colour, hollow=place in partial)


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
