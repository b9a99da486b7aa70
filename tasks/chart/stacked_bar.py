"""One bar for the whole, divided into its parts, each named below it."""

from dataclasses import dataclass
from itertools import cycle

from tasks.chart.lettering import LABEL, VALUE
from tasks.chart.sheet import Room, Sheet
from tasks.chart.spread import spread
from tasks.chart.style import Style
from tasks.chart.words import count_and_share, label
from tasks.core.figures import MISSING, Figure

BAR = 26.0
WORDS_TOP = BAR + 14.0
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
            sheet.hatched((x, 0.5), width, BAR)
        elif width:
            sheet.box((x, 0.5), max(width - SEAM, width / 2), BAR, part.colour)
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
        sheet.line([(middle, BAR + 1), (middle, BAR + 5), (x, BAR + 9), (x, BAR + 12)], ink, 0.8)
        sheet.text((x, WORDS_TOP + LABEL.size), part.name, LABEL, "ink", "center")
        sheet.text((x, WORDS_TOP + LABEL.size + VALUE.line), part.value, VALUE, ink, "center")
