"""What the methodology generates: bases with what is missing, questions that came later, hours, the rule of chance."""

import re

import pytest

from expectations import places
from expectations.places import OpeningHours, opening_hours, opening_hours_in
from tasks.language.languages import source_language
from tasks.model.figures import Measure, ProtectedFigures
from tasks.render.document import prepare, print_blocks
from tasks.render.model import Medium
from tests.figures_factory import HALF_YEAR, random_figures, rounded_figures
from tests.render.conftest import inputs
from tests.text.files import toml

TITLES = {figure_id: words["title"] for figure_id, words in toml("figures.toml").items()}


def chapter(figures: ProtectedFigures) -> str:
    blocks = print_blocks(prepare(inputs(figures)), Medium.SCREEN)
    return str(next(p.html for p in blocks if p.block.id == "methodology"))


def rows(figures: ProtectedFigures, caption: str) -> list[list[str]]:
    table = chapter(figures).split(f"<caption>{caption}</caption>")[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    return [
        [re.sub(r"<[^>]+>", "", c) for c in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in body.split("</tr>")[:-1]
    ]


@pytest.mark.parametrize(
    "figures", [random_figures(edition=HALF_YEAR), rounded_figures(edition=HALF_YEAR)], ids=["exact", "rounded"]
)
def test_every_table_and_chart_has_its_base_its_records_and_what_is_missing(figures: ProtectedFigures) -> None:
    listed = {row[1].replace("&#39;", "'"): row for row in rows(figures, "What is counted where")}
    tables = [figure for figure in figures if figure.spec.measure is Measure.CELLS]
    assert set(listed) == {TITLES[figure.spec.id] for figure in tables}
    for figure in tables:
        window = figure.edition
        counts = [source_language().count_or_bound(count, window.bound) for count in (window.total, window.missing)]
        answers = "several" if figure.spec.multi_response else "one"
        assert listed[TITLES[figure.spec.id]][2:6] == [figure.spec.base.value, *counts, answers]


def test_what_was_not_always_asked_is_listed_with_its_month() -> None:
    assert rows(random_figures(), "What was not always asked, or not always in one way") == [
        ["Gender: transgender", "December 2017"],
        ["Gender: non-binary", "December 2017"],
        ["Account takeover by a code scam", "September 2018"],
    ]


def test_the_hours_are_listed_with_the_month_since_which_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = (*opening_hours(), OpeningHours("2018-09", 8, 20))
    monkeypatch.setattr("tasks.render.generated.opening_hours", lambda: longer)
    assert rows(random_figures(), "Hours at which the telephone is answered") == [
        ["December 2016", "every day, 9 am to 5 pm"],
        ["September 2018", "every day, 8 am to 8 pm"],
    ]


@pytest.mark.parametrize(
    ("month", "opens"), [("2016-11", 9), ("2016-12", 9), ("2018-08", 9), ("2018-09", 8), ("2030-01", 8)]
)
def test_the_hours_of_a_month_are_the_last_that_began_before_it(
    month: str, opens: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        places, "opening_hours", lambda: (OpeningHours("2016-12", 9, 17), OpeningHours("2018-09", 8, 20))
    )
    assert opening_hours_in(month).opens == opens


def test_the_cover_tells_the_hours_that_hold_now() -> None:
    now = opening_hours()[-1]
    assert toml("report.toml")["report"]["hours"] == (
        f"every day, {source_language().hour(now.opens)} to {source_language().hour(now.closes)}"
    )


def test_the_rule_of_chance_is_stated_and_that_of_rounding_where_counts_are_rounded() -> None:
    exact, rounded = chapter(random_figures()), chapter(rounded_figures())
    for text in (exact, rounded):
        assert "Newcombe" in text and "one time in twenty" in text
    assert "within the rounding that lie closest together" in rounded
    assert "within the rounding that lie closest together" not in exact
