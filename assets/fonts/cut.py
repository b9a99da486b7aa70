"""Cut families down to what the report can be written with, and pack them for web pages.

It is done once and kept: closing over the joining forms of Urdu takes seconds, and packing the Latin cuts half of one,
which every render would wait for. Run it after a new version of a font, with the family and its files, as in
``python assets/fonts/cut.py fraunces Fraunces-*.ttf``; without files, the family is packed as it is.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tasks.render.assets import LATIN, covered, packed

HERE = Path(__file__).parent
ARABIC = frozenset(map(chr, [*range(0x0621, 0x0657), 0x0670, *range(0x06F0, 0x06FA), *range(0x200B, 0x2010)]))
JOINING = "noto-nastaliq-urdu"
"""The family whose letters join: every page needs all of its forms."""
LETTERS = {
    # Letters, marks, digits, and what is not seen between letters; all else is set in the brand's own families.
    JOINING: ARABIC | frozenset(" ،؛؟٪٫٬ٹپچڈڑژکگںھہۂۃۀیےۓە۔"),
    # The languages of western and central Europe, for headings.
    "fraunces": LATIN | frozenset(map(chr, range(0x0100, 0x0180))) | frozenset("€₨"),
}
WEIGHTS = {"NotoNastaliqUrdu-Bold": 600}
"""What the brand asks for, where a cut says something else of itself."""


def cut(path: Path, family: str) -> None:
    """Write the cut of a font file, its features included, into the folder of its family."""
    # The date in a font would otherwise be that of the cut.
    font = TTFont(path, recalcTimestamp=False)
    font["OS/2"].usWeightClass = WEIGHTS.get(path.stem, font["OS/2"].usWeightClass)
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=map(ord, LETTERS[family]))
    subsetter.subset(font)
    font.save(HERE / family / path.name)


def pack(path: Path, family: str) -> None:
    """Pack a cut beside itself: all of it, or what a page may come to need of a Latin one."""
    web = path.with_suffix(".woff2")
    if family == JOINING:
        font = TTFont(path, recalcTimestamp=False)
        font.flavor = "woff2"
        font.save(web)
    else:
        web.write_bytes(packed(path, LATIN & covered(path)))


if __name__ == "__main__":
    family, *files = sys.argv[1:]
    for file in files:
        cut(Path(file), family)
    for each in (HERE / family).glob("*.?tf"):
        pack(each, family)
