"""Comparisons: against the oracle over the sample records, in editions of every kind, and what must hold of any."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.places import Office
from tasks.aggregate import aggregate
from tasks.compare import BY_FIRST_DAY, compare
from tasks.model.changes import Basis, Change, Comparison, Doubt, Obstacle, Reliability, Side
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.period import Month, Period
from tasks.model.shares import difference_of_counts, difference_of_shares
from tasks.protect import protect
from tests import oracle, oracle_of_changes
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

BEFORE = HALF_YEAR.previous
COMPARED = {
    "a half-year": ("2018-06", "2018-11"),
    "the half-year before": ("2017-12", "2018-05"),
    "a year": ("2017-12", "2018-11"),
    "one month": ("2018-11", "2018-11"),
}


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(sample_records(), tmp_path_factory.mktemp("clean") / "accepted.parquet")


@pytest.fixture(scope="module")
def of(accepted: Path) -> Callable[[str, str], ProtectedFigures]:
    return lambda first, last: protect(
        aggregate(accepted, Period(Month.parse(first), Month.parse(last))), Disclosure.NONE, "clean records"
    )


@pytest.mark.parametrize(("first", "last"), COMPARED.values(), ids=COMPARED)
def test_every_row_is_judged_as_the_oracle_judges_it(
    of: Callable[[str, str], ProtectedFigures], first: str, last: str
) -> None:
    compared = compare(of(first, last))
    assert compared.before and compared.now
    counted = oracle.count(sample_records(), first, last)
    expected = dict(oracle_of_changes.judged(counted, str(compared.before.first)))
    assert {(c.figure, c.key): verdict(c) for c in compared.changes} == expected


def verdict(change: Change) -> oracle_of_changes.Verdict:
    decided = change.deciding
    return oracle_of_changes.Verdict(
        int(change.counts.amount) if change.counts and change.counts.amount is not None else None,
        change.shares.amount if change.shares else None,
        Doubt.CHANCE in decided.doubts if decided else None,
        change.obstacle.value if change.obstacle else None,
    )


def test_halves_are_compared_where_there_is_no_period_before(of: Callable[[str, str], ProtectedFigures]) -> None:
    compared = compare(of("2016-12", "2018-11"))
    assert (compared.basis, str(compared.before), str(compared.now)) == (
        Basis.HALVES,
        "2016-12_2017-11",
        "2017-12_2018-11",
    )
    records = sample_records()
    counted = {
        half: oracle.count(records, *months)
        for half, months in {"before": ("2016-12", "2017-11"), "now": ("2017-12", "2018-11")}.items()
    }
    for change in compared.changes:
        for side, half in ((change.before, "before"), (change.now, "now")):
            answer = counted[half][change.figure]["edition"]
            expected = answer.value if answer.value is not None else answer.cells.get(change.key, answer.total)
            assert (change.figure, change.key, side.count) == (change.figure, change.key, expected)
    assert {c.figure for c in compared.changes} == {
        "calls",
        "new_calls",
        "follow_up_calls",
        "takeover_scams_by_month",
        *(
            "gender",
            "case_types",
            "province",
            "perpetrator",
            "age_band",
            "platform",
            "referral",
            "heard_from",
            "services",
        ),
    }
    assert [(c.key, c.obstacle) for c in compared.changes if c.obstacle and c.figure == "gender"] == [
        (("transgender",), Obstacle.SINCE),
        (("non_binary",), Obstacle.SINCE),
    ]
    assert [c.obstacle for c in compared.of("takeover_scams_by_month")] == [Obstacle.SINCE]
    assert compared.of("takeover_scams_by_month")[0].asked.first == "2018-09"


def test_one_month_at_the_launch_is_compared_with_nothing(of: Callable[[str, str], ProtectedFigures]) -> None:
    assert compare(of("2016-12", "2016-12")) == Comparison(Basis.NOTHING)


@pytest.mark.parametrize(
    ("months", "halves"),
    [
        (("2018-06", "2018-11"), ("2018-06_2018-08", "2018-09_2018-11")),
        (("2018-06", "2018-10"), ("2018-06_2018-07", "2018-09_2018-10")),
        (("2018-06", "2018-07"), ("2018-06_2018-06", "2018-07_2018-07")),
    ],
    ids=["even", "odd: the middle month belongs to neither", "two months"],
)
def test_halves_have_equally_many_months(months: tuple[str, str], halves: tuple[str, str]) -> None:
    assert tuple(map(str, Period(*map(Month.parse, months)).halves)) == halves


def test_since_launch_stands_beside_an_edition_that_does_not_begin_with_it() -> None:
    figures = random_figures(edition=HALF_YEAR)
    for change in compare(figures).changes:
        assert change.since_launch
        assert change.since_launch.period.first == Month(2016, 12)
        assert change.since_launch.count >= change.now.count


def test_an_answer_is_not_compared_with_months_in_which_it_could_not_be_given(
    of: Callable[[str, str], ProtectedFigures],
) -> None:
    compared = compare(of("2017-12", "2018-05"))
    transgender = next(c for c in compared.of("gender") if c.key == ("transgender",))
    assert (transgender.obstacle, transgender.asked.first) == (Obstacle.SINCE, "2017-12")
    assert transgender.counts is None and transgender.shares is None
    later = next(c for c in compare(of("2018-06", "2018-11")).of("gender") if c.key == ("transgender",))
    assert (later.obstacle, later.asked.first) == (None, "2017-12")


@pytest.mark.parametrize(
    ("edition", "asked"),
    [
        (("2018-06", "2018-11"), (True, False)),
        (("2017-12", "2018-05"), (False, False)),
        (("2018-10", "2018-11"), (True, True)),
    ],
    ids=["from within the period on", "in neither period", "from within the period before on"],
)
def test_a_period_in_which_a_row_was_not_asked_has_no_count_of_it(
    of: Callable[[str, str], ProtectedFigures], edition: tuple[str, str], asked: tuple[bool, bool]
) -> None:
    [change] = compare(of(*edition)).of("takeover_scams_by_month")
    assert (change.now.asked, change.before.asked) == asked
    assert (change.obstacle, change.asked.first) == (Obstacle.SINCE, "2018-09")


def test_shares_by_another_list_of_offices_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expectations.places.offices", lambda: (Office("multan", "2018-03-01", ""),))
    compared = compare(random_figures(edition=HALF_YEAR))
    assert {c.obstacle for c in compared.of(BY_FIRST_DAY)} == {Obstacle.DEFINITION}


def test_few_answers_have_no_shares_to_compare() -> None:
    compared = compare(random_figures(4, 60, HALF_YEAR))
    for change in compared.of("province"):
        assert (change.obstacle, change.shares) == (Obstacle.SMALL_BASE, None)
        assert change.counts is not None


def test_nothing_is_compared_where_nothing_was_answered() -> None:
    compared = compare(random_figures(5, 300, HALF_YEAR, 1.0))
    assert {c.obstacle for c in compared.of("province")} == {Obstacle.UNRECORDED}


@pytest.mark.parametrize(
    "figures", [random_figures(edition=HALF_YEAR), rounded_figures(edition=HALF_YEAR)], ids=["exact", "rounded"]
)
def test_the_page_tells_each_main_row_once_those_that_changed_most_first(figures: ProtectedFigures) -> None:
    compared = compare(figures)
    every_row = [change for verdict in Reliability for change in compared.rows(verdict)]
    assert len(every_row) == len({(c.figure, c.key) for c in every_row}) == sum(c.main for c in compared.changes)
    for verdict in (Reliability.HOLDS, Reliability.DOUBTFUL):
        for shares in (True, False):
            sizes = [change.size for change in compared.rows(verdict, shares=shares)]
            assert sizes == sorted(sizes, reverse=True)


def test_of_two_answers_one_tells_the_other() -> None:
    compared = compare(random_figures(edition=HALF_YEAR))
    assert [c.key for c in compared.of("channel") if c.main] == [("calls",)]


# ------------------------------------------------------------------------------------------------ one difference

counts = st.integers(0, 400)
slacks = st.sampled_from([0, 4, 8])


@st.composite
def shares(draw: st.DrawFn) -> Side:
    base = draw(st.integers(30, 800))
    count = draw(st.integers(0, base))
    return Side(HALF_YEAR, count, base, round(count / base, 4), slack=draw(slacks))


@st.composite
def numbers(draw: st.DrawFn) -> Side:
    return Side(draw(st.sampled_from([HALF_YEAR, BEFORE])), draw(counts), slack=draw(slacks))


@settings(deadline=None)
@given(shares(), shares())
def test_shares_differ_as_much_in_either_direction(now: Side, before: Side) -> None:
    there, back = difference_of_shares(now, before), difference_of_shares(before, now)
    assert there.amount == -(back.amount or 0)
    assert there.doubts == back.doubts
    assert there.interval and back.interval
    assert there.interval == pytest.approx((-back.interval[1], -back.interval[0]), abs=Decimal("0.1"))


@settings(deadline=None)
@given(numbers(), numbers())
def test_counts_differ_as_much_in_either_direction(now: Side, before: Side) -> None:
    there, back = difference_of_counts(now, before), difference_of_counts(before, now)
    assert there.amount == -(back.amount or 0)
    assert there.doubts == back.doubts


@settings(deadline=None)
@given(shares(), shares())
def test_the_mark_of_chance_is_set_just_where_the_interval_reaches_zero(now: Side, before: Side) -> None:
    found = difference_of_shares(now, before)
    assert found.interval
    assert (Doubt.CHANCE in found.doubts) == (found.interval[0] <= 0 <= found.interval[1])


@settings(deadline=None)
@given(shares(), shares())
def test_rounding_only_widens_what_may_be(now: Side, before: Side) -> None:
    exact = difference_of_shares(replace(now, slack=0), replace(before, slack=0))
    found = difference_of_shares(now, before)
    assert exact.interval and found.interval
    assert found.interval[0] <= exact.interval[0] and exact.interval[1] <= found.interval[1]
    assert set(exact.doubts) <= set(found.doubts)


@settings(deadline=None)
@given(shares(), shares(), st.data())
def test_a_change_that_holds_up_holds_for_whatever_the_rounding_hid(
    now: Side, before: Side, data: st.DataObject
) -> None:
    if difference_of_shares(now, before).doubts:
        return
    truths = [
        replace(
            side,
            count=data.draw(st.integers(max(0, side.count - side.slack), min(side.base or 0, side.count + side.slack))),
            slack=0,
        )
        for side in (now, before)
    ]
    assert difference_of_shares(truths[0], truths[1]).doubts == ()


@pytest.mark.parametrize(
    ("now", "before", "slack", "doubts"),
    [
        (100, 100, 0, {Doubt.CHANCE}),
        (160, 100, 0, set()),
        (160, 100, 4, set()),
        (15, 5, 0, set()),
        (15, 5, 4, {Doubt.CHANCE}),
        (10, 5, 4, {Doubt.CHANCE, Doubt.ROUNDING}),
        (40, 0, 4, set()),
    ],
)
def test_a_difference_of_counts_is_doubted(now: int, before: int, slack: int, doubts: set[Doubt]) -> None:
    found = difference_of_counts(Side(HALF_YEAR, now, slack=slack), Side(BEFORE, before, slack=slack))
    assert set(found.doubts) == doubts


def test_the_points_are_those_between_the_printed_shares() -> None:
    now, before = Side(HALF_YEAR, 162, 500, 0.324), Side(BEFORE, 29, 382, 0.0759)
    assert difference_of_shares(now, before).amount == Decimal("24.8")


def test_a_count_that_is_not_told_has_no_difference_but_a_verdict() -> None:
    untold = Side(BEFORE, 0, 400, 0.0, below=5, slack=4)
    found = difference_of_shares(Side(HALF_YEAR, 60, 400, 0.15, slack=4), untold)
    assert (found.amount, found.doubts) == (None, ())


def test_the_two_year_edition_compares_its_halves_when_rounded_too() -> None:
    compared = compare(rounded_figures())
    assert compared.basis is Basis.HALVES
    assert compared.now == TWO_YEARS.halves[1]
