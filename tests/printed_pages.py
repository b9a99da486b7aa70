"""A PDF as a reader sees it: lines of text with their places, for checks of the layout."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

POINTS = 72 / 25.4
"""Points a millimetre."""
LEFT, RIGHT = 21 * POINTS, (210 - 21) * POINTS
TOP, BOTTOM = 25 * POINTS, (297 - 21) * POINTS
"""The type area."""
SLACK = 3.0
"""Points by which a box of text may be wider than its letters."""
COVERING = 4.0
"""Points by which two boxes must overlap, both ways, to be more than neighbours."""

_PAGE = re.compile(r"<page number=\"(\d+)\".*?</page>", re.DOTALL)
_FONT = re.compile(r'<fontspec id="(\d+)" size="(\d+)" family="([^"]*)"')
_TEXT = re.compile(r'<text top="(-?\d+)" left="(-?\d+)" width="(-?\d+)" height="(-?\d+)" font="(\d+)">(.*?)</text>')


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or a part of one; in points from the top left corner of its page."""

    page: int
    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: int
    face: str

    @property
    def in_margin(self) -> bool:
        """Whether it is of the head or foot of the page."""
        return self.bottom <= TOP - SLACK or self.top >= BOTTOM

    @property
    def heads(self) -> bool:
        """Whether it is a heading."""
        return self.size >= 12 and "Semi-Bold" in self.face and not re.fullmatch(r"[\d.,%]+", self.words)

    def covers(self, other: "Line") -> bool:
        """Whether it stands on top of another."""
        across = min(self.right, other.right) - max(self.left, other.left)
        # Boxes of neighbouring lines overlap by their leading; letters do not.
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > COVERING and down > max(COVERING, 0.6 * min(self.bottom - self.top, other.bottom - other.top))


def printed_lines(pdf: Path) -> list[Line]:
    """All lines of a PDF, page by page."""
    command = ["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", "-fontfullname", str(pdf)]
    xml = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fonts = {number: (int(size), family) for number, size, family in _FONT.findall(xml)}
    return [line for page in _PAGE.finditer(xml) for line in _lines(int(page[1]), page[0], fonts)]


def _lines(page: int, xml: str, fonts: dict[str, tuple[int, str]]) -> Iterator[Line]:
    for top, left, width, height, font, inner in _TEXT.findall(xml):
        words = re.sub(r"<[^>]+>", "", inner).strip()
        if words:
            x, y = float(left), float(top)
            yield Line(page, words, x, y, x + float(width), y + float(height), *fonts[font])


def outside(lines: list[Line]) -> list[Line]:
    """What sticks out of the type area; the cover has none."""
    return [line for line in lines if line.page > 1 and (line.left < LEFT - SLACK or line.right > RIGHT + SLACK)]


def covered(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Lines that stand on top of each other."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return [(one, other) for page in by_page.values() for one, other in combinations(page, 2) if one.covers(other)]


def fill(lines: list[Line]) -> dict[int, float]:
    """How far down the type area each page is printed, between 0 and 1."""
    lowest: dict[int, float] = {}
    for line in lines:
        if not line.in_margin:
            lowest[line.page] = max(lowest.get(line.page, 0.0), (line.bottom - TOP) / (BOTTOM - TOP))
    return lowest


def last_lines(lines: list[Line]) -> list[Line]:
    """The lowest line of each page, without its foot."""
    lowest: dict[int, Line] = {}
    for line in lines:
        if not line.in_margin and (line.page not in lowest or line.bottom > lowest[line.page].bottom):
            lowest[line.page] = line
    return list(lowest.values())
