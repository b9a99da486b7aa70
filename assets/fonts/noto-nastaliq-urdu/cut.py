"""Cut Noto Nastaliq Urdu down to what Urdu is written with: as TTF for measuring charts, and packed as WOFF2 for pages.

It is done once and kept, since closing over the joining forms of this font takes seconds and every page needs them all.
Run it after a new version of the font: ``python assets/fonts/noto-nastaliq-urdu/cut.py NotoNastaliqUrdu-*.ttf``.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
URDU = [
    *map(ord, "،؛؟٪٫٬ٹپچڈڑژکگںھہۂۃۀیےۓە۔"),
    *range(0x0621, 0x0657),
    0x0020,
    0x0670,
    *range(0x06F0, 0x06FA),
    *range(0x200B, 0x2010),
]
"""Letters, marks, digits, and what is not seen between letters; all else is set in the brand's own families."""
WEIGHTS = {"Regular": 400, "Bold": 600}
"""What the brand asks for; the bold cut says 400 of itself."""


def cut(path: Path) -> None:
    """Write both cuts of a font file, its features included, beside this one."""
    # The date in a font would otherwise be that of the cut.
    font = TTFont(path, recalcTimestamp=False)
    font["OS/2"].usWeightClass = WEIGHTS[path.stem.partition("-")[2]]
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=URDU)
    subsetter.subset(font)
    font.save(HERE / path.name)
    font.flavor = "woff2"
    font.save(HERE / path.with_suffix(".woff2").name)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        cut(Path(name))
