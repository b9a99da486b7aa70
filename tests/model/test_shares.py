"""What chance can do, against printed examples, a second implementation, and what must hold of any counts."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.model.shares import LARGE, counts_may_be_alike, share_interval
from tests import oracle_of_changes as oracle

PRINTED = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]
"""Newcombe 1998, table II, method 10."""

proportions = st.integers(1, 500).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@pytest.mark.parametrize(("now", "before", "low", "high"), PRINTED)
def test_the_interval_is_the_printed_one(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    assert [round(bound, 4) for bound in share_interval(now, before)] == [low, high]


@settings(deadline=None)
@given(proportions, proportions)
def test_the_interval_is_that_of_the_formula(now: tuple[int, int], before: tuple[int, int]) -> None:
    expected = oracle.newcombe(*now, *before)
    assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(share_interval(now, before), expected, strict=True))


@settings(deadline=None)
@given(proportions, proportions)
def test_the_interval_turns_round_with_its_sides(now: tuple[int, int], before: tuple[int, int]) -> None:
    low, high = share_interval(now, before)
    assert share_interval(before, now) == pytest.approx((-high, -low))


@settings(deadline=None)
@given(proportions, proportions)
def test_the_interval_holds_the_difference_and_stays_within_one(now: tuple[int, int], before: tuple[int, int]) -> None:
    low, high = share_interval(now, before)
    difference = now[0] / now[1] - before[0] / before[1]
    assert -1 - 1e-9 <= low <= difference + 1e-9
    assert difference - 1e-9 <= high <= 1 + 1e-9


@pytest.mark.parametrize(
    ("now", "before", "alike"),
    [
        (0, 0, True),
        (3, 0, True),
        (10, 10, True),
        (12, 5, True),
        (15, 5, False),
        (100, 130, False),
        (100, 125, True),
        (661, 819, False),
        (33, 34, True),
    ],
)
def test_two_counts_over_half_a_year_each(now: int, before: int, alike: bool) -> None:
    assert counts_may_be_alike(now, 6, before, 6) is alike
    assert (oracle.e_test(now, before) >= 0.05) is alike


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_the_test_of_counts_is_that_of_the_sum(now: int, before: int) -> None:
    p = oracle.e_test(now, before)
    if abs(p - 0.05) > 1e-6:
        assert counts_may_be_alike(now, 6, before, 6) is (p >= 0.05)


@pytest.mark.parametrize(("now", "before", "alike"), [(LARGE, LARGE + 100, True), (LARGE, LARGE + 500, False)])
def test_large_counts_are_tested_too(now: int, before: int, alike: bool) -> None:
    assert counts_may_be_alike(now, 6, before, 6) is alike


def test_more_months_bring_more_records() -> None:
    assert counts_may_be_alike(120, 12, 60, 6)
    assert not counts_may_be_alike(120, 6, 60, 6)
