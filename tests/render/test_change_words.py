"""How one comparison is put in words: as a sentence of the chapter, within a sentence, in a table, below a figure."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from expectations.contract.span import Span
from tasks.language.languages import texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.changes import Change, Difference, Doubt, Obstacle, Side
from tasks.render.change_words import ChangeWords
from tasks.render.tables import TableCell
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures

BEFORE = HALF_YEAR.previous
CHANCE, BOTH = (Doubt.CHANCE,), (Doubt.CHANCE, Doubt.ROUNDING)


@cache
def words_of() -> ChangeWords:
    return ChangeWords(random_figures(edition=HALF_YEAR), load_texts(texts_folder(), HALF_YEAR))


def number(now: int, before: int, doubts: tuple[Doubt, ...] = (), *, named: bool = False) -> Change:
    row = ("platform", ("whatsapp",), (("platform", "whatsapp"),)) if named else ("calls", (), ())
    sides = Side(HALF_YEAR, now), Side(BEFORE, before)
    return Change(*row, *sides, counts=Difference(Decimal(now - before), doubts))


def share(now: float, before: float, doubts: tuple[Doubt, ...] = ()) -> Change:
    sides = [Side(p, round(s * 1000), 1000, s) for p, s in ((HALF_YEAR, now), (BEFORE, before))]
    points = (Decimal(str(now)) - Decimal(str(before))) * 100
    interval = (points - 5, points + 5)
    return Change(
        "gender",
        ("woman",),
        (("gender", "woman"),),
        *sides,
        since_launch=Side(TWO_YEARS, 2000, 5000, 0.4),
        counts=Difference(Decimal(sides[0].count - sides[1].count), doubts),
        shares=Difference(points, doubts, interval),
    )


UNTOLD = replace(
    share(0.12, 0.0), before=Side(BEFORE, 0, 1000, 0.0, below=5), shares=Difference(None), counts=Difference(None)
)
UNTIL = replace(share(0.1, 0.1), counts=None, shares=None, obstacle=Obstacle.UNTIL, asked=Span(last="2018-05"))
BREAK = replace(share(0.1, 0.1), counts=None, shares=None, obstacle=Obstacle.BREAK, redefined="2018-06")
SINCE = replace(share(0.1, 0.1), counts=None, shares=None, obstacle=Obstacle.SINCE, asked=Span("2018-09"))
FEW = replace(share(0.1, 0.1), shares=None, obstacle=Obstacle.SMALL_BASE)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (number(1819, 1661), "1,819, up from 1,661: 158 more, or 10%"),
        (number(10, 40), "10, down from 40: 30 fewer, or 75%"),
        (number(6, 6), "6 in both periods"),
        (number(185, 35, named=True), "185 cases, up from 35: 150 more, or 429%"),
        (number(35, 35, named=True), "35 cases in both periods"),
        (
            share(0.324, 0.076),
            "32.4% of cases with an answer, up from 7.6%: 24.8 percentage points more "
            "(324 of 1,000, against 76 of 1,000)",
        ),
        (
            share(0.076, 0.324),
            "7.6% of cases with an answer, down from 32.4%: 24.8 percentage points less "
            "(76 of 1,000, against 324 of 1,000)",
        ),
        (share(0.5, 0.5), "50.0% of cases with an answer in both periods (500 of 1,000, and 500 of 1,000)"),
        (UNTOLD, "120 of 1,000 cases with an answer, against fewer than 5 of 1,000"),
        (SINCE, "asked only since September 2018"),
        (UNTIL, "asked only until May 2018"),
        (BREAK, "asked in another way before June 2018"),
        (FEW, "fewer than 30 answers in one of the periods"),
        (replace(FEW, obstacle=Obstacle.UNRECORDED), "no answers in one of the periods"),
        (replace(FEW, obstacle=Obstacle.DEFINITION), "counted by another list of offices"),
    ],
)
def test_a_row_of_the_chapter_as_a_sentence(change: Change, words: str) -> None:
    assert words_of().sentence(change) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (number(819, 661), "158 higher (819 against 661)"),
        (number(34, 33, CHANCE), "1 higher (34 against 33; may be chance)"),
        (number(30, 35, BOTH), "5 lower (30 against 35; may be chance or rounding)"),
        (number(34, 34, CHANCE), "unchanged, at 34"),
        (share(0.585, 0.583, CHANCE), "0.2 percentage points higher (58.5% against 58.3%; may be chance)"),
        (share(0.583, 0.65), "6.7 percentage points lower (58.3% against 65.0%)"),
        (UNTOLD, "not comparable: one of the counts is withheld"),
        (SINCE, "not comparable: asked only since September 2018"),
    ],
)
def test_a_row_within_a_sentence(change: Change, words: str) -> None:
    assert words_of().against(change) == words


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            share(0.324, 0.076),
            "Women: 324 (32.4%); 76 (7.6%) in December 2017 to May 2018 (+24.8 points); "
            "2,000 (40.0%) since December 2016.",
        ),
        (
            share(0.324, 0.32, BOTH),
            "Women: 324 (32.4%); 320 (32.0%) in December 2017 to May 2018 (+0.4 points, may be chance or rounding); "
            "2,000 (40.0%) since December 2016.",
        ),
        (
            UNTOLD,
            "Women: 120 (12.0%); fewer than 5 in December 2017 to May 2018; 2,000 (40.0%) since December 2016.",
        ),
        (
            SINCE,
            "Women: 100 (10.0%); 100 (10.0%) in December 2017 to May 2018 (asked only since September 2018); "
            "2,000 (40.0%) since September 2018.",
        ),
        (
            replace(SINCE, before=replace(SINCE.before, asked=False)),
            "Women: 100 (10.0%); not asked in December 2017 to May 2018 (asked only since September 2018); "
            "2,000 (40.0%) since September 2018.",
        ),
    ],
)
def test_a_row_below_its_figure(change: Change, line: str) -> None:
    assert words_of().below_table(change) == line


@pytest.mark.parametrize(
    ("change", "name", "difference", "between", "doubts"),
    [
        (number(819, 661), "Calls attended", TableCell("+158", "+24%"), "–", ""),
        (number(10, 40), "Calls attended", TableCell("−30", "−75%"), "–", ""),
        (number(6, 6, CHANCE), "Calls attended", TableCell("±0"), "–", "may be chance"),
        (number(6, 0), "Calls attended", TableCell("+6"), "–", ""),
        (share(0.324, 0.076), "Gender: women", TableCell("+24.8 points"), "+19.8 and +29.8", ""),
        (
            share(0.3, 0.32, BOTH),
            "Gender: women",
            TableCell("−2.0 points"),
            "−7.0 and +3.0",
            "may be chance or rounding",
        ),
        (UNTOLD, "Gender: women", TableCell("–"), "–", ""),
        (SINCE, "Gender: women", TableCell("–"), "–", ""),
    ],
)
def test_a_row_in_a_table(change: Change, name: str, difference: TableCell, between: str, doubts: str) -> None:
    told = (
        words_of().name(change),
        words_of().difference(change),
        words_of().range(change),
        words_of().doubts(change.deciding),
    )
    assert told == (name, difference, between, doubts)


def test_rows_of_one_figure_are_named_together() -> None:
    men = replace(SINCE, key=("man",), named=(("gender", "man"),))
    assert words_of().name(SINCE, men) == "Gender: women and men"


@pytest.mark.parametrize(
    ("side", "entry"),
    [
        (None, TableCell("–")),
        (Side(HALF_YEAR, 1234), TableCell("1,234")),
        (Side(HALF_YEAR, 12, 30, 0.4), TableCell("12", "40.0%")),
        (Side(HALF_YEAR, 12, 29), TableCell("12")),
        (Side(HALF_YEAR, 0, 300, 0.0, below=9), TableCell("fewer than 9")),
        (Side(HALF_YEAR, 0, 300, 0.0, asked=False), TableCell("–")),
    ],
)
def test_a_side_has_a_share_where_there_is_one_to_tell(side: Side | None, entry: TableCell) -> None:
    assert words_of().side(side) == entry
