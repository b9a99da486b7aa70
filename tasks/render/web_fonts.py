"""The brand's fonts as the web page carries them: only the characters that it prints, packed for the web."""

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path


def web_font_uri(path: Path, characters: frozenset[str]) -> str:
    """A font file as a data address, cut down to some characters and packed as WOFF2.

    A page that is read over a telephone line should not bring whole fonts along: cut down, the page is a third in size.
    A file that is packed for the web already is taken as it is.
    """
    packed = path.read_bytes() if path.suffix == ".woff2" else _cut_down(path, characters & _covered(path))
    return "data:font/woff2;base64," + b64encode(packed).decode("ascii")


LATIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028)]))
"""Characters that a page may come to need; with them most pages share one cut."""
FEATURES = ("kern", "liga", "mark", "ccmp", "locl", "lnum", "onum", "pnum", "tnum")
"""What the style sheets ask of a font, and what it cannot be set without."""


@cache
def _covered(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    # What a font lacks must not make another cut of it: pages in two scripts share one.
    return frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))


@cache
def _cut_down(path: Path, characters: frozenset[str]) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # The date in a font would otherwise be that of the build.
    font = TTFont(path, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
