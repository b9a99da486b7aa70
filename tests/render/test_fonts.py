"""Fonts of the pages: each is a cut of the brand's own, with the same widths, what it was asked for and its licence."""

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tasks.model.brand import FontFile, load_brand
from tasks.render.assets import LATIN, covered, packed, print_font_uri, web_font_uri

BRAND = load_brand()
SCRIPTS = {script.family for script in BRAND.scripts.values()}
LATIN_FACES = [font for font in BRAND.font_files if font.family not in SCRIPTS]
OTHER_FACES = [font for font in BRAND.font_files if font.family in SCRIPTS]
LICENCE = 13
Address = Callable[[FontFile, frozenset[str]], str]


def each(fonts: list[FontFile]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("font", fonts, ids=[font.path.stem for font in fonts])


def unpacked(uri: str) -> TTFont:
    return TTFont(BytesIO(b64decode(uri.partition(";base64,")[2])))


def widths(font: TTFont) -> dict[str, int]:
    return {chr(code): font["hmtx"][name][0] for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize("address", [web_font_uri, print_font_uri])
@each(LATIN_FACES)
def test_a_page_is_given_what_it_prints_in_the_widths_of_the_whole(font: FontFile, address: Address) -> None:
    """Charts are measured by the whole, so the page must carry the same widths."""
    page, whole = unpacked(address(font, LATIN)), widths(TTFont(font.path))
    assert widths(page) == {character: whole[character] for character in LATIN & whole.keys()}
    assert {"kern", "lnum"} & {record.FeatureTag for name in ("GPOS", "GSUB") for record in features(page, name)}
    assert "Open Font License" in page["name"].getDebugName(LICENCE)
    assert page["head"].modified == TTFont(font.path)["head"].modified


def features(font: TTFont, table: str) -> list:
    return font[table].table.FeatureList.FeatureRecord


@each(LATIN_FACES)
def test_the_cut_that_is_kept_is_what_would_be_packed(font: FontFile) -> None:
    assert font.web and font.web.read_bytes() == packed(font.path, LATIN & covered(font.path))


@each(OTHER_FACES)
def test_the_cut_that_is_kept_is_the_font_itself_and_is_given_to_every_page(font: FontFile) -> None:
    assert widths(TTFont(font.web)) == widths(TTFont(font.path))
    assert widths(unpacked(web_font_uri(font, frozenset("ا")))) == widths(TTFont(font.web))


def test_a_page_that_needs_more_gets_it() -> None:
    unusual = "ĉ"
    assert unusual not in LATIN
    assert unusual in widths(unpacked(web_font_uri(LATIN_FACES[0], LATIN | {unusual})))


def test_what_a_font_lacks_makes_no_other_cut() -> None:
    assert web_font_uri(LATIN_FACES[0], LATIN | {"漢"}) == web_font_uri(LATIN_FACES[0], LATIN)


def test_the_same_cut_has_the_same_bytes() -> None:
    path: Path = LATIN_FACES[0].path
    asked = LATIN & covered(path)
    assert packed(path, asked) == packed.__wrapped__(path, asked)
