"""A report of few contacts tells what can be told, and nothing of shares and ranks that cannot."""

import re
from functools import cache

import pytest

from tasks.chart.forms import nothing_to_draw
from tasks.language.languages import source_language
from tasks.model.figures import Base, Cell, Chart, Figure, FigureSpec, Window, WindowName
from tasks.model.period import Month, Period
from tasks.render import Page
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.render.conftest import build

FEW = {
    "20 contacts": lambda: rounded_figures(1, 20, HALF_YEAR),
    "60 contacts": lambda: rounded_figures(2, 60, HALF_YEAR),
    "20 contacts in two years": lambda: rounded_figures(3, 20, TWO_YEARS),
    "exact counts of 12": lambda: random_figures(4, 12),
    "no answer": lambda: rounded_figures(5, 40, HALF_YEAR, 1.0),
}


@cache
def report(name: str) -> Page:
    return build(FEW[name](), {})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize("name", FEW)
def test_no_sentence_rests_on_a_share_that_is_not_published(name: str) -> None:
    html = report(name).html
    body = html[html.index('id="numbers"') if 'id="numbers"' in html else 0 :]
    sentences = re.findall(r"<(?:p|li|blockquote)\b(?![^>]*caption)[^>]*>(.*?)</(?:p|li|blockquote)>", body, re.DOTALL)
    assert not [words(sentence) for sentence in sentences if source_language().no_share in words(sentence)]


@pytest.mark.parametrize("name", FEW)
def test_no_row_that_is_too_small_to_be_counted_is_said_to_lead(name: str) -> None:
    text = words(report(name).html)
    assert not re.findall(r"(?:largest|most frequent|most often|Next comes?|leading)[^.]*\(fewer than \d+[,)]", text)


@pytest.mark.parametrize("name", FEW)
def test_a_page_of_news_without_news_is_left_out(name: str) -> None:
    page = report(name)
    has_findings = '<p class="finding-number">' in page.html
    assert ("what-is-new" in [block.id for block in page.texts.blocks]) == has_findings
    assert ('href="#what-is-new"' in page.html) == has_findings


def test_many_contacts_lose_nothing() -> None:
    page = build(random_figures(), {})
    assert "what-is-new" in [block.id for block in page.texts.blocks]
    assert not [line for line in page.left_out if "Too few" in line]


@pytest.mark.parametrize(
    ("dimension", "share", "words"),
    [
        ("month", None, "No month has enough cases for a share"),
        ("quarter", None, "No quarter has enough cases for a share"),
        ("quarter", 0.4, None),
    ],
)
def test_lines_of_shares_are_drawn_where_there_is_a_share(
    dimension: str, share: float | None, words: str | None
) -> None:
    spec = FigureSpec("platform_by_month", "h", Base.CASES, (dimension, "platform"), chart=Chart.LINES)
    time = "2018-06" if dimension == "month" else "2018-Q2"
    window = Window(Period(Month(2018, 6), Month(2018, 11)), 15, 0, (Cell((time, "facebook"), 5, share),))
    assert nothing_to_draw(Figure(spec, {WindowName.EDITION: window}), source_language()) == words
