"""The infographic of the sample edition: its PDFs are text and in both profiles, its pictures need nothing else."""

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import page
import pytest
from PIL import Image

from tests.tracing.pdf import pages

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
PAPER = {"infographic": (210, 297), "infographic_square": (200, 200)}
"""Width and height of each, in millimetres."""
PIXELS = {"infographic": (1350, 1909), "infographic_square": (1350, 1350)}
SMALL = 60_000
"""Bytes that one of its PDFs may have: letters that are text take a third of what their outlines would."""


@pytest.fixture(params=PAPER)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def pdf(sample_edition: Path, name: str) -> Path:
    return sample_edition / f"{name}.pdf"


@pytest.fixture
def drawing(sample_edition: Path, name: str) -> ElementTree.Element:
    return ElementTree.parse(sample_edition / f"{name}.svg").getroot()


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_both_profiles_are_met(pdf: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(pdf), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


def test_the_pdf_is_one_small_page_of_its_paper(pdf: Path, name: str) -> None:
    described = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    [size] = re.findall(r"Page size: +([\d.]+) x ([\d.]+) pts", described)
    assert [round(float(points) * 25.4 / 72) for points in size] == list(PAPER[name])
    assert "Pages:           1" in described and pdf.stat().st_size < SMALL


def test_the_pdf_says_in_text_what_the_picture_is_described_by(pdf: Path, drawing: ElementTree.Element) -> None:
    described = drawing.findtext(f"{SVG}title") or ""
    printed = set(re.findall(r"[\w%,-]+", " ".join(pages(pdf))))
    words = set(re.findall(r"[\w%,-]+", described))
    assert len(words) > 80
    # The description has stops and commas between parts that stand apart on the picture.
    assert {word for word in words if not {word, word.rstrip(",")} & printed} == set()


def test_the_svg_needs_no_font_and_no_other_file(drawing: ElementTree.Element) -> None:
    assert drawing.get("role") == "img"
    assert not [node for node in drawing.iter() if node.tag in (f"{SVG}text", f"{SVG}image")]
    assert all(node.get(LINK, "#").startswith("#") for node in drawing.iter())


def test_the_png_has_the_shape_of_the_svg(sample_edition: Path, name: str, drawing: ElementTree.Element) -> None:
    with Image.open(sample_edition / f"{name}.png") as picture:
        assert picture.size == PIXELS[name]
    assert (drawing.get("width"), drawing.get("height")) == tuple(f"{side}mm" for side in PAPER[name])
