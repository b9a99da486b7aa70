"""Fonts of the web page: the cut kept with a font is one of it, and a page that needs more gets a cut of its own."""

from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tasks.core.brand import FontFile, load_brand
from tasks.render.web_fonts import LATIN, covered, cut_down, web_font_uri

KEPT = [font for font in load_brand().font_files if font.web]
every_kept = pytest.mark.parametrize("font", KEPT, ids=[font.path.stem for font in KEPT])


def unpacked(uri: str) -> TTFont:
    return TTFont(BytesIO(b64decode(uri.removeprefix("data:font/woff2;base64,"))))


def widths(font: TTFont) -> dict[int, int]:
    return {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}


@every_kept
def test_the_cut_that_is_kept_is_one_of_its_font(font: FontFile) -> None:
    """Charts are measured by the whole, so the page must carry the same widths."""
    whole, kept = widths(TTFont(font.path)), widths(TTFont(font.web))
    assert kept.items() <= whole.items()
    assert LATIN & covered(font.path) <= covered(font.web or Path())
    assert kept == whole or font.family == load_brand().text_font


def test_the_cuts_of_latin_fonts_are_those_that_a_page_would_be_given() -> None:
    font = KEPT[0]
    assert font.web
    assert font.web.read_bytes() == cut_down(font.path, LATIN & covered(font.path))


def test_a_page_of_usual_characters_gets_the_cut_that_is_kept() -> None:
    assert widths(unpacked(web_font_uri(KEPT[0], LATIN))) == widths(TTFont(KEPT[0].web))


def test_a_page_that_needs_more_gets_a_cut_with_it() -> None:
    unusual = "ĉ"
    assert unusual not in covered(KEPT[0].web or Path())
    assert ord(unusual) in widths(unpacked(web_font_uri(KEPT[0], LATIN | {unusual})))


def test_what_a_font_lacks_makes_no_cut() -> None:
    assert web_font_uri(KEPT[0], LATIN | {"漢"}) == web_font_uri(KEPT[0], LATIN)
