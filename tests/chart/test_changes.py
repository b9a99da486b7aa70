"""The chart of what changed: every row with both its shares where they belong, nothing cut, nothing covered."""

import re
from decimal import Decimal
from itertools import combinations

import pytest

from expectations.contract.vocabulary import vocabulary
from tasks.chart.canvas import PAGE, PHONE, Widths
from tasks.chart.comparisons import draw_changes
from tasks.chart.typography import Style
from tasks.language.languages import source_language
from tasks.model.brand import load_brand
from tasks.model.changes import DRAWN, Basis, Change, Comparison, Difference, Doubt, Side
from tests.chart.svg_text import canvas, drawn_texts, plain
from tests.figures_factory import HALF_YEAR

STYLE = Style(load_brand(), source_language())
NAMES = {"platform": "Platform", "case_types": "Type of case", "vulnerable_community": "Community at risk"}


def changed(figure: str, dimension: str, key: str, now: float, before: float) -> Change:
    sides = [
        Side(period, round(share * 1000), 1000, share)
        for period, share in ((HALF_YEAR, now), (HALF_YEAR.previous, before))
    ]
    amount = (Decimal(str(now)) - Decimal(str(before))) * 100
    return Change(figure, (key,), ((dimension, key),), *sides, shares=Difference(amount))


def types(*pairs: tuple[float, float]) -> list[Change]:
    keys = sorted(vocabulary("case_type").keys, key=lambda key: -len(vocabulary("case_type").label(key)))
    return [changed("case_types", "case_type", key, *pair) for key, pair in zip(keys, pairs, strict=False)]


CASES = {
    "one row": types((0.324, 0.076)),
    "twelve long names": types(*[(0.05 * n, 0.04 * n + 0.1) for n in range(12)]),
    "from all to none": types((0.0, 1.0), (1.0, 0.0)),
    "small shares": types((0.004, 0.001), (0.002, 0.006)),
    "all rows of one share": types(*[(0.5, 0.5)] * 3),
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
@pytest.mark.parametrize("widths", [PAGE, PHONE], ids=["page", "phone"])
def test_no_text_is_cut_or_covered(changes: list[Change], widths: Widths) -> None:
    svg = draw_changes(changes, NAMES, STYLE, widths)
    width, height = canvas(svg)
    texts = drawn_texts(svg, STYLE)
    assert [t for t in texts if t.left < 0 or t.right > width or t.top < 0 or t.bottom > height] == []
    assert [(a.words, b.words) for a, b in combinations(texts, 2) if a.overlaps(b)] == []


def test_a_row_tells_its_name_and_its_points() -> None:
    rows = [
        changed("platform", "platform", "whatsapp", 0.324, 0.076),
        changed("platform", "platform", "facebook", 0.306, 0.39),
    ]
    words = plain(draw_changes(rows, NAMES, STYLE, PAGE), STYLE)
    assert "WhatsApp Platform +24.8 points" in words
    assert "Facebook Platform −8.4 points" in words


def test_ring_and_dot_stand_where_the_scale_says() -> None:
    svg = draw_changes([changed("platform", "platform", "whatsapp", 0.4, 0.1)], NAMES, STYLE, PAGE)
    levels = {int(t.words[:-1]): (t.left + t.right) / 2 for t in drawn_texts(svg, STYLE) if t.words.endswith("%")}
    lines = [
        sorted((float(one[0]), float(two[0])))
        for path in re.findall(r'<path d="(M [^"]*L [^"]*)"', svg)
        if len(points := re.findall(r"([\d.]+) ([\d.]+)", path)) == 2
        for one, two in [points]
        if one[1] == two[1]
    ]
    assert [pytest.approx(levels[10]), pytest.approx(levels[40])] in lines


def test_only_changes_that_hold_up_are_drawn_and_no_more_than_there_is_room_for() -> None:
    rows = types(*[(0.05 * n + 0.1, 0.04 * n) for n in range(20)])
    doubted = changed("platform", "platform", "whatsapp", 0.9, 0.1)
    doubted = Change(
        "platform",
        ("whatsapp",),
        doubted.named,
        doubted.now,
        doubted.before,
        shares=Difference(Decimal(80), (Doubt.CHANCE,)),
    )
    untold = Change("platform", ("facebook",), doubted.named, doubted.now, doubted.before, shares=Difference(None))
    comparison = Comparison(Basis.PREVIOUS, HALF_YEAR, HALF_YEAR.previous, (*rows, doubted, untold))
    assert len(comparison.drawn) == DRAWN
    assert {change.figure for change in comparison.drawn} == {"case_types"}
