"""The infographic: what is new on one picture that stands alone, as A4 and as a square."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.chart.canvas import Canvas, Point
from tasks.chart.typography import Face, Style
from tasks.model.drawing import Finding, Infographic, InfographicWords, PrintedDrawing


@dataclass(frozen=True, slots=True)
class Format:
    """A size of the picture and of its type, in points.

    Attributes:
        paper: width and height of its PDF, in millimetres.
        scale: pixels a point in the PNG.
    """

    width: float
    height: float
    paper: tuple[float, float]
    scale: float
    margin: float
    head: float
    name: float
    total: float
    number: float
    title: float
    text: float
    small: float


FORMATS: Mapping[str, Format] = {
    "infographic": Format(540, 763.7, (210, 297), 2.5, 34, 174, 29, 36, 40, 17.5, 13.2, 9.6),
    "infographic_square": Format(540, 540, (200, 200), 2.5, 26, 84, 20, 20, 28, 14.2, 11.4, 8.4),
}
"""File name → its size: A4, and a square for where pictures are shared."""
LINE = 1.27
"""Distance of two baselines, in sizes of the type."""
SMALLER = (1.0, 0.92, 0.85, 0.78)
"""Parts of its size in which the text of findings is set, until it has room."""


def draw_infographic(words: InfographicWords, style: Style) -> Infographic:
    """The infographic in every size."""
    pictures: dict[str, bytes] = {}
    printed: dict[str, PrintedDrawing] = {}
    for name, size in FORMATS.items():
        canvas = _Layout(words, size, style).drawn()
        pictures[f"{name}.svg"] = canvas.picture(words.read_out, size.paper).encode()
        pictures[f"{name}.png"] = canvas.png(size.scale)
        printed[f"{name}.pdf"] = PrintedDrawing(canvas.svg(), *size.paper)
    return Infographic(pictures, printed)


class _Layout:
    def __init__(self, words: InfographicWords, size: Format, style: Style) -> None:
        self._words, self._size = words, size
        self._canvas = Canvas(style, size.height, size.width, margin=0.0)
        self._inner = size.width - 2 * size.margin
        self._left = size.margin + size.number * 2.55

    def drawn(self) -> Canvas:
        size = self._size
        self._canvas.box((0, 0), size.width, size.height, "paper")
        self._head()
        self._findings(size.head, self._foot())
        return self._canvas

    def _head(self) -> None:
        size, words, canvas = self._size, self._words, self._canvas
        canvas.box((0, 0), size.width, size.head, "primary_dark")
        y = size.margin * 0.62 + size.small
        canvas.text((size.margin, y), words.organisation, Face(size.small + 1, 600), "paper")
        y += size.name * 1.22
        canvas.text((size.margin, y), words.name, Face(size.name, 600, display=True), "paper")
        y += size.title * 1.35
        canvas.text((size.margin, y), words.period, Face(size.title, 400, display=True), "accent_soft")
        self._totals(y)

    def _totals(self, period: float) -> None:
        """The main numbers: below the period, or on the right where there is no room below."""
        size, face = self._size, Face(self._size.total, 600, display=True)
        below = size.head - period > size.total * 1.8
        y = size.head - size.margin * 0.5 - size.small * 1.5 if below else period - size.small * 1.5
        widths = [self._canvas.style.width(number, face) for number, _ in self._words.totals]
        gap = size.total * 0.8
        x = size.margin if below else size.width - size.margin - sum(widths) - gap * (len(widths) - 1)
        for (number, what), width in zip(self._words.totals, widths, strict=True):
            self._canvas.text((x, y), number, face, "paper")
            self._canvas.text((x, y + size.small * 1.5), what, Face(size.small, 600), "primary_soft")
            x += width + gap

    def _findings(self, top: float, bottom: float) -> None:
        """The findings below each other, with equal space around each."""
        size, wide = self._size, self._size.width - self._size.margin - self._left
        for part in SMALLER:
            face = Face(size.text * part)
            texts = [self._canvas.style.wrap(finding.text, wide, face) for finding in self._words.findings]
            heights = [size.title * LINE + len(lines) * face.size * LINE for lines in texts]
            space = (bottom - top - sum(heights)) / max(1, len(texts))
            if space > face.size:
                break
        for finding, lines, height in zip(self._words.findings, texts, heights, strict=True):
            if top > size.head:
                self._canvas.box((size.margin, top), self._inner, 0.8, "line")
            self._finding(finding, lines, face, top + space / 2 + size.title)
            top += height + space

    def _finding(self, finding: Finding, lines: Sequence[str], face: Face, baseline: float) -> None:
        size, number = self._size, Face(self._size.number, 600, display=True)
        available = (self._left - size.margin) * 0.9 / self._canvas.style.width(finding.number, number)
        number = replace(number, size=number.size * min(1.0, available))
        self._canvas.text((size.margin, baseline + size.number * 0.34), finding.number, number, "accent")
        self._canvas.text((self._left, baseline), finding.title, Face(size.title, 600, display=True), "primary_dark")
        self._lines((self._left, baseline + size.text * 1.45), lines, face, "ink")

    def _foot(self) -> float:
        """Source, help and mark at the foot; gives the height at which they begin."""
        size, words, canvas = self._size, self._words, self._canvas
        face = Face(size.small)
        source = self._canvas.style.wrap(words.source, self._inner, face)
        band = size.small * 2.6 if words.mark else 0.0
        tall = (len(source) + 1.4) * size.small * LINE + size.small * 1.8
        top = size.height - band - tall
        canvas.box((0, top), size.width, tall, "tint")
        if words.mark:
            canvas.box((0, size.height - band), size.width, band, "accent")
            canvas.text((size.margin, size.height - band * 0.36), words.mark, Face(size.small + 1, 600), "paper")
        y = top + size.small * 1.9
        canvas.text((size.margin, y), words.help, Face(size.small + 1, 600), "primary_dark")
        self._lines((size.margin, y + size.small * LINE * 1.35), source, face, "muted")
        return top

    def _lines(self, at: Point, lines: Sequence[str], face: Face, colour: str) -> None:
        for place, line in enumerate(lines):
            self._canvas.text((at[0], at[1] + place * face.size * LINE), line, face, colour)
