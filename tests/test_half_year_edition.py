"""A half-year edition built from the sample logs through the command line: what its page says of changes is right.

The oracle counts and compares the clean records; nothing of the project's own counting or comparing is used here.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.contract.vocabulary import vocabularies, vocabulary
from tests import oracle
from tests.finished_figures import TOLD
from tests.finished_page import Node, Page
from tests.oracle_of_changes import Verdict, judged
from tests.sample_logs.bundled import sample_records

FIRST, LAST, BEFORE = "2018-06", "2018-11", "2017-12"
RETOLD = ("service_combinations", "cybercrime_office_access_fixed")
ONE_ANSWER = ("channel", "within_fia_remit", "cybercrime_office_access", "fia_referral")
WINDOWS = ["edition", "previous", "since_launch"]

Row = tuple[str, oracle.Key]


@pytest.fixture(scope="module")
def page(half_year_edition: Path) -> Page:
    assert half_year_edition.name == f"{FIRST}_{LAST}"
    return Page(half_year_edition / "report.html")


@pytest.fixture(scope="module")
def counted() -> dict[str, dict[str, oracle.Answer]]:
    return oracle.count(sample_records(), FIRST, LAST)


@pytest.fixture(scope="module")
def verdicts(counted: dict[str, dict[str, oracle.Answer]]) -> dict[Row, Verdict]:
    return dict(judged(counted, BEFORE))


def cells(row: Node) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row.with_tag("th", "td")]


def table(page: Page, caption: str) -> list[Node]:
    for found in page.root.with_tag("table"):
        if [c.text for c in found.with_tag("caption")] == [caption]:
            return [row for row in found.with_tag("tr") if row.with_tag("td")]
    raise AssertionError(f"no table {caption}")


def sides(counted: dict[str, dict[str, oracle.Answer]], row: Row, windows: list[str]) -> list[str]:
    """Each side of a row as a table prints it."""
    figure, key = row
    printed = []
    for window in windows:
        answer = counted[figure][window]
        if figure in ("follow_up_share", "types_per_case"):
            known = answer.total - answer.missing
            printed.append(f"{round(float(answer.value or 0) * known):,} {percent(answer.value)}")
        elif not answer.cells:
            printed.append(f"{int(answer.value or 0):,}")
        elif answer.total - answer.missing < 30:
            printed.append(f"{answer.cells[key]:,}")
        else:
            share = oracle.ratio(answer.cells[key], answer.total - answer.missing)
            printed.append(f"{answer.cells[key]:,} {percent(share)}")
    return printed


def percent(share: float | int | None) -> str:
    return f"{(Decimal(str(share)) * 100).quantize(Decimal('0.1'), 'ROUND_HALF_UP')}%"


def signed(amount: Decimal | int, digits: int = 0) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return f"{sign}{abs(amount):,.{digits}f}"


def label(figure: str, counted: dict[str, dict[str, oracle.Answer]], key: oracle.Key) -> str:
    """A row's label; keys of the oracle's tables are those of one vocabulary."""
    keys = {k[0] for k in counted[figure]["edition"].cells}
    names = [name for name, known in vocabularies().items() if keys <= set(known.keys)]
    return vocabulary(min(names, key=lambda name: len(vocabulary(name).keys))).label(key[0])


def main_rows(counted: dict[str, dict[str, oracle.Answer]], verdicts: dict[Row, Verdict]) -> Iterator[Row]:
    """The rows that the chapter tells: ten a figure, by the larger of the two counts, none of them tiny."""
    for figure in counted:
        rows = [row for row in verdicts if row[0] == figure and row[1]]
        if (figure, ()) in verdicts and not verdicts[figure, ()].obstacle:
            now, before = (int(part.split()[0].replace(",", "")) for part in sides(counted, (figure, ()), WINDOWS[:2]))
            yield from [(figure, ())] if max(now, before) >= 10 else []
        if figure in RETOLD:
            continue
        if figure in ONE_ANSWER:
            rows = rows[:1]
        size = {row: max(counted[figure][w].cells[row[1]] for w in ("edition", "previous")) for row in rows}
        shown = sorted((row for row in rows if size[row]), key=lambda row: -size[row])[:10]
        yield from (row for row in shown if size[row] >= 10 or verdicts[row].obstacle)


@pytest.mark.parametrize(
    ("caption", "chance"), [("Changes that hold up", False), ("Differences that may be none", True)]
)
def test_the_chapter_tells_each_main_row_with_both_sides_and_all_since_launch(
    caption: str,
    chance: bool,
    page: Page,
    counted: dict[str, dict[str, oracle.Answer]],
    verdicts: dict[Row, Verdict],
) -> None:
    expected = []
    for row in main_rows(counted, verdicts):
        verdict = verdicts[row]
        if verdict.chance is chance:
            now, before, whole = sides(counted, row, WINDOWS)
            points = verdict.points
            change = f"{signed(points, 1)} points" if points is not None else signed(verdict.counts or 0)
            expected.append((row[0], now, before, change, whole))
    found = []
    for row in table(page, caption):
        _name, now, before, change, _mark, whole = cells(row)
        found.append(
            (row.attributes["data-compared"], now, before, change if "points" in change else change.split()[0], whole)
        )
    assert sorted(found) == sorted(expected)
    assert len(found) > 10


def test_those_that_changed_most_stand_first(page: Page) -> None:
    changes = [cells(row)[3] for row in table(page, "Changes that hold up")]
    points = [abs(Decimal(c.split()[0].replace("−", "-").replace("+", ""))) for c in changes if "points" in c]
    relative = [int(c.split()[1].strip("+−%")) for c in changes if "points" not in c]
    assert len(points) > 10 and points == sorted(points, reverse=True)
    assert len(relative) > 3 and relative == sorted(relative, reverse=True)
    assert ["points" in c for c in changes] == sorted("points" in c for c in changes)


def test_what_cannot_be_compared_is_listed_with_the_reason(page: Page, verdicts: dict[Row, Verdict]) -> None:
    [chapter] = [s for s in page.root.with_tag("section") if s.attributes.get("id") == "what-changed"]
    items = [item.text for item in chapter.with_tag("li")]
    assert "Account takeovers by code scams: asked only since September 2018." in items
    assert [
        i
        for i in items
        if i.startswith("Community at risk: ") and i.endswith("fewer than 30 answers in one of the periods.")
    ]
    assert {row[0] for row, verdict in verdicts.items() if verdict.obstacle} == {
        "takeover_scams_by_month",
        "vulnerable_community",
    }


@pytest.mark.parametrize(
    "figure",
    """gender contacting_for case_types province city perpetrator cybercrime_office_access age_band platform
    within_fia_remit referral heard_from services suicidal_ideation vulnerable_community""".split(),
)
def test_beneath_a_figure_every_row_has_both_differences_and_their_marks(
    figure: str, page: Page, counted: dict[str, dict[str, oracle.Answer]], verdicts: dict[Row, Verdict]
) -> None:
    expected = {}
    for row, verdict in verdicts.items():
        if row[0] == figure:
            now, before, whole = sides(counted, row, WINDOWS)
            shares = "– fewer than 30 answers in one of the periods"
            if verdict.points is not None:
                shares = f"{signed(verdict.points, 1)} points{' may be chance' * bool(verdict.chance)}"
            expected[label(figure, counted, row[1])] = (now, before, signed(verdict.counts or 0), shares, whole)
    found = {}
    for row in page.figures[figure].with_tag("tr"):
        if row.attributes.get("data-compared") == figure:
            name, now, before, count, shares, whole = cells(row)
            found[name] = (now, before, count.removesuffix(" may be chance"), shares, whole)
    assert found == expected


def test_what_a_sentence_tells_is_compared_in_the_chapter_alone(page: Page) -> None:
    """The row of the chapter is among those that are held against the oracle above."""
    compared = Counter(node.attributes.get("data-compared") for node in page.root.elements)
    assert {figure: compared[figure] for figure in TOLD} == {figure: figure not in RETOLD for figure in TOLD}


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        ("calls", "661 in December 2017 to May 2018 (+158); 2,781 since December 2016"),
        ("emails", "33 in December 2017 to May 2018 (+1, may be chance); 134 since December 2016"),
        ("mean_calls_per_month", "110.2 in December 2017 to May 2018; 115.9 since December 2016"),
        ("follow_up_share", "23% in December 2017 to May 2018 (+1.8 points, may be chance); 21% since December 2016"),
    ],
)
def test_below_a_number_stand_the_period_before_and_all_since_launch(figure: str, line: str, page: Page) -> None:
    assert [node.text for node in page.figures[figure].with_class("beside")] == [line]


def test_below_a_chart_stands_its_first_row(page: Page) -> None:
    [line] = [node.text for node in page.figures["platform"].with_class("beside")]
    assert line == (
        "WhatsApp: 162 (32.4%); 29 (7.6%) in December 2017 to May 2018 (+24.8 points); 220 (13.3%) since December 2016."
    )


def test_months_in_which_nothing_was_asked_are_not_told_as_nought(page: Page) -> None:
    [line] = [node.text for node in page.figures["takeover_scams_by_month"].with_class("beside")]
    assert line == (
        "Account takeovers by code scams: 122; not asked in December 2017 to May 2018 "
        "(asked only since September 2018); 122 since September 2018."
    )


def test_the_chart_names_the_widest_change(page: Page) -> None:
    [figure] = [node for node in page.root.with_tag("figure") if node.attributes.get("id") == "figure-what_changed"]
    [headline] = figure.with_class("figure-headline")
    assert headline.text == "Platform: WhatsApp changed by the widest margin, from 7.6% to 32.4%"
    [drawing] = figure.with_class("wide")
    assert "Type of case: hacking: from 7.3% to 21.9%" in drawing.attributes["aria-label"]


def test_the_chapter_says_how_many_rows_it_compared(page: Page) -> None:
    rows = [len(table(page, caption)) for caption in ("Changes that hold up", "Differences that may be none")]
    compared, doubtful = [node.text for node in page.sentences if "numbers and shares" in node.text]
    assert compared.startswith(f"Of {sum(rows)} numbers and shares, {rows[0]} changed by more than chance")
    assert f"about {round(sum(rows) * 0.05)} would still have seemed to" in compared
    assert doubtful.startswith(f"The web page lists {rows[1]} numbers and shares that differ by no more than chance")
