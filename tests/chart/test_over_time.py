import pytest

from tasks.chart.axes import Scale, levels, part_of
from tasks.chart.lines import in_quarters
from tasks.language.languages import source_language
from tasks.model.figures import (
    Base,
    Cell,
    Chart,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    ProtectedFigures,
    TimeSlice,
    Window,
    WindowName,
)
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


@pytest.mark.parametrize(("most", "expected"), [(1, [0]), (5, [0, 5]), (10, [0, 5, 10]), (30, [0, 10, 20, 30])])
def test_levels_of_rounded_counts_are_no_finer_than_these(most, expected):
    assert levels(most, 5) == expected


def test_values_grow_upwards_from_the_base_and_places_to_the_right():
    scale = Scale(step=10, unit=2, base=100, left=5)
    assert [scale.point(0, 0), scale.point(1, 30)] == [(10, 100), (20, 40)]


SPEC = FigureSpec("platform_by_month", "h", Base.CASES, ("month", "platform"), share_within=1, chart=Chart.LINES)


def by_platform(shown: Period, counts: dict[tuple[str, str], int]) -> ProtectedFigures:
    """A figure of months with 100 known cases each, of which counts are told from 5 on."""
    groups = {(str(month),): 100 for month in shown}
    cells = tuple(Cell(key, n, n / 100, below=None if n else 5) for key, n in counts.items())
    figure = Figure(SPEC, {WindowName.EDITION: Window(shown, 100 * shown.months, 0, cells)})
    whole = TimeSlice(shown, {SPEC.id: FigureCounts(100 * shown.months, 0, counts, groups)})
    return ProtectedFigures(shown, Disclosure.ROUND, "", 0, {SPEC.id: figure}, (whole,))


@pytest.mark.parametrize(
    ("shown", "count", "by_quarter"),
    [
        (period("2016-12", "2017-05"), 10, False),
        (period("2016-12", "2019-11"), 10, False),
        (period("2016-12", "2019-12"), 10, True),
        (period("2016-12", "2017-05"), 0, True),
    ],
)
def test_too_many_months_and_too_small_ones_become_quarters(shown, count, by_quarter):
    figures = by_platform(shown, {(str(month), "facebook"): count for month in shown})
    assert (in_quarters(figures[SPEC.id], figures).spec.dimensions[0] == "quarter") is by_quarter


def test_a_quarter_is_the_sum_of_its_months_and_of_their_known_records():
    shown = period("2018-06", "2018-11")
    counts = {(str(month), "facebook"): n for month, n in zip(shown, (10, 0, 20, 5, 0, 0), strict=True)}
    # It was asked for from August on, so that its quarter would have but a part of it.
    late = {(str(month), "discord"): 5 for month in list(shown)[2:]}
    figures = by_platform(shown, counts | late)
    cells = in_quarters(figures[SPEC.id], figures).edition.cells
    assert [(cell.key, cell.count, cell.share, cell.below) for cell in cells] == [
        (("2018-Q2", "facebook"), 10, 0.1, None),
        (("2018-Q3", "facebook"), 25, 0.0833, None),
        (("2018-Q4", "facebook"), 0, 0.0, 5),
        (("2018-Q4", "discord"), 10, 0.05, None),
    ]
