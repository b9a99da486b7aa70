"""How a language writes numbers, months and hours, keys, and what was rounded."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.language.language import Language
from tasks.language.languages import load_language, source_language, translated_pages, translations
from tasks.model.errors import EditionError
from tasks.model.figures import MISSING, Cell
from tasks.model.period import Month
from tests.figures_factory import TWO_YEARS, random_figures

ENGLISH = source_language()
[URDU] = (load_language(folder) for folder in translations())
OWN_DIGITS = replace(
    URDU, numbers={**URDU.numbers, "digits": "۰۱۲۳۴۵۶۷۸۹", "thousands": "٬", "point": "٫", "percent": "{number}٪"}
)


@pytest.mark.parametrize(
    ("language", "number", "mean", "share", "difference"),
    [
        (ENGLISH, "2,781", "115.9", "59%", "−0.3"),
        (URDU, "2,781", "115.9", "59%", "−0.3"),
        (OWN_DIGITS, "۲٬۷۸۱", "۱۱۵٫۹", "۵۹٪", "−۰٫۳"),
    ],
)
def test_numbers(language: Language, number: str, mean: str, share: str, difference: str) -> None:
    assert language.number(2781) == number
    assert language.number(115.875, 1) == mean
    assert language.percent(0.5861) == share
    assert language.signed(Decimal("-0.3"), 1) == difference


@pytest.mark.parametrize(
    ("hour", "english", "urdu"),
    [
        (0, "midnight", "رات 12 بجے"),
        (9, "9 am", "صبح 9 بجے"),
        (12, "noon", "دوپہر 12 بجے"),
        (17, "5 pm", "شام 5 بجے"),
        (23, "11 pm", "رات 11 بجے"),
    ],
)
def test_hours(hour: int, english: str, urdu: str) -> None:
    assert (ENGLISH.hour(hour), URDU.hour(hour)) == (english, urdu)


def test_months_and_lists() -> None:
    assert (ENGLISH.month(Month(2018, 11)), URDU.month(Month(2018, 11))) == ("November 2018", "نومبر 2018")
    assert ENGLISH.period(TWO_YEARS) == TWO_YEARS.words
    assert (ENGLISH.listed(["a", "b", "c"]), URDU.listed(["ا", "ب", "پ"])) == ("a, b and c", "ا، ب اور پ")


def test_the_page_of_each_language_is_named_by_its_code() -> None:
    assert translated_pages() == {"report.ur.html": "اردو"}


@pytest.mark.parametrize("table", ["numbers", "dates", "weekdays", "lists", "joints", "degree", "fractions"])
def test_a_translation_has_every_form_of_its_source(table: str) -> None:
    assert set(getattr(URDU, table)) == set(getattr(ENGLISH, table))


@pytest.mark.parametrize(
    ("dimension", "key", "words"),
    [
        ("gender", "woman", "Women"),
        ("city", "lahore", "Lahore"),
        ("month", "2018-11", "November 2018"),
        ("quarter", "2018-Q4", "October to December 2018"),
        ("hour", "09", "09"),
        ("services", "legal+mental_health", "Legal advice and mental health"),
        ("services", "legal", "Legal advice"),
        ("gender", MISSING, "Not recorded"),
    ],
)
def test_a_key_in_words(dimension: str, key: str, words: str) -> None:
    assert ENGLISH.label(dimension, key) == words


@pytest.mark.parametrize(("dimension", "key"), [("gender", "lahore"), ("services", "legal+mars")])
def test_an_unknown_key_is_refused(dimension: str, key: str) -> None:
    with pytest.raises(EditionError, match="no category"):
        ENGLISH.label(dimension, key)


def test_all_keys_of_all_figures_have_words() -> None:
    for figure in random_figures(1):
        for cell in figure.edition:
            assert all(ENGLISH.label(d, k) for d, k in zip(figure.spec.dimensions, cell.key, strict=True))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([(0, 5)], "fewer than 5"),
        ([(0, 5), (0, 5)], "fewer than 9"),
        ([(0, 5), (10, None)], "10"),
        ([(0, 17), (0, 17)], "fewer than 33"),
        ([(0, None)], "0"),
        ([(1000, None), (5, None)], "1,005"),
        ([], "0"),
    ],
)
def test_a_sum_of_what_was_rounded_is_told_by_its_bound(cells: list[tuple[int, int | None]], words: str) -> None:
    made = [Cell(("x",), count, below=below) for count, below in cells]
    assert ENGLISH.together(made) == words


@pytest.mark.parametrize(
    ("part", "whole", "bound", "words"),
    [
        (25, 100, 5, "25%"),
        (0, 100, None, "0%"),
        (0, 100, 5, "under 5%"),
        (0, 90, 5, "under 6%"),
        (0, 2090, 5, "under 0.3%"),
        (0, 3400, 5, "under 0.2%"),
        (0, 5, 5, "no share"),
        (0, 0, 5, "no share"),
        (0, 0, None, "no share"),
    ],
)
def test_a_share_of_what_was_rounded_is_told_by_its_bound(part: int, whole: int, bound: int | None, words: str) -> None:
    assert ENGLISH.share_or_bound(part, whole, bound) == words


def test_the_bound_of_a_share_lies_above_all_that_it_may_be() -> None:
    for whole in range(34, 4000, 7):
        bound = float(ENGLISH.share_or_bound(0, whole, 5).removeprefix("under ").removesuffix("%"))
        assert bound > 100 * 4 / whole, whole
