"""Two roundings of the same months: what they tell together, against trying every table, and on real tiles."""

from itertools import product

import pytest

from tasks.core.linked import Published, link, published
from tasks.protect.audit import audit
from tasks.protect.revision import TWICE, with_earlier
from tasks.protect.truth import true_values
from tests.figures_factory import TWO_YEARS
from tests.protect.test_printed import FOUR, MARGINS, cell, figures, known_of

TRUTH = dict(zip(FOUR, (3, 4, 6, 10), strict=True))
FIRST = dict(zip(FOUR, (0, 5, 5, 10), strict=True))
AGAIN = dict(zip(FOUR, (5, 5, 5, 10), strict=True))
"""Three women who called for themselves, printed as none and then as five."""


def told(rounded: dict) -> Published:
    specs, counts = figures(rounded)
    return published(specs, link(specs, TWO_YEARS, counts), counts)


def truth(counted: dict) -> dict:
    specs, counts = figures(counted)
    return true_values(link(specs, TWO_YEARS, counts), counts)


def sums(table: dict) -> list[int]:
    return [sum(n for key, n in table.items() if fits(key)) for fits in MARGINS.values()]


def near(table: dict, rounded: dict) -> bool:
    return all(abs(one - other) <= 4 for one, other in zip(sums(table), sums(rounded), strict=True))


@pytest.mark.parametrize("earlier", [[FIRST], [AGAIN], [FIRST, AGAIN], []], ids=["down", "up", "both", "none"])
def test_the_audit_of_both_finds_what_trying_every_table_finds(earlier: list[dict]) -> None:
    known = with_earlier(known_of(AGAIN), map(told, earlier), truth(TRUTH))
    tables = [
        table
        for counts in product(range(15), repeat=4)
        if all(near(table := dict(zip(FOUR, counts, strict=True)), rounded) for rounded in (AGAIN, *earlier))
    ]
    assert TRUTH in tables
    exposed = audit(known).exposed
    for key in FOUR:
        values = {table[key] for table in tables}
        if cell(key) in known.questioned:
            assert known.questioned[cell(key)] == TWICE
            assert (cell(key) in exposed) == (max(values) - min(values) + 1 < TWICE), key


def test_an_earlier_rounding_of_another_truth_says_nothing() -> None:
    """Four women more by now, who were entered late: the first rounding was right of the others alone."""
    now = {**TRUTH, FOUR[0]: 7}
    known = with_earlier(known_of(AGAIN), [told(FIRST)], truth(now))
    assert known.ranges[cell(FOUR[0])] == known_of(AGAIN).ranges[cell(FOUR[0])]
    assert known.ranges[cell(FOUR[1])] == known_of(FIRST).ranges[cell(FOUR[1])]
