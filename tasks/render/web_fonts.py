"""The brand's fonts as the web page carries them: only the characters that it prints, packed for the web."""

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

from tasks.core.brand import FontFile


def web_font_uri(font: FontFile, characters: frozenset[str]) -> str:
    """A font file as a data address, cut down to some characters and packed as WOFF2.

    A page that is read over a telephone line should not bring whole fonts along: cut down, the page is a third in size.
    The cut that is kept with the font is taken if it has all of the characters; making one takes half a second.
    """
    asked = characters & covered(font.path)
    kept = font.web if font.web and asked <= covered(font.web) else None
    packed = kept.read_bytes() if kept else cut_down(font.path, asked)
    return "data:font/woff2;base64," + b64encode(packed).decode("ascii")


LATIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028)])) | frozenset("←↑→↓−")
"""Characters that a page may come to need; with them most pages share one cut, which is kept with the font."""
FEATURES = ("kern", "liga", "mark", "ccmp", "locl", "lnum", "onum", "pnum", "tnum")
"""What the style sheets ask of a font, and what it cannot be set without."""


@cache
def covered(path: Path) -> frozenset[str]:
    """The characters that a font has."""
    from fontTools.ttLib import TTFont

    # What a font lacks must not make another cut of it: pages in two scripts share one.
    return frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))


@cache
def cut_down(path: Path, characters: frozenset[str]) -> bytes:
    """A font with some of its characters alone, packed as WOFF2."""
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
