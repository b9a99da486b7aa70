"""The PDF: both profiles, our fonts alone, tables inside, the same bytes, and nothing read from outside."""

import os
import re
import subprocess
from pathlib import Path

import page
import pypdf
import pytest

from tasks.core.brand import load_brand
from tasks.render import Rendered
from tasks.render.model import Gathering, PrintPages
from tasks.render.pdf import render_pdf
from tests.figures_factory import TWO_YEARS, random_figures
from tests.render.conftest import attachments, build, charts, inputs, set_pdf

PAGE = '<html lang="en"><title>x</title><body>{}<p>x</p></body></html>'


@pytest.fixture(scope="module")
def reader(pdf_path: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(pdf_path)


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_profile_is_met(pdf_path: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(pdf_path), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


def test_only_fonts_of_the_brand_are_embedded(pdf_path: Path) -> None:
    listed = subprocess.run(["pdffonts", str(pdf_path)], capture_output=True, text=True, check=True).stdout
    names = [line.split()[0].split("+")[-1].replace("-", " ") for line in listed.splitlines()[2:]]
    families = {font.family for font in load_brand().font_files}
    assert names and all(any(name.startswith(family) for family in families) for name in names), names


def test_the_tables_travel_inside(reader: pypdf.PdfReader) -> None:
    inside = reader.attachments
    assert {name: content[0].decode() for name, content in inside.items()} == {
        attached.name: attached.content for attached in attachments(random_figures())
    }


def test_equal_inputs_give_equal_bytes(pdf_path: Path, rendered: Rendered) -> None:
    assert set_pdf(inputs(random_figures())) == pdf_path.read_bytes()
    assert build(random_figures(), charts()).html == rendered.html
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.parametrize(
    "reference",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<style>body{background:url("ftp://example.org/x")}</style>',
    ],
)
def test_nothing_is_fetched_from_outside(reference: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        render_pdf(PrintPages("", (Gathering(PAGE.format(reference)),), PAGE), TWO_YEARS, "id", ())


def test_the_style_fetches_nothing_from_outside() -> None:
    from weasyprint.urls import FatalURLFetchingError

    css = 'body{background:url("file:///etc/hostname")}'
    with pytest.raises(FatalURLFetchingError):
        render_pdf(PrintPages(css, (Gathering(PAGE.format("")),), PAGE), TWO_YEARS, "id", ())


def test_the_file_is_dated_after_its_edition(reader: pypdf.PdfReader) -> None:
    dates = reader.metadata
    assert dates and dates.creation_date and dates.creation_date.isoformat().startswith("2018-12-01")


def test_streams_that_would_end_in_a_carriage_return_are_altered(pdf_path: Path) -> None:
    assert b"\r\nendstream" not in pdf_path.read_bytes()


def test_every_page_of_an_internal_draft_says_so(pdf_path: Path) -> None:
    text = subprocess.run(["pdftotext", str(pdf_path), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) >= 30
    assert not [n for n, content in enumerate(pages, 1) if "Internal draft – not for publication" not in content]


def test_the_contents_give_every_heading_the_page_it_stands_on(pdf_path: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf_path), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")
    contents = next(page for page in pages if page.strip().startswith("Contents"))
    entries = [re.fullmatch(r"(\S.*?)\s{2,}(\d+)", line.strip()) for line in contents.splitlines()]
    found = [(entry[1].split(" ", 1)[-1], int(entry[2])) for entry in entries if entry]
    assert len(found) > 30
    assert [title for title, number in found if title.split()[-1] not in pages[number - 1]] == []
