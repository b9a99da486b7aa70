"""Horizontal bars, one a category, each with its label, its count and its share; and one bar divided into parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from tasks.chart.axes import spread
from tasks.chart.lettering import LABEL, VALUE, Lettering, Style, count_and_share, label
from tasks.chart.rows import Row, RowKind, rows
from tasks.chart.sheet import KEY_HEIGHT, Point, Room, Sheet, draw_key
from tasks.model.figures import MISSING, Figure

LABEL_WIDTH = 140.0
"""Widest a label may run before it is wrapped, in points."""
BAR = 13.0
GAP = 7.0
SPACE = 8.0
ABOVE = 2.0
"""Space between a bar and the label above it."""
COLOURS = {
    RowKind.NAMED: ("primary", "primary_soft"),
    RowKind.HIGHLIGHT: ("accent", "accent_soft"),
    RowKind.RESIDUAL: ("muted", "missing"),
}


def draw_bars(figure: Figure, style: Style, room: Room) -> str:
    """A figure by one dimension, or by type and rank, as horizontal bars.

    Where a category has two ranks, each has a bar of its own, the second below the first and paler, since the two must
    not be added. In a narrow room each label stands above its bar.
    """
    found = rows(figure.spec, figure.edition, style.language)
    key = _key(figure, style)
    lettering = Lettering(style)
    labels = [lettering.wrap(row.label, room.beside if room.narrow else LABEL_WIDTH, row.face) for row in found]
    heights = [_height(lines, room) for lines in labels]
    top = KEY_HEIGHT if key else 2.0
    sheet = Sheet(style, top + sum(heights) + GAP * (len(heights) - 1) + 2.0, room.beside)
    if key:
        draw_key(sheet, key)
    widest = max(lettering.widest(lines, row.face) for row, lines in zip(found, labels, strict=True))
    left = 0.0 if room.narrow else widest + SPACE
    unit = _unit(lettering, found, sheet.width - left)
    for row, lines, height in zip(found, labels, heights, strict=True):
        middle = top + height - BAR / 2 if room.narrow else top + height / 2
        _draw_label(sheet, row, lines, (left, top if room.narrow else middle), room)
        _draw_bar(sheet, row, (left, middle), unit)
        top += height + GAP
    return sheet.svg()


def _key(figure: Figure, style: Style) -> list[tuple[str, str]]:
    if "rank" not in figure.spec.dimensions:
        return []
    ranks = dict.fromkeys(cell.key[1] for cell in figure.edition.cells)
    names = [label(style.language, "rank", rank) for rank in ranks]
    told = [names[0], *(style.words["in_brackets"].format(name=name) for name in names[1:])]
    return list(zip(told, COLOURS[RowKind.NAMED], strict=True))


def _height(lines: Sequence[str], room: Room) -> float:
    words = len(lines) * LABEL.line
    return words + ABOVE + BAR if room.narrow else max(BAR, words)


def _unit(lettering: Lettering, found: Sequence[Row], width: float) -> float:
    """Points a record, so that the longest bar and its words just fit."""
    rooms = [(width - SPACE - lettering.width(row.value, VALUE)) / row.count for row in found if row.count]
    return min(rooms, default=0.0)


def _draw_label(sheet: Sheet, row: Row, lines: Sequence[str], place: Point, room: Room) -> None:
    """The label: around the height of its bar and before it, or in a narrow room below a height and above its bar."""
    left, y = place
    colour = "muted" if row.kind is RowKind.MISSING else "ink"
    if room.narrow:
        sheet.lines((left, y + LABEL.size), lines, row.face, colour)
    else:
        sheet.lines_around((left - SPACE, y), lines, row.face, colour, "right")


def _draw_bar(sheet: Sheet, row: Row, origin: Point, unit: float) -> None:
    left, middle = origin
    missing = row.kind is RowKind.MISSING
    x, thickness = left + row.count * unit, BAR / len(row.parts)
    for number, part in enumerate(row.parts):
        corner = (left, middle - BAR / 2 + number * thickness)
        if missing:
            sheet.hatched(corner, part * unit, thickness)
        elif part:
            sheet.box(corner, part * unit, thickness, COLOURS[row.kind][number])
    sheet.line([(left, middle - BAR / 2 - 1), (left, middle + BAR / 2 + 1)], "muted", 0.6)
    colour = {RowKind.HIGHLIGHT: "accent", RowKind.MISSING: "muted"}.get(row.kind, "ink")
    sheet.text((x + SPACE / 1.6, VALUE.below(middle)), row.value, VALUE, colour)


WHOLE = 26.0
WORDS_TOP = WHOLE + 14.0
SEAM = 1.5
"""Paper between two parts, so that they are told apart in grey."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar, with the words below it."""

    name: str
    value: str
    count: int
    colour: str


def draw_stacked_bar(figure: Figure, style: Style, room: Room) -> str:
    """A figure by one dimension of few categories as one divided bar, what is not recorded last and hatched."""
    parts = _parts(figure, style)
    whole = max(1, sum(part.count for part in parts))
    sheet = Sheet(style, WORDS_TOP + LABEL.size + 2 * VALUE.line, room.beside)
    middles, x = [], 0.0
    for part in parts:
        width = part.count / whole * sheet.width
        if part.colour == "missing":
            sheet.hatched((x, 0.5), width, WHOLE)
        elif width:
            sheet.box((x, 0.5), max(width - SEAM, width / 2), WHOLE, part.colour)
        middles.append(x + width / 2)
        x += width
    _draw_words(sheet, parts, middles)
    return sheet.svg()


def _parts(figure: Figure, style: Style) -> list[Part]:
    window, dimension, language = figure.edition, figure.spec.dimensions[0], style.language
    parts = [
        Part(label(language, dimension, cell.key[0]), count_and_share(language, cell), cell.count, colour)
        for cell, colour in zip(window.cells, cycle(style.brand.series), strict=False)
    ]
    if window.missing:
        parts.append(Part(language.label("", MISSING), language.number(window.missing), window.missing, "missing"))
    return parts


def _draw_words(sheet: Sheet, parts: list[Part], middles: list[float]) -> None:
    lettering = sheet.lettering
    sizes = [max(lettering.width(p.name, LABEL), lettering.width(p.value, VALUE)) + 14 for p in parts]
    for part, middle, x in zip(parts, middles, spread(middles, sizes, 0.0, sheet.width), strict=True):
        ink = "muted" if part.colour == "missing" else sheet.readable(part.colour)
        sheet.line([(middle, WHOLE + 1), (middle, WHOLE + 5), (x, WHOLE + 9), (x, WHOLE + 12)], ink, 0.8)
        sheet.text((x, WORDS_TOP + LABEL.size), part.name, LABEL, "ink", "center")
        sheet.text((x, WORDS_TOP + LABEL.size + VALUE.line), part.value, VALUE, ink, "center")
