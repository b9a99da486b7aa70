"""What changed, on the page: the chapter, what stands beside each figure, and what the page leaves out."""

import re
from functools import cache

import pytest

from tasks.compare import compare
from tasks.language.languages import source_language, texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.changes import Reliability
from tasks.model.figures import Measure, ProtectedFigures
from tasks.model.period import Month, Period
from tasks.render.document import Printed, prepare, print_blocks
from tasks.render.html import render_html, render_print_page
from tasks.render.model import Medium
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.render.conftest import inputs, shown

LAUNCH = Period(Month(2016, 12), Month(2016, 12))
EDITIONS = {
    "half-year": lambda: random_figures(edition=HALF_YEAR),
    "half-year, rounded": lambda: rounded_figures(edition=HALF_YEAR),
    "two years": random_figures,
    "small half-year": lambda: random_figures(4, 60, HALF_YEAR),
    "nothing answered": lambda: random_figures(5, 300, HALF_YEAR, 1.0),
    "the month of the launch": lambda: random_figures(3, 30, LAUNCH),
}


@cache
def blocks(edition: str, medium: Medium = Medium.SCREEN) -> dict[str, Printed]:
    return {p.block.id: p for p in print_blocks(prepare(inputs(EDITIONS[edition]())), medium)}


def chapter(edition: str) -> str:
    return re.sub(r'<span data-told="[^"]*">(.*?)</span>', r"\1", str(blocks(edition)["what-changed"].html))


def rows(html: str, caption: str) -> list[list[str]]:
    """The rows of a table as words, by its caption."""
    if f"<caption>{caption}</caption>" not in html:
        return []
    table = html.split(f"<caption>{caption}</caption>")[1].split("</table>", maxsplit=1)[0]
    return [
        [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in table.split("<tbody>")[1].split("</tr>")
        if "<th" in row
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_main_row_is_told_in_the_table_of_its_verdict_or_in_the_list(edition: str) -> None:
    compared = compare(EDITIONS[edition]())
    for verdict, caption in (
        (Reliability.HOLDS, "Changes that hold up"),
        (Reliability.DOUBTFUL, "Differences that may be none"),
    ):
        assert len(rows(chapter(edition), caption)) == len(compared.rows(verdict))
    names = load_texts(texts_folder(), HALF_YEAR).figures
    for change in compared.rows(Reliability.INCOMPARABLE):
        assert f"<strong>{names[change.figure].name}" in chapter(edition).replace("’", "'")


@pytest.mark.parametrize(
    ("edition", "title", "says"),
    [
        (
            "half-year",
            "What changed since the last report",
            "December 2017 to May 2018 and June 2018 to November 2018",
        ),
        (
            "two years",
            "Changes within the period",
            "December 2016 to November 2017 and December 2017 to November 2018",
        ),
        ("the month of the launch", "Changes within the period", "nothing yet to compare it with"),
    ],
)
def test_the_chapter_says_what_it_compares(edition: str, title: str, says: str) -> None:
    assert blocks(edition)["what-changed"].title == title
    assert says in chapter(edition)


def test_a_row_of_the_table_has_both_sides_the_difference_and_all_since_launch() -> None:
    figures = random_figures(edition=HALF_YEAR)
    change = next(c for c in compare(figures).rows(Reliability.DOUBTFUL) if c.figure == "gender")
    assert change.shares and change.shares.amount is not None and change.now.share and change.before.share
    row = next(r for r in rows(chapter("half-year"), "Differences that may be none") if r[0].startswith("Gender"))
    whole = figures["gender"].windows["since_launch"].get(*change.key)
    assert whole and whole.share
    assert row[1:3] == [f"{s.count:,} {source_language().percent(s.share, 1)}" for s in (change.now, change.before)]
    assert row[4:] == ["may be chance", f"{whole.count:,} {source_language().percent(whole.share, 1)}"]


def test_where_nothing_holds_up_the_chapter_says_so() -> None:
    assert not compare(EDITIONS["small half-year"]()).rows(Reliability.HOLDS, shares=True)
    nothing = [
        name
        for name in EDITIONS
        if name != "the month of the launch" and not compare(EDITIONS[name]()).rows(Reliability.HOLDS)
    ]
    for edition in nothing:
        assert "No difference between the two periods is larger" in chapter(edition)


@pytest.mark.parametrize("edition", ["half-year", "half-year, rounded"])
def test_each_number_has_the_period_before_and_all_since_launch_below_it(edition: str) -> None:
    figures = EDITIONS[edition]()
    html = render_html(prepare(inputs(figures)))
    for figure in figures:
        if figure.spec.measure is not Measure.CELLS:
            block = html.split(f'data-figure="{figure.spec.id}"')[1].split("</div>")[0]
            [line] = re.findall(r'<p class="number-caption beside">(.*?)</p>', block)
            assert re.fullmatch(r"[\d.,%]+ in December 2017 to May 2018.*; [\d.,%]+ since December 2016", line), line


def test_an_edition_since_launch_has_no_such_lines() -> None:
    html = render_html(prepare(inputs(random_figures())))
    assert 'class="number-caption beside"' not in html
    assert 'class="beside"' not in html


def test_the_screen_compares_each_main_table_on_demand_with_a_row_a_row() -> None:
    figures = random_figures(edition=HALF_YEAR)
    html = render_html(prepare(inputs(figures)))
    compared = compare(figures)
    for figure in shown(figures):
        block = html.split(f'data-figure="{figure.spec.id}"')[1].split("</figure>")[0]
        wanted = len(compared.of(figure.spec.id)) if figure.spec.measure is Measure.CELLS else 0
        assert block.count(f'<tr data-compared="{figure.spec.id}">') == wanted


def test_print_has_no_comparison_on_demand_nor_the_tables_of_the_chapter() -> None:
    printed = render_print_page(prepare(inputs(random_figures(edition=HALF_YEAR))))
    assert "Changes that hold up</caption>" not in printed and "Differences that may be none</caption>" not in printed
    assert "beside the period before</caption>" not in printed


def test_counts_that_are_withheld_are_not_subtracted() -> None:
    html = render_html(prepare(inputs(rounded_figures(edition=HALF_YEAR))))
    told = [row for row in re.findall(r"<tr data-compared=.*?</tr>", html) if "fewer than 5" in row]
    assert told
    for row in told:
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>.*?</td>", row)]
        assert "–" in " ".join(cells[2:])
        assert not any(cell.startswith("fewer than 5 ") for cell in cells)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_sign_stands_before_a_nought(edition: str) -> None:
    html = chapter(edition)
    assert not re.search(r"[+−]0(\.0)?(?![\d.])", html)


def test_the_two_periods_are_the_figures_own() -> None:
    figures: ProtectedFigures = random_figures(edition=TWO_YEARS)
    assert "December 2016 to November 2017" in chapter("two years")
    assert figures.edition.halves[0].words == "December 2016 to November 2017"
