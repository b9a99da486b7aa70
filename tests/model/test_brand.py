from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from expectations.contract.content import BUNDLED
from tasks.model.brand import COLOURS, FILE, TEXT_COLOURS, FontFile, contrast, load_brand, luminance, mixed
from tasks.model.errors import UsageError
from tasks.render.assets import data_uri

BRAND = load_brand()
BRAND_FILE, FONTS = BUNDLED.brand / FILE, BUNDLED.fonts
DRAWINGS = ("logo", "logo_on_dark", "logo_one_colour", "cover_motif", "chapter_motif")

# Full dichromacy in linear RGB, after Viénot, Brettel and Mollon (1999); the values are of common use.
DEFICIENCIES = {
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


def whole(font: FontFile) -> str:
    """The file of a font as it is."""
    return data_uri(f"font/{font.path.suffix[1:]}", font.path.read_bytes())


def seen(colour: str, deficiency: str | None) -> np.ndarray:
    """A colour in Oklab, as it is seen with a deficiency or without."""
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    if deficiency:
        linear = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0, 1)
    cones = [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
    lab = [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]
    return np.array(lab) @ np.cbrt(np.array(cones) @ linear)


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_series_are_told_apart_with_colour_blindness(deficiency):
    for one, other in combinations(BRAND.series[:4], 2):
        assert np.linalg.norm(seen(one, deficiency) - seen(other, deficiency)) > 0.08, (one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("primary", "accent"), ("primary", "primary_soft"), ("accent", "accent_soft")]
)
def test_what_a_chart_sets_apart_stays_apart_in_grey(one, other):
    assert contrast(BRAND.colours[one], BRAND.colours[other]) > 1.7


@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("text", TEXT_COLOURS)
def test_text_is_readable(text, ground):
    assert contrast(BRAND.colours[text], BRAND.colours[ground]) >= 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#123456", "#123456", 1.0)]
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio == round(contrast(other, one), 2)


def test_mixing_goes_from_one_colour_to_the_other():
    assert [mixed("#000000", "#FF8000", part) for part in (0, 0.5, 1)] == ["#000000", "#804000", "#FF8000"]
    assert luminance("#FFFFFF") == pytest.approx(1.0)


def test_the_brand_of_the_project():
    assert BRAND.name == "Digital Rights Foundation"
    assert set(BRAND.colours) >= COLOURS
    assert f"--ink:{BRAND.colours['ink']};" in BRAND.css_variables()
    assert f"--primary-dark:{BRAND.colours['primary_dark']};" in BRAND.css_variables()
    assert f"--text-font:'{BRAND.text_font}'" in BRAND.css_variables()


def test_every_font_file_is_what_the_brand_says():
    for font in BRAND.font_files:
        names = TTFont(font.path)["name"]
        assert (names.getDebugName(16) or names.getDebugName(1)) == font.family
        assert TTFont(font.path)["OS/2"].usWeightClass == font.weight
        assert (TTFont(font.path)["post"].italicAngle != 0) == (font.style == "italic")


def test_every_font_has_its_licence_beside_it_and_all_stay_small():
    assert all(
        "SIL OPEN FONT LICENSE" in (font.path.parent / "OFL.txt").read_text("utf-8") for font in BRAND.font_files
    )
    assert sum(path.stat().st_size for path in FONTS.rglob("*") if path.is_file()) < 2_500_000
    assert set(FONTS.rglob("*.?tf")) == {font.path for font in BRAND.font_files}


def test_font_faces_carry_the_fonts_or_point_to_them():
    latin = {BRAND.text_font, BRAND.display_font}
    faces = sum(font.family in latin for font in BRAND.font_files)
    assert BRAND.font_face_css(whole).count("src:url('data:font/") == faces
    assert "src:url('SourceSans3-Bold.otf')" in BRAND.font_face_css(lambda font: font.path.name)


def test_a_page_in_another_script_carries_its_font_too():
    urdu = BRAND.for_language("ur")
    assert urdu.script and urdu.font_face_css(whole).count("src:url('data:font/") == len(BRAND.font_files)
    assert f"--text-font:'{BRAND.text_font}','{urdu.script.family}'" in urdu.css_variables()
    assert BRAND.for_language("en") == BRAND


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_are_standalone_svg_in_the_brands_colours(name):
    svg = BRAND.drawing(name)
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert [word for word in ("var(", "<image", "<text", "opacity", "href") if word in svg] == []
    assert len(svg) < 50_000


def rebranded(folder: Path, *changes: tuple[str, str]) -> Path:
    text = BRAND_FILE.read_text("utf-8").replace('"../fonts', f'"{FONTS}')
    for name in DRAWINGS:
        text = text.replace(f'"{name}.svg"', f'"{BRAND_FILE.parent / name}.svg"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "other.toml"
    path.write_text(text, "utf-8")
    return path


def test_another_brand_file_changes_colours_and_drawings(tmp_path):
    other = load_brand(rebranded(tmp_path, ('"Digital Rights Foundation"', '"Another"'), ('"#5B2A86"', '"#1F4E79"')))
    assert other.name == "Another"
    assert "#1F4E79" in other.drawing("logo")
    assert other.series[0] == "#1F4E79"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('ink = "#2B1B3D"', ""), "no colour ink"),
        (('"#2B1B3D"', '"black"'), "'black' stands here. A colour is needed"),
        (('accent = "#C23E17"', 'accent = "#FFAA88"'), "accent is too faint on paper"),
        (("SourceSans3-Bold.otf", "Absent.otf"), "no file Absent.otf"),
        (("[chart]", "[charts]"), "charts is no key that can stand here"),
        (('"gold", ', '"silver", '), "no colour silver"),
        (('name = "Digital', "name = Digital"), "not valid TOML"),
    ],
)
def test_a_brand_file_that_cannot_be_used_is_refused(tmp_path, change, words):
    with pytest.raises(UsageError) as refusal:
        load_brand(rebranded(tmp_path, change))
    assert words in str(refusal.value)


def test_missing_files_and_drawings_are_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load_brand(tmp_path / "absent.toml")
    with pytest.raises(UsageError, match="no drawing banner"):
        BRAND.drawing("banner")
    with pytest.raises(UsageError, match="no font file"):
        BRAND.font_file(BRAND.text_font, 900)
