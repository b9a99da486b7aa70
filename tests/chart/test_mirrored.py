"""Charts of a language that runs to the left: the mirror image, with its own words, none of them cut."""

import re
from collections.abc import Callable

import pytest

from tasks.chart import draw
from tasks.chart.canvas import Canvas
from tasks.chart.typography import LABEL, Style
from tasks.compare import compare
from tasks.language.languages import source_language, translations
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.figures import ProtectedFigures
from tests.chart.svg_text import canvas, drawn_texts
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures

[FOLDER] = translations()
BRAND = load_brand()
URDU = Style(BRAND.for_language("ur"), load_texts(FOLDER, TWO_YEARS).language)
ENGLISH = Style(BRAND, source_language())


@pytest.mark.parametrize(
    "made",
    [lambda: random_figures(2, 600, HALF_YEAR), lambda: rounded_figures(1, 2000, TWO_YEARS)],
    ids=["half-year", "two years"],
)
def test_no_word_is_cut(made: Callable[[], ProtectedFigures]) -> None:
    figures = made()
    drawn = draw(figures, compare(figures), load_texts(FOLDER, figures.edition), BRAND)
    cut = []
    for name, chart in drawn.items():
        for svg in (chart.page, chart.phone):
            width, height = canvas(svg)
            cut += [
                (name, text.words)
                for text in drawn_texts(svg, URDU)
                if text.left < -0.1 or text.right > width + 0.1 or text.top < 0 or text.bottom > height
            ]
    assert len(drawn) > 15
    assert cut == []


def test_the_sheet_mirrors_places_and_leaves_sizes() -> None:
    boxes = []
    for style in (ENGLISH, URDU):
        canvas = Canvas(style, 100, 204)
        canvas.box((10, 20), 50, 30, "ink")
        numbers = [float(number) for number in re.findall(r"[\d.]+", re.findall(r' d="([^"]*)"', canvas.svg())[0])]
        boxes.append((sorted(set(numbers[::2])), sorted(set(numbers[1::2]))))
    (left, heights), (mirrored, stretched) = boxes
    assert mirrored == [204 - x for x in reversed(left)]
    assert stretched == [y * BRAND.scripts["ur"].tall for y in heights]


def test_a_mirrored_drawing_says_so_and_no_other_does() -> None:
    assert 'direction="rtl"' in Canvas(URDU, 10).svg()
    assert "direction" not in Canvas(ENGLISH, 10).svg()


def test_words_of_two_scripts_are_measured_each_in_its_own() -> None:
    number, word = URDU.width("2,781", LABEL), URDU.width("کیس", LABEL)
    assert number == ENGLISH.width("2,781", LABEL)
    assert number + word < URDU.width("2,781 کیس", LABEL) < number + word + 3
