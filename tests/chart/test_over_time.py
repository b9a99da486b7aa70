import pytest

from tasks.chart.axes import Scale, levels
from tasks.chart.share_line import part_of
from tasks.language.languages import source_language
from tasks.model.period import Month, Period


def period(first: str, last: str) -> Period:
    return Period(Month.parse(first), Month.parse(last))


@pytest.mark.parametrize(
    ("quarter", "shown", "words"),
    [
        ("2016-Q4", period("2016-12", "2018-11"), "Dec only"),
        ("2017-Q1", period("2016-12", "2018-11"), ""),
        ("2018-Q4", period("2016-12", "2018-11"), "Oct to Nov"),
        ("2018-Q2", period("2018-06", "2018-11"), "Jun only"),
        ("2018-Q2", None, ""),
    ],
)
def test_quarters_that_the_period_has_in_part_say_so(quarter, shown, words):
    assert part_of(quarter, shown, source_language()) == words


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (30, [0, 10, 20, 30]),
        (99, [0, 20, 40, 60, 80]),
        (203, [0, 50, 100, 150, 200]),
        (12_345, [0, 5000, 10_000]),
    ],
)
def test_levels_are_few_and_round(most, expected):
    assert levels(most) == expected


def test_values_grow_upwards_from_the_base_and_places_to_the_right():
    scale = Scale(step=10, unit=2, base=100, left=5)
    assert [scale.point(0, 0), scale.point(1, 30)] == [(10, 100), (20, 40)]
