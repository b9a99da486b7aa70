"""A canvas of filled shapes, letters among them, written as SVG and as PNG alike; in points, from its top left."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path as File
from xml.sax.saxutils import escape

import uharfbuzz as hb
from fontTools.pens.recordingPen import RecordingPen
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image

from tasks.chart.lettering import wrapped
from tasks.model.brand import Brand

FEATURES = {"kern": True, "liga": True, "lnum": True, "pnum": True}
COLOURS = 128
"""How many colours a picture in pixels has: those of the brand, and what lies between them at the edge of a letter."""
_LETTERS = {"moveTo": "M", "lineTo": "L", "qCurveTo": "Q", "curveTo": "C", "closePath": "Z"}
_CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3, "C": Path.CURVE4, "Z": Path.CLOSEPOLY}

Point = tuple[float, float]
Outline = Sequence[tuple[str, Sequence[Point]]]
"""Steps as SVG names them, each with its points."""


@dataclass(frozen=True, slots=True)
class Type:
    """A size in points, a weight as in CSS, and whether it is the brand's display face or its text face."""

    size: float
    weight: int = 400
    display: bool = False


class Lettering:
    """Text as shapes in the brand's faces, and how wide it is."""

    def __init__(self, brand: Brand) -> None:
        self._brand = brand

    def width(self, text: str, face: Type) -> float:
        """How wide a line is, in points."""
        file = self._file(face)
        width: float = sum(place.x_advance for place in _shaped(text, file).glyph_positions) / _font(file).face.upem
        return width * face.size

    def outline(self, text: str, face: Type, x: float, baseline: float) -> Outline:
        """A line of text from its left end."""
        file = self._file(face)
        scale = face.size / _font(file).face.upem
        steps = _outlined(text, file)
        return [(step, [(x + px * scale, baseline - py * scale) for px, py in points]) for step, points in steps]

    def wrap(self, text: str, width: float, face: Type) -> list[str]:
        """The text in lines no wider than ``width`` points, broken between words."""
        return wrapped(text, lambda line: self.width(line, face) <= width)

    def _file(self, face: Type) -> File:
        family = self._brand.display_font if face.display else self._brand.text_font
        return self._brand.font_file(family, face.weight)


def _shaped(text: str, file: File) -> hb.Buffer:
    """The glyphs of a line, and where each stands."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_font(file), buffer, FEATURES)
    return buffer


@lru_cache(maxsize=256)
def _outlined(text: str, file: File) -> Outline:
    """A line in the units of its font, heights upwards."""
    font, shaped = _font(file), _shaped(text, file)
    steps: list[tuple[str, list[Point]]] = []
    at = 0
    for glyph, place in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
        pen = RecordingPen()
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        right, up = at + place.x_offset, place.y_offset
        steps += [(_LETTERS[name], [(x + right, y + up) for x, y in points]) for name, points in pen.value]
        at += place.x_advance
    return steps


@lru_cache
def _font(file: File) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(file))))


class Canvas:
    """Filled shapes in the brand's colours; what is drawn later lies on top."""

    def __init__(self, width: float, height: float, brand: Brand) -> None:
        self.width, self.height = width, height
        self.lettering = Lettering(brand)
        self._colours = brand.colours
        self._shapes: list[tuple[Outline, str]] = []

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle from its top left corner."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        steps = [("M" if place == 0 else "L", [corner]) for place, corner in enumerate(corners)]
        self._shapes.append(([*steps, ("Z", [])], self._colours[colour]))

    def text(self, x: float, baseline: float, text: str, face: Type, colour: str) -> None:
        """A line of text from its left end."""
        self._shapes.append((self.lettering.outline(text, face, x, baseline), self._colours[colour]))

    def svg(self, described: str, paper: tuple[float, float]) -> str:
        """The picture as SVG, so many millimetres in size, with what it says for those who cannot see it."""
        shapes = "".join(f'<path fill="{colour}" d="{_data(outline)}"/>' for outline, colour in self._shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{paper[0]:g}mm" height="{paper[1]:g}mm" role="img">'
            f"<title>{escape(described)}</title>{shapes}</svg>\n"
        )

    def png(self, scale: float) -> bytes:
        """The picture in pixels, so many a point."""
        renderer = RendererAgg(round(self.width * scale), round(self.height * scale), 72)
        upwards = Affine2D().scale(scale, -scale).translate(0, round(self.height * scale))
        for outline, colour in self._shapes:
            stroke = GraphicsContextBase()
            stroke.set_linewidth(0)
            renderer.draw_path(stroke, _path(outline), upwards, to_rgba(colour))
        out, size = BytesIO(), (int(renderer.width), int(renderer.height))
        picture = Image.frombytes("RGBA", size, bytes(renderer.buffer_rgba())).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "png", optimize=True)
        return out.getvalue()


def _data(outline: Outline) -> str:
    return "".join(step + " ".join(f"{x:.2f} {y:.2f}" for x, y in points) for step, points in outline)


def _path(outline: Outline) -> Path:
    # The point of a closing step is not looked at, but there must be one.
    pairs = [(point, _CODES[step]) for step, points in outline for point in (points or [(0.0, 0.0)])]
    return Path([point for point, _ in pairs], [code for _, code in pairs])
