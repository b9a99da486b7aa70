"""Read the texts of a chart back from its SVG, with the room that each takes."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from tasks.chart.typography import Face, Style

TEXT = "{http://www.w3.org/2000/svg}text"
ASCENT, DESCENT = 0.7, 0.2
"""What capitals and descenders take above and below the baseline, in sizes of the type."""


@dataclass(frozen=True)
class DrawnText:
    """One line of text and its box, in points from the top left corner."""

    words: str
    family: str
    size: float
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "DrawnText", slack: float = 0.3) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


def drawn_texts(svg: str, style: Style) -> list[DrawnText]:
    """All texts of a chart, in the order in which they were drawn."""
    return [_drawn(element, style) for element in ElementTree.fromstring(svg).iter(TEXT)]


def canvas(svg: str) -> tuple[float, float]:
    """Width and height in points."""
    _, _, width, height = ElementTree.fromstring(svg).attrib["viewBox"].split()
    return float(width), float(height)


def plain(svg: str, style: Style) -> str:
    """All words of a chart in one line, wrapped ones joined."""
    return " ".join(text.words for text in drawn_texts(svg, style))


def _drawn(element: ElementTree.Element, style: Style) -> DrawnText:
    said = element.attrib
    size = float(said["font-size"].removesuffix("px"))
    words = element.text or ""
    width = style.width(words, Face(size, int(said.get("font-weight", 400))))
    x, y = float(said["x"]), float(said["y"])
    # A text begins at its right where lines run to the left.
    begins, ends = (1.0, 0.0) if style.language.runs_left else (0.0, 1.0)
    left = x - width * {"start": begins, "middle": 0.5, "end": ends}[said["text-anchor"]]
    family = re.sub(r"['\"]", "", said["font-family"])
    return DrawnText(words, family, size, left, y - ASCENT * size, left + width, y + DESCENT * size)
