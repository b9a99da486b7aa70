"""What a page carries so that it needs no other file: fonts cut to the characters it prints, and pictures."""

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

import uharfbuzz as hb

from tasks.model.brand import Brand, FontFile, mixed
from tasks.render.model import Medium
from tasks.render.tables import SHADES

LATIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028)])) | frozenset("←↑→↓−")
"""Characters that a page may come to need; with them most pages share one cut."""
FEATURES = ("lnum", "onum", "pnum", "tnum")
"""What the style sheets ask of a font, beside what it cannot be set without."""
NAMES = 26
"""How many names a font can have of the standard's: its licence is among them, and must travel with it."""


def web_font_uri(font: FontFile, characters: frozenset[str]) -> str:
    """A font file as a data address, cut down to some characters and packed as WOFF2.

    A page that is read over a telephone line should not bring whole fonts along: cut down, the page is a third in size.
    The cut that is kept with the font is taken if it has all of the characters.
    """
    asked = characters & covered(font.path)
    kept = font.web if font.web and asked <= covered(font.web) else None
    return data_uri("font/woff2", kept.read_bytes() if kept else packed(font.path, asked))


def print_font_uri(font: FontFile, characters: frozenset[str]) -> str:
    """A font file as a data address, cut down to some characters: the PDF is laid out sooner with the fewer."""
    return data_uri(f"font/{font.path.suffix[1:]}", cut_down(font.path, characters & covered(font.path)))


@cache
def covered(path: Path) -> frozenset[str]:
    """The characters that a font has."""
    from fontTools.ttLib import TTFont

    # What a font lacks must not make another cut of it: pages in two scripts share one.
    return frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))


@cache
def cut_down(path: Path, characters: frozenset[str]) -> bytes:
    """A font with some of its characters alone."""
    cut = hb.SubsetInput()
    cut.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    cut.unicode_set.update(map(ord, characters))
    cut.name_id_set.update(range(NAMES))
    cut.layout_feature_tag_set.update(int.from_bytes(feature.encode(), "big") for feature in FEATURES)
    return bytes(hb.subset(hb.Face(hb.Blob.from_file_path(str(path))), cut).blob.data)


@cache
def packed(path: Path, characters: frozenset[str]) -> bytes:
    """A font with some of its characters alone, as WOFF2."""
    from fontTools.ttLib import TTFont

    # The date in a font would otherwise be that of the build.
    font = TTFont(BytesIO(cut_down(path, characters)), recalcTimestamp=False)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def data_uri(kind: str, content: bytes) -> str:
    """A data address; ``kind`` is the media type, as ``font/woff2``."""
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def drawings_css(brand: Brand, medium: Medium) -> str:
    """Custom properties that hold the motifs and the logos.

    Chapters that begin a page on paper are headed by a strip of the motif. A brand that has none draws more than is
    seen, and its chapters begin as its cover does.
    """
    names = {"cover-motif": "cover_motif", "logo": "logo", "logo-on-dark": "logo_on_dark"}
    if medium is Medium.PRINT:
        names["chapter-motif"] = "chapter_motif" if "chapter_motif" in brand.drawings else "cover_motif"
    return ":root{" + ";".join(f"--{name}:url('{svg_uri(brand.drawing(of))}')" for name, of in names.items()) + "}"


IN_THE_DARK = {
    "ink": "--text", "muted": "--quiet", "primary": "--strong", "primary_dark": "--text", "primary_soft": "--primary",
    "accent": "--warm", "accent_soft": "--accent", "secondary": "--cool", "secondary_soft": "--secondary",
    "paper": "--panel", "tint": "--page", "line": "--rule",
}  # fmt: skip
"""Colours of charts, and the variables of the web page that stand for them where it is dark."""


def dark_charts_css(brand: Brand) -> str:
    """Rules by which charts take the page's colours in the dark.

    Heat maps keep their paper: their shades lie between two colours, and the words in each are chosen for its shade.
    """
    chart = ".figure:not(.heat-map) .chart"
    rules = [f"{chart}{{background:var(--panel)}}"]
    rules += [
        f'{chart} [{part}="{brand.colours[colour]}" i]{{{part}:var({variable})}}'
        for colour, variable in IN_THE_DARK.items()
        for part in ("fill", "stroke")
    ]
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"


def shades_css(brand: Brand) -> str:
    """Rules that shade and hatch the cells of tables on paper; the screen mixes its own colours, light or dark."""
    shades = (
        mixed(brand.colours["paper"], brand.colours["primary_soft"], step / SHADES) for step in range(1, SHADES + 1)
    )
    # From paper to line, and not from transparent: what lies between these two would be grey.
    paper, line = brand.colours["paper"], brand.colours["line"]
    lines = f"repeating-linear-gradient(-45deg,{paper},{paper} 6px,{line} 6px,{line} 7px)"
    rules = [f".shade-{step}{{background:{shade}}}" for step, shade in enumerate(shades, start=1)]
    return "".join([*rules, f"td.withheld{{background:{lines}}}"])


def band_css(brand: Brand) -> str:
    """The band of marked pages, as a custom property; a gradient instead would be painted over the whole page."""
    shape = f'<rect width="210" height="9" fill="{brand.colours["accent"]}"/>'
    band = svg_uri(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 9">{shape}</svg>')
    return f":root{{--mark-band:url('{band}')}}"


def svg_uri(svg: str) -> str:
    """A drawing as a data address."""
    return data_uri("image/svg+xml", svg.encode())
