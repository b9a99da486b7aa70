"""Another organisation's brand file, over a half-year: the whole report changes its look, and passes all the same."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import page
import pytest
from playwright.sync_api import Browser

from flows.edition.reading import read_edition
from tasks.chart import draw
from tasks.compare import compare
from tasks.language.languages import texts_folder
from tasks.language.texts_loader import figure_titles, load_texts
from tasks.model.brand import Brand, load_brand
from tasks.render import Attached, BuildNote, Inputs, Page, prepare, render
from tests.browser.visit import PHONE, Visit, visit
from tests.render.conftest import set_pdf

BRAND_FILE = Path(__file__).parents[1] / "brands" / "tideline" / "brand.toml"
BUILD = BuildNote("sha256:" + "5e" * 32, {"helpline-report": "0.1.0"}, "0123abcd")
SMALL = 2_000_000
"""Bytes that a PDF may have."""


@pytest.fixture(scope="module")
def brand() -> Brand:
    return load_brand(BRAND_FILE)


@pytest.fixture(scope="module")
def inputs(brand: Brand, half_year_edition: Path) -> Inputs:
    edition, titles = read_edition(half_year_edition), figure_titles(texts_folder())
    comparison, texts = compare(edition.figures), load_texts(texts_folder(), edition.figures.edition)
    charts = draw(edition.figures, comparison, texts, brand)
    tables = sorted((half_year_edition / "tables").glob("*.csv"))
    attached = [Attached(file.name, titles[file.stem], file.read_text("utf-8")) for file in tables]
    return Inputs(edition.figures, comparison, edition.quality, charts, brand, tuple(attached), BUILD, texts)


@pytest.fixture(scope="module")
def report(inputs: Inputs) -> Page:
    [page] = render(prepare(inputs))
    return page


@pytest.fixture(scope="module")
def pdf(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rebranded") / "report.pdf"
    file.write_bytes(set_pdf(inputs))
    return file


@pytest.fixture(scope="module")
def phone(browser: Browser, report: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    file = tmp_path_factory.mktemp("rebranded") / "report.html"
    file.write_text(report.html, "utf-8")
    with visit(browser, file, PHONE, "dark") as opened:
        yield opened


@pytest.mark.drill
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_both_profiles_are_met(pdf: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(pdf), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_both_profiles_are_met_by_the_sample_edition(sample_edition: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(sample_edition / "report.pdf"), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


@pytest.mark.drill
def test_only_the_brands_fonts_are_embedded(pdf: Path, brand: Brand) -> None:
    listed = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].split("+")[-1].replace("-", " ") for line in listed.splitlines()[2:]}
    assert names and all(name.startswith(brand.text_font) for name in names), names


@pytest.mark.drill
def test_its_pdf_is_small(pdf: Path) -> None:
    assert pdf.stat().st_size < SMALL


def test_files_are_small(sample_edition: Path) -> None:
    assert (sample_edition / "report.pdf").stat().st_size < SMALL
    assert (sample_edition / "report.html").stat().st_size < SMALL


def test_no_colour_of_our_own_brand_is_left(report: Page, brand: Brand) -> None:
    ours = {colour.upper() for colour in load_brand().colours.values()}
    theirs = {colour.upper() for colour in brand.colours.values()}
    used = {colour.upper() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", report.html)}
    assert used & theirs and not used & (ours - theirs)


def test_its_page_fits_a_phone(phone: Visit) -> None:
    assert phone.too_wide() == []


@pytest.mark.drill
def test_its_page_is_accessible(phone: Visit) -> None:
    assert phone.broken_rules() == []
