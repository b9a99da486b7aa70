"""Type and words of charts: the sizes of type, how wide a text will be before it is drawn, and the shorter words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from tasks.language.bidi import without_foreign
from tasks.language.language import Language
from tasks.model.brand import Brand
from tasks.model.figures import Base, Cell

LINE_HEIGHT = 1.2
"""Distance of two baselines, in sizes of the type."""
CAP_HEIGHT = 0.66
"""Height of capitals and figures, in sizes of the type."""


@dataclass(frozen=True, slots=True)
class Face:
    """A size in points, a weight as in CSS, and whether it is the brand's display face or its text face."""

    size: float
    weight: int = 400
    display: bool = False

    @property
    def line(self) -> float:
        """Distance of two baselines, in points."""
        return self.size * LINE_HEIGHT

    @property
    def features(self) -> tuple[str, ...] | None:
        """Which of its figures a font is asked for: those of the display face hang below the line unless they are."""
        return ("lnum", "pnum") if self.display else None

    def below(self, middle: float) -> float:
        """The baseline that puts one line's capitals and figures around a middle height."""
        return middle + self.size * CAP_HEIGHT / 2


LABEL = Face(9)
VALUE = Face(9, 600)
SMALL = Face(8)
SMALL_VALUE = Face(8, 600)
CELL = Face(7)


@dataclass(frozen=True)
class Style:
    """The brand, the language, and the keys of the categories that stand out; where there are none, the largest do.

    It measures text in the brand's faces, and in that of the script where a language has another.
    """

    brand: Brand
    language: Language
    highlight: tuple[str, ...] = ()

    @property
    def words(self) -> Mapping[str, str]:
        """The small words of charts."""
        return self.language.words["chart"]

    def properties(self, face: Face) -> FontProperties:
        """The face as matplotlib takes it, bound to our own font file."""
        family = self._family(face)
        path = self.brand.font_file(family, face.weight)
        return FontProperties(family=list(self.brand.families(family)), weight=face.weight, size=face.size, fname=path)

    def width(self, text: str, face: Face) -> float:
        """Width of one line, in points; what the face lacks is measured, and shaped, in that of the script."""
        brand, family, text = self.brand, self._family(face), without_foreign(text)
        if not brand.script:
            return _width(text, face, family, brand.font_file(family, face.weight))
        stretches = zip(_OTHER_SCRIPT.split(text), cycle((family, brand.script.family)), strict=False)
        files = ((words, family, brand.font_file(family, face.weight)) for words, family in stretches if words)
        overhang = OVERHANG * face.size if _OTHER_SCRIPT.search(text) else 0.0
        return overhang + sum(_width(words, face, family, path) for words, family, path in files)

    def apart(self, face: Face) -> float:
        """How far apart the names of two things must stand so as not to touch, in points."""
        return face.line * SLANTING if self.brand.script else face.line + 1

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

    def _family(self, face: Face) -> str:
        return self.brand.display_font if face.display else self.brand.text_font


_OTHER_SCRIPT = re.compile(r"([^\u0000-\u05ff\u2000-\u2fff]+)")
"""A word of a script that is not Latin; a group, so that it splits a text in turns. Spaces are of the text face."""
SLANTING = 1.35
"""How much more distance such words need where each slants down towards the next."""
OVERHANG = 0.15
"""How far the last letter of a word of such a script may run beyond its width, in sizes of the type."""


@lru_cache(maxsize=4096)
def _width(text: str, face: Face, family: str, path: Path) -> float:
    properties = FontProperties(family=family, weight=face.weight, size=face.size, fname=path)
    width, _, _ = TextToPath().get_text_width_height_descent(text, properties, ismath=False)
    return float(width)


def counted(language: Language, count: int, base: Base) -> str:
    """A count with the noun of its base: ``1 case``, ``2,302 cases``."""
    noun = language.words["one" if count == 1 else "many"][base]
    return language.words["chart"]["counted"].format(number=language.number(count), noun=noun)


def count_and_share(language: Language, cell: Cell) -> str:
    """What stands beside a bar: the count, and the share where one is published."""
    if cell.below is not None or cell.share is None:
        return language.count(cell)
    return language.count(cell) + language.words["chart"]["between"] + language.percent(cell.share)
