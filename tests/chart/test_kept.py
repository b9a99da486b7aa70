"""Charts from the shelf are those that would be drawn now; only what they show makes them be drawn again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.chart import draw
from tasks.chart.kept import draw_and_keep, kept_charts
from tasks.compare import compare
from tasks.core.brand import Brand, load_brand
from tasks.core.drawing import Drawing
from tasks.core.shelf import Shelf
from tasks.core.texts import TEXTS, Texts, load_texts
from tests.figures_factory import HALF_YEAR, rounded_figures

FIGURES = rounded_figures(2, 600, HALF_YEAR)
GIVEN = (load_texts(TEXTS, HALF_YEAR), load_brand(), "a digest")
Given = tuple[Texts, Brand, str]


def as_it_is(given: Given) -> Given:
    return given


def another_prose(given: Given) -> Given:
    texts, brand, digest = given
    return replace(texts, report={**texts.report, "slogan": "Another slogan"}), brand, digest


def other_figures(given: Given) -> Given:
    texts, brand, _ = given
    return texts, brand, "another digest"


def another_name(given: Given) -> Given:
    texts, brand, digest = given
    words = {**texts.figures, "gender": replace(texts.figures["gender"], short="Another name")}
    return replace(texts, figures=words), brand, digest


def another_word(given: Given) -> Given:
    texts, brand, digest = given
    return replace(texts, language=replace(texts.language, code="en-GB")), brand, digest


def another_colour(given: Given) -> Given:
    texts, brand, digest = given
    return texts, replace(brand, colours={**brand.colours, "primary": "#123456"}), digest


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, Mapping[str, Drawing]]:
    """A shelf on which the charts lie, and the charts."""
    (texts, brand, digest), shelf = GIVEN, Shelf(tmp_path_factory.mktemp("shelf"))
    return shelf, draw_and_keep(FIGURES, digest, compare(FIGURES), texts, brand, shelf)


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (as_it_is, False),
        (another_prose, False),
        (other_figures, True),
        (another_name, True),
        (another_word, True),
        (another_colour, True),
    ],
)
def test_only_what_they_show_draws_them_again(
    change: Callable[[Given], Given], again: bool, kept: tuple[Shelf, Mapping[str, Drawing]]
) -> None:
    shelf, drawn = kept
    texts, brand, digest = change(GIVEN)
    assert kept_charts(digest, texts, brand, shelf) == (None if again else drawn)


def test_fonts_that_measure_otherwise_draw_them_again(tmp_path: Path) -> None:
    (texts, brand, digest), shelf = GIVEN, Shelf(tmp_path / "shelf")
    own = tmp_path / "own.otf"
    own.write_bytes(brand.font_files[0].path.read_bytes())
    brand = replace(brand, font_files=(replace(brand.font_files[0], path=own), *brand.font_files[1:]))
    drawn = draw_and_keep(FIGURES, digest, compare(FIGURES), texts, brand, shelf)
    assert kept_charts(digest, texts, brand, shelf) == drawn
    own.write_bytes(own.read_bytes() + b"more")
    assert kept_charts(digest, texts, brand, shelf) is None


def test_they_are_what_would_be_drawn(kept: tuple[Shelf, Mapping[str, Drawing]]) -> None:
    texts, brand, _ = GIVEN
    assert kept[1] == draw(FIGURES, compare(FIGURES), texts, brand)
