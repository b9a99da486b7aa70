"""How a language writes numbers, months and hours, and what of it a translation may lack."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tasks.language.bidi import END as E
from tasks.language.bidi import ISOLATE as L
from tasks.language.bidi import foreign, held_together, is_foreign, marked_up, without_unseen
from tasks.language.language import Language
from tasks.language.languages import load_language, source_language, texts_folder, translated_pages, translations
from tasks.language.texts_loader import load_texts
from tasks.language.translation import CHANGED, UNTRANSLATED, gaps, record
from tasks.model.period import Month
from tests.figures_factory import TWO_YEARS

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
    ("page", "held"),
    [
        ("<p>0800-39393</p>", f"<p>{L}0800-39393{E}</p>"),
        ("<p>59% of 2,090 in 2018</p>", f"<p>{L}59%{E} of 2,090 in 2018</p>"),
        ("<td>+158 −0.3</td>", f"<td>{L}+158{E} {L}−0.3{E}</td>"),
        ("<a href='#a-1-2'>15:00, 115.9</a>", "<a href='#a-1-2'>15:00, 115.9</a>"),
        ("<td>4(1)</td>", f"<td>{L}4(1){E}</td>"),
        ("<a>https://example.org/slides/6-785</a>", "<a>https://example.org/slides/6-785</a>"),
        ("<td>tables/2016-12_2018-11</td>", "<td>tables/2016-12_2018-11</td>"),
        ("<style>a{width:50%}</style>", "<style>a{width:50%}</style>"),
    ],
)
def test_numbers_that_would_be_turned_round_are_held_together(page: str, held: str) -> None:
    assert held_together(page) == held
    assert without_unseen(held) == page


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        (foreign("Cases"), '<span lang="en" dir="ltr">Cases</span>'),
        (f'<p title="{foreign("Cases")}">ا</p>', '<p title="Cases">ا</p>'),
        (f"<svg><text>{foreign('Cases')}</text></svg>", "<svg><text>Cases</text></svg>"),
        (
            foreign("In <b>5</b> cases"),
            '\u2066<span lang="en" dir="ltr">In </span><b><span lang="en" dir="ltr">5</span></b>'
            '<span lang="en" dir="ltr"> cases</span>\u2069',
        ),
    ],
)
def test_words_of_the_source_say_so_on_the_page(page: str, marked: str) -> None:
    assert marked_up(page, "en", "ltr") == marked


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Copies of the texts of both languages, to spoil; gives the folder of the translation."""
    for folder in (texts_folder(), URDU.folder):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path / URDU.folder.name


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def listed(folder: Path) -> set[tuple[str, str]]:
    return {(gap.text, gap.why) for gap in gaps(load_texts(folder, TWO_YEARS))}


def test_what_is_not_translated_is_printed_in_the_source_language_and_listed(copies: Path) -> None:
    before = listed(copies)
    (copies / "standing" / "our_story.md").unlink()
    (copies / "rules.toml").unlink()
    replaced(copies / "figures.toml", "[gender]", "[another]")
    replaced(copies / "words.toml", "\nto_content = ", "\nto_contents = ")
    texts = load_texts(copies, TWO_YEARS)
    assert not texts.has("standing/our_story.md")
    assert is_foreign(texts.figures["gender"].title) and not is_foreign(texts.figures["age_band"].title)
    assert is_foreign(texts.words["page"]["to_content"]) and not is_foreign(texts.words["page"]["contents"])
    missing = {text for text, why in listed(copies) - before if why == UNTRANSLATED}
    assert {"standing/our_story.md", "figures.toml, gender", "words.toml, page", "rules.toml, needed"} <= missing
    assert {text.partition(",")[0] for text in missing} <= {
        "standing/our_story.md", "figures.toml", "words.toml", "rules.toml",
    }  # fmt: skip


def test_what_has_changed_in_the_source_is_listed_until_it_is_said_to_be_done(copies: Path) -> None:
    record(load_texts(copies, TWO_YEARS))
    assert listed(copies) == set()
    with (copies.parent / "en" / "standing" / "our_story.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    changed = ("standing/our_story.md", CHANGED)
    assert listed(copies) == {changed}
    record(load_texts(copies, TWO_YEARS), ["standing/about_us.md"])
    assert listed(copies) == {changed}
    record(load_texts(copies, TWO_YEARS), ["standing/our_story.md"])
    assert listed(copies) == set()


def test_the_source_language_needs_no_translator() -> None:
    assert gaps(load_texts(texts_folder(), TWO_YEARS)) == ()
