"""Lettering: the sizes of type in charts, and how wide a text will be before it is drawn."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from tasks.core.brand import Brand

LINE_HEIGHT = 1.2
"""Distance of two baselines, in sizes of the type."""
CAP_HEIGHT = 0.66
"""Height of capitals and figures, in sizes of the type."""


@dataclass(frozen=True, slots=True)
class Face:
    """A size in points and a weight as in CSS."""

    size: float
    weight: int = 400

    @property
    def line(self) -> float:
        """Distance of two baselines, in points."""
        return self.size * LINE_HEIGHT

    def below(self, middle: float) -> float:
        """The baseline that puts one line's capitals and figures around a middle height."""
        return middle + self.size * CAP_HEIGHT / 2


LABEL = Face(9)
VALUE = Face(9, 600)
SMALL = Face(8)
SMALL_VALUE = Face(8, 600)
CELL = Face(7)


@dataclass(frozen=True, slots=True)
class Lettering:
    """The brand's text face, measured."""

    brand: Brand

    def properties(self, face: Face) -> FontProperties:
        """The face as matplotlib takes it, bound to our own font file."""
        family = self.brand.text_font
        path = self.brand.font_file(family, face.weight)
        return FontProperties(family=family, weight=face.weight, size=face.size, fname=path)

    def width(self, text: str, face: Face) -> float:
        """Width of one line, in points."""
        return _width(text, face, self.brand.text_font, self.brand.font_file(self.brand.text_font, face.weight))

    def widest(self, texts: list[str], face: Face) -> float:
        """Width of the widest of some lines, in points; 0 without any."""
        return max((self.width(text, face) for text in texts), default=0.0)

    def wrap(self, text: str, width: float, face: Face) -> list[str]:
        """The text in lines no wider than ``width`` points, broken between words; a longer word keeps its line."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, face) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


@lru_cache(maxsize=4096)
def _width(text: str, face: Face, family: str, path: Path) -> float:
    properties = FontProperties(family=family, weight=face.weight, size=face.size, fname=path)
    width, _, _ = TextToPath().get_text_width_height_descent(text, properties, ismath=False)
    return float(width)
