"""Cut families down to what the report can be written with, and pack for web pages what takes long to pack.

It is done once and kept: closing over the joining forms of Urdu takes seconds, and packing the Latin cuts half of one,
which every render would wait for. Run it after a new version of a font, and name its family and files:
``python assets/fonts/cut.py noto-nastaliq-urdu NotoNastaliqUrdu-*.ttf``. Without, the Latin families are packed alone.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tasks.render.fonts import LATIN, covered, packed

HERE = Path(__file__).parent
ARABIC = frozenset(map(chr, [*range(0x0621, 0x0657), 0x0670, *range(0x06F0, 0x06FA), *range(0x200B, 0x2010)]))
LETTERS = {
    # Letters, marks, digits, and what is not seen between letters; all else is set in the brand's own families.
    "noto-nastaliq-urdu": ARABIC | frozenset(" ،؛؟٪٫٬ٹپچڈڑژکگںھہۂۃۀیےۓە۔"),
    # The languages of western and central Europe, for headings.
    "fraunces": LATIN | frozenset(map(chr, range(0x0100, 0x0180))) | frozenset("€₨"),
}
WEIGHTS = {"NotoNastaliqUrdu-Bold": 600}
"""What the brand asks for, where a cut says something else of itself."""
PACKED = ("source-sans-3/*.otf", "fraunces/*.ttf")
"""The Latin families."""


def cut(path: Path, family: str) -> Path:
    """Write the cut of a font file, its features included, into the folder of its family."""
    # The date in a font would otherwise be that of the cut.
    font = TTFont(path, recalcTimestamp=False)
    font["OS/2"].usWeightClass = WEIGHTS.get(path.stem, font["OS/2"].usWeightClass)
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=map(ord, LETTERS[family]))
    subsetter.subset(font)
    written = HERE / family / path.name
    font.save(written)
    return written


def pack_whole(path: Path) -> None:
    """Pack all of a cut: its letters join, and every page needs the forms of all."""
    font = TTFont(path, recalcTimestamp=False)
    font.flavor = "woff2"
    font.save(path.with_suffix(".woff2"))


def pack_latin() -> None:
    """Pack what a page may come to need of the Latin families."""
    for path in (path for pattern in PACKED for path in HERE.glob(pattern)):
        path.with_suffix(".woff2").write_bytes(packed(path, LATIN & covered(path)))


if __name__ == "__main__":
    family, *files = sys.argv[1:] or [""]
    cuts = [cut(Path(file), family) for file in files]
    if family == "noto-nastaliq-urdu":
        for each in cuts:
            pack_whole(each)
    else:
        pack_latin()
