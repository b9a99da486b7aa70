"""The canvas that every picture is drawn on: measured in points, from its top left corner, as a reader sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from tasks.chart.typography import SMALL, Face, Style
from tasks.language.bidi import without_foreign
from tasks.model.brand import ENOUGH_CONTRAST, contrast

# Text stays text, for search, screen readers and a sharp print. The salt would only show in ids, which are removed.
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "helpline-report"

MARGIN = 2.0
POINTS = 72 / 25.4
"""Points a millimetre."""
UNSAID = {"Date": None, "Creator": None, "Format": None, "Type": None}
"""What matplotlib would write into a drawing about itself and the clock."""
TICK = "tick"
"""The class of a group that holds a label of a scale."""
BOXES, LINES, DOTS, WORDS = range(4)
"""The order of drawing: what comes later lies on top."""
SHADES = 128
"""How many colours a picture in pixels has: those of the brand, and what lies between them at the edge of a letter."""


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide charts may be where they are shown.

    Attributes:
        full: the width of a chart that takes the whole page, in points; shown at it, type has its true size.
        beside: the width of one that stands beside its caption.
        narrow: whether labels must stand above what they name, for want of width.
    """

    full: float
    beside: float
    narrow: bool = False


PAGE = Widths(168 * POINTS, 133 * POINTS)
PHONE = Widths(216.0, 216.0, narrow=True)

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Mark = Callable[[RendererBase, float], None]
"""Draws something with a renderer that has so many pixels a point."""
_SVG = "http://www.w3.org/2000/svg"


class Canvas:
    """A drawing surface, in points; y grows downwards. ``width`` is what may be drawn on: the canvas less its margins.

    A form draws as for a language that runs to the right. For one that runs to the left the canvas mirrors what is
    drawn, so that charts are read as all else on the page is, and for a taller script it stretches the heights.

    Marks go straight to matplotlib's renderers: figures and axes, which charts measured by their labels have no use
    for, took four fifths of the time.
    """

    def __init__(self, style: Style, height: float, full_width: float = PAGE.full, margin: float = MARGIN) -> None:
        self.style, self.brand = style, style.brand
        self.height = height
        self.width = full_width - 2 * margin
        self._margin = margin
        self._tall = self.brand.script.tall if self.brand.script else 1.0
        self._size = (full_width, height * self._tall)
        self._marks: list[tuple[int, Mark]] = []

    def readable(self, colour: str) -> str:
        """The colour for text that belongs to something drawn in it; ink where the colour would be too faint."""
        enough = contrast(self._colour(colour), self._colour("paper")) >= ENOUGH_CONTRAST
        return colour if enough else "ink"

    def tick(self, at: Point, text: str, face: Face) -> None:
        """One label of a scale, which ends at a point: a number that measures, and counts nothing."""
        self._marks.append((WORDS, lambda on, _: on.open_group(TICK)))
        self.text(at, text, face, "muted", "right")
        self._marks.append((WORDS, lambda on, _: on.close_group(TICK)))

    def text(self, at: Point, text: str, face: Face, colour: str = "ink", align: Align = "left") -> None:
        """One line of text; ``at`` is the point on its baseline where it begins, is centred, or ends.

        The side on which a text begins turns with the direction of the drawing, so a mirrored one keeps its alignment.
        """
        x, y = self._place(at)
        words, font = without_foreign(text), self.style.properties(face)
        place = Text(x, y, words, horizontalalignment=align, fontfeatures=face.features)
        ink, below = self._stroke(colour), self._size[1] - y
        self._marks.append((WORDS, lambda on, k: on.draw_text(ink, k * x, k * below, words, font, 0, mtext=place)))

    def centred(self, x: float, baseline: float, text: str, face: Face, colour: str = "ink") -> None:
        """One line of text around ``x``, moved sideways as far as it must to stay on the canvas."""
        half = self.style.width(text, face) / 2
        self.text((min(max(x, half), self.width - half), baseline), text, face, colour, "center")

    def lines(self, at: Point, lines: Sequence[str], face: Face, colour: str = "ink", align: Align = "left") -> None:
        """Several lines; ``at`` is on the baseline of the first."""
        for number, line in enumerate(lines):
            self.text((at[0], at[1] + number * face.line), line, face, colour, align)

    def lines_around(
        self, middle: Point, lines: Sequence[str], face: Face, colour: str = "ink", align: Align = "left"
    ) -> None:
        """Lines of text around a height."""
        first = face.below(middle[1]) - (len(lines) - 1) * face.line / 2
        self.lines((middle[0], first), lines, face, colour, align)

    def box(self, corner: Point, width: float, height: float, colour: str) -> None:
        """A filled rectangle from its top left corner."""
        self._draw(BOXES, self._rectangle(corner, width, height), self._stroke(colour, 0), fill=colour)

    def frame(self, corner: Point, width: float, height: float, colour: str, thickness: float) -> None:
        """The outline of a rectangle."""
        self._draw(BOXES, self._rectangle(corner, width, height), self._stroke(colour, thickness, "miter"))

    def line(
        self, points: Sequence[Point], colour: str, thickness: float = 0.8, dashes: tuple[float, ...] = ()
    ) -> None:
        """A line through points; ``dashes`` are lengths on and off, in points."""
        stroke = self._stroke(colour, thickness)
        if dashes:
            stroke.set_dashes(0, [length * thickness for length in dashes])
        self._draw(LINES, Path([self._place(point) for point in points]), stroke)

    def dot(self, middle: Point, radius: float, colour: str, *, hollow: bool = False) -> None:
        """A filled circle, or a ring on paper."""
        circle = Affine2D().scale(radius, -radius).translate(*self._place(middle)).transform_path(Path.unit_circle())
        self._draw(DOTS, circle, self._stroke(colour, 1.2, "miter"), fill="paper" if hollow else colour)

    def svg(self) -> str:
        """The drawing as standalone SVG text, the same bytes for the same drawing.

        Nothing is clipped and nothing refers to an id, so that several charts can stand in one page.
        """
        root = self._drawn()
        if self.style.language.runs_left:
            root.set("direction", "rtl")
        for element in list(root.iter()):
            if element.attrib.pop("id", "").startswith(TICK):
                element.set("class", TICK)
            for child in list(element):
                # The style sheet that matplotlib adds would reach into the page.
                if child.tag == f"{{{_SVG}}}defs":
                    element.remove(child)
        return ElementTree.tostring(root, encoding="unicode") + "\n"

    def picture(self, described: str, paper: Point) -> str:
        """The drawing as SVG that stands alone, with letters as shapes: every program shows them, and needs no font.

        Args:
            described: what it says for those who cannot see it.
            paper: its width and height in millimetres.
        """
        with mpl.rc_context({"svg.fonttype": "path"}):
            root = self._drawn()
        root.set("role", "img")
        for side, length in zip(("width", "height"), paper, strict=True):
            root.set(side, f"{length:g}mm")
        title = ElementTree.Element(f"{{{_SVG}}}title")
        title.text = described
        root.insert(0, title)
        return ElementTree.tostring(root, encoding="unicode") + "\n"

    def png(self, scale: float) -> bytes:
        """The drawing in pixels, so many a point."""
        width, height = (round(side * scale) for side in self._size)
        renderer = RendererAgg(width, height, 72 * scale)
        self._draw_on(renderer, scale)
        out = BytesIO()
        pixels = Image.frombytes("RGBA", (width, height), bytes(renderer.buffer_rgba())).convert("RGB")
        pixels.quantize(SHADES, dither=Image.Dither.NONE).save(out, "png")
        return out.getvalue()

    def _drawn(self) -> ElementTree.Element:
        out = StringIO()
        renderer = RendererSVG(*self._size, out, metadata=UNSAID)
        self._draw_on(renderer, 1.0)
        renderer.finalize()
        ElementTree.register_namespace("", _SVG)
        ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
        root = ElementTree.fromstring(out.getvalue())  # noqa: S314 - made a line above, not taken from outside
        for metadata in root.findall(f"{{{_SVG}}}metadata"):
            root.remove(metadata)
        for element in root.iter():
            # As attributes they are read sooner than as style, and a page need not allow styles within elements.
            for declaration in filter(None, element.attrib.pop("style", "").split("; ")):
                name, _, value = declaration.partition(": ")
                element.set(name, value)
            if element.get("transform", "").startswith("rotate(0 "):
                del element.attrib["transform"]
        return root

    def _draw_on(self, renderer: RendererBase, scale: float) -> None:
        for _, mark in sorted(self._marks, key=lambda mark: mark[0]):
            mark(renderer, scale)

    def _draw(self, layer: int, path: Path, stroke: GraphicsContextBase, fill: str = "") -> None:
        face = to_rgba(self._colour(fill)) if fill else None
        self._marks.append((layer, lambda on, scale: on.draw_path(stroke, path, Affine2D().scale(scale), face)))

    def _stroke(
        self, colour: str, thickness: float = 1.0, joins: Literal["round", "miter"] = "round"
    ) -> GraphicsContextBase:
        stroke = GraphicsContextBase()
        stroke.set_foreground(self._colour(colour))
        stroke.set_linewidth(thickness)
        stroke.set_joinstyle(joins)
        return stroke

    def _rectangle(self, corner: Point, width: float, height: float) -> Path:
        x, y = corner
        around = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        return Path([self._place(point) for point in around], closed=True)

    def _place(self, point: Point) -> Point:
        """Where a point lies on the canvas: mirrored and stretched as the language wants it, and from the bottom up."""
        x = self.width - point[0] if self.style.language.runs_left else point[0]
        return x + self._margin, self._size[1] - point[1] * self._tall

    def _colour(self, name: str) -> str:
        return self.brand.colours.get(name, name)


KEY_HEIGHT = 20.0
"""Height of the line in points, with the space below it."""
SWATCH = 8.0


def draw_key(canvas: Canvas, entries: Sequence[tuple[str, str]]) -> None:
    """Swatches with their words, from the left: pairs of words and a colour's name."""
    x, middle = 0.0, 6.0
    for words, colour in entries:
        canvas.box((x, middle - SWATCH / 2), SWATCH, SWATCH, colour)
        canvas.text((x + SWATCH + 4, SMALL.below(middle)), words, SMALL)
        x += SWATCH + 4 + canvas.style.width(words, SMALL) + 16
