"""The sheet that every chart is drawn on: measured in points, from its top left corner, as a reader sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np
from matplotlib.path import Path

from tasks.chart.lettering import Face, Lettering
from tasks.chart.style import Style
from tasks.core.brand import ENOUGH_CONTRAST
from tasks.core.colour import contrast
from tasks.core.foreign import without_marks

MARGIN = 2.0
POINTS = 72 / 25.4
"""Points a millimetre."""
HATCH_STEP = 4.0
BOXES, LINES, DOTS, WORDS = range(4)
"""The order of drawing: what comes later lies on top."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a medium offers to a chart.

    Attributes:
        full: the width of a chart that takes the whole page, in points; shown at it, type has its true size.
        beside: the width of one that stands beside its caption.
        narrow: whether labels must stand above what they name, for want of width.
    """

    full: float
    beside: float
    narrow: bool = False


PAGE = Room(168 * POINTS, 133 * POINTS)
PHONE = Room(216.0, 216.0, narrow=True)

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


class Sheet:
    """A drawing surface, in points; y grows downwards. ``width`` is what may be drawn on: the canvas less its margins.

    A form draws as for a language that runs to the right. For one that runs to the left the sheet mirrors what is
    drawn, so that charts are read as all else on the page is, and for a taller script it stretches the heights.

    Nothing is clipped and nothing refers to an id, so that several charts can stand in one page.
    """

    def __init__(self, style: Style, height: float, canvas: float = PAGE.full) -> None:
        self.style, self.brand = style, style.brand
        self.lettering = Lettering(style)
        self.height = height
        self.width = canvas - 2 * MARGIN
        self._canvas = canvas
        self._tall = self.brand.script.tall if self.brand.script else 1.0
        self._drawn: list[tuple[int, str]] = []

    def readable(self, colour: str) -> str:
        """The colour for text that belongs to something drawn in it; ink where the colour would be too faint."""
        enough = contrast(self._colour(colour), self._colour("paper")) >= ENOUGH_CONTRAST
        return colour if enough else "ink"

    def text(self, at: Point, text: str, face: Face, colour: str = "ink", align: Align = "left") -> None:
        """One line of text; ``at`` is the point on its baseline where it begins, is centred, or ends.

        The side on which a text begins turns with the direction of the drawing, so a mirrored one keeps its alignment.
        """
        x, y = self._place(at)
        weight = f"font-weight: {face.weight}; " if face.weight != REGULAR else ""
        families = ", ".join(f"'{family}'" for family in self.brand.families(self.brand.text_font))
        css = (
            f"{weight}font-size: {_number(face.size)}px; font-family: {families}; text-anchor: {_ANCHORS[align]};"
            f" fill: {self._colour(colour)}"
        )
        words = escape(without_marks(text), quote=False)
        # Down to what turns nothing, these are the bytes that matplotlib wrote, so that no report changed with it.
        self._draw(WORDS, f'<text style="{css}" x="{x}" y="{y}" transform="rotate(-0 {x} {y})">{words}</text>')

    def centred(self, x: float, baseline: float, text: str, face: Face, colour: str = "ink") -> None:
        """One line of text around ``x``, moved sideways as far as it must to stay on the sheet."""
        half = self.lettering.width(text, face) / 2
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
        self._path(BOXES, self._corners(corner, width, height), f"fill: {self._colour(colour)}", closed=True)

    def frame(self, corner: Point, width: float, height: float, colour: str, thickness: float = 1.2) -> None:
        """The outline of a rectangle."""
        corners = self._corners(corner, width, height)
        stroke = f"fill: none; {self._stroke(colour, thickness)}; stroke-linejoin: miter"
        self._path(BOXES, [*corners, corners[0]], stroke, closed=True)

    def hatched(self, corner: Point, width: float, height: float) -> None:
        """The mark of what is not recorded: a pale rectangle under diagonal lines.

        The lines are drawn one by one, since patterns and clipping are where renderers of SVG differ.
        """
        x, y = corner
        self.box(corner, width, height, "tint")
        start = HATCH_STEP / 2
        while start < width + height:
            low, high = max(0.0, start - height), min(start, width)
            self.line([(x + low, y + start - low), (x + high, y + start - high)], "missing", 0.8)
            start += HATCH_STEP
        self.frame(corner, width, height, "missing", 0.6)

    def line(
        self, points: Sequence[Point], colour: str, thickness: float = 0.8, dashes: tuple[float, ...] = ()
    ) -> None:
        """A line through points; ``dashes`` are lengths on and off, in points."""
        pattern = ",".join(_number(length * thickness) for length in dashes)
        dashed = f"stroke-dasharray: {pattern}; stroke-dashoffset: 0; " if dashes else ""
        self._path(LINES, points, f"fill: none; {dashed}{self._stroke(colour, thickness)}")

    def dot(self, middle: Point, radius: float, colour: str, *, hollow: bool = False) -> None:
        """A filled circle, or a ring on paper."""
        fill = self._colour("paper" if hollow else colour)
        x, y = self._pixels(middle)
        first, *curves = ((x + radius * right, y + radius * down) for right, down in _CIRCLE)
        path = [f"M {_pair(first)}  "]
        path += [f"C {' '.join(map(_pair, curves[n : n + 3]))}  " for n in range(0, len(curves), 3)]
        style = f"fill: {fill}; {self._stroke(colour, 1.2)}; stroke-linejoin: miter"
        self._draw(DOTS, f'<path d="{"".join(path)}z " style="{style}" />')

    def svg(self) -> str:
        """The drawing as standalone SVG text, the same bytes for the same drawing."""
        size = [_number(self._canvas), _number(self.height * self._tall)]
        direction = ' direction="rtl"' if self.style.language.runs_left else ""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}pt" height="{size[1]}pt"'
            f' viewBox="0 0 {size[0]} {size[1]}" version="1.1"{direction}>'
        )
        drawn = "".join(f"   <g>\n    {element}\n   </g>\n" for _, element in sorted(self._drawn, key=lambda d: d[0]))
        return f"{opening}\n <g>\n  <g>\n{drawn}  </g>\n </g>\n</svg>\n"

    def _draw(self, layer: int, element: str) -> None:
        self._drawn.append((layer, element))

    def _path(self, layer: int, points: Iterable[Point], style: str, *, closed: bool = False) -> None:
        first, *others = (_pair(self._pixels(point)) for point in points)
        path = "".join([f"M {first}  ", *(f"L {point}  " for point in others), "z " if closed else ""])
        self._draw(layer, f'<path d="{path}" style="{style}" />')

    def _corners(self, corner: Point, width: float, height: float) -> list[Point]:
        x, y = corner
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]

    def _pixels(self, point: Point) -> Point:
        """Where a point lies on the canvas: mirrored and stretched, as the language wants it."""
        x = self.width - point[0] if self.style.language.runs_left else point[0]
        return x + MARGIN, point[1] * self._tall

    def _place(self, point: Point) -> tuple[str, str]:
        x, y = self._pixels(point)
        return _number(x), _number(y)

    def _stroke(self, colour: str, thickness: float) -> str:
        return f"stroke: {self._colour(colour)}; stroke-width: {_number(thickness)}"

    def _colour(self, name: str) -> str:
        return self.brand.colours.get(name, name).lower()


REGULAR = 400
_CIRCLE = tuple((float(x), float(y)) for x, y in np.asarray(Path.unit_circle().vertices)[:-1])
"""A circle about the origin as curves: where it begins, then three points a curve."""


def _pair(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
