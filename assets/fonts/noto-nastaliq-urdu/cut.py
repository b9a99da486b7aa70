"""Cut Noto Nastaliq Urdu down for the web: only what Urdu is written with, packed as WOFF2.

It is done once and kept, since closing over the joining forms of this font takes seconds and every page needs them all.
Run it after a new version of the font: ``python assets/fonts/noto-nastaliq-urdu/cut.py``.
"""

from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
URDU = [*range(0x0600, 0x0700), *range(0x200B, 0x2010)]
"""The Arabic block, and the invisible characters between its letters; all else is set in the brand's own families."""


def cut(path: Path) -> bytes:
    """A font file with what Urdu needs, its features included."""
    # The date in a font would otherwise be that of the cut.
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=URDU)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for source in sorted(HERE.glob("*.ttf")):
        source.with_suffix(".woff2").write_bytes(cut(source))
