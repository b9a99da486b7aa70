"""How time is cut into time slices, with and without figures that are published already."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.contract.helpline import helpline
from tasks.disclosure.series import slice_periods
from tasks.disclosure.windows import span, windows_of
from tasks.model import period as period_module
from tasks.model.errors import DisclosureError
from tasks.model.figures import WindowName
from tasks.model.period import Month, Period, launch

LAUNCH = launch(Month(1, 1))


def period(text: str) -> Period:
    first, last = text.split("_")
    return Period(Month.parse(first), Month.parse(last))


H1, H2, H3, H4, H5 = (Period(LAUNCH + 6 * i, LAUNCH + (6 * i + 5)) for i in range(5))
TWO_YEARS = Period(H1.first, H4.last)

CUTS = [
    ("the two-year edition", TWO_YEARS, [], [TWO_YEARS], None),
    ("the first half-year", H1, [], [H1], None),
    ("a half-year whose previous one begins with the launch", H2, [], [H1, H2], [H1]),
    ("a half-year", H4, [], [Period(H1.first, H2.last), H3, H4], [H3]),
    ("a half-year in a series of them", H4, [H1, H2, H3], [H1, H2, H3, H4], [H3]),
    ("a half-year after two years in one, none of which it can be set beside", H5, [TWO_YEARS], [TWO_YEARS, H5], None),
    ("a gap in the series", H4, [H1, H2], [H1, H2, H3, H4], [H3]),
    ("a longer gap", H5, [H1], [H1, Period(H2.first, H3.last), H4, H5], [H4]),
    ("a year made of published half-years", Period(H3.first, H4.last), [H1, H2, H3, H4], [H1, H2, H3, H4], [H1, H2]),
    ("a year half of which is published", Period(H3.first, H4.last), [H1, H2, H3], [H1, H2, H3, H4], [H1, H2]),
    ("a published half-year again", H2, [H1, H2, H3], [H1, H2], [H1]),
    ("a period before the launch", period("2010-01_2010-06"), [], [period("2010-01_2010-06")], None),
    ("a previous period that begins before the launch", period("2017-09_2018-08"), [],
     [period("2016-12_2017-08"), period("2017-09_2018-08")], None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "published", "slices", "previous"), [pytest.param(*case, id=name) for name, *case in CUTS]
)
def test_time_is_cut_at_windows_and_at_what_is_published(
    edition: Period, published: list[Period], slices: list[Period], previous: list[Period] | None
) -> None:
    assert slice_periods(edition, published) == tuple(slices)
    windows = windows_of(edition, slices)
    assert span(windows[WindowName.EDITION]) == edition
    assert windows[WindowName.PREVIOUS] == tuple(previous or ())
    assert windows[WindowName.SINCE_LAUNCH] == tuple(slices)


OPEN = [
    ("nothing before it", H3, [], [H3], None),
    ("a half-year just before it", H3, [H2], [H2, H3], [H2]),
    ("a gap before it", H5, [H2], [H2, H3, H4, H5], [H4]),
    ("a later edition is out", H2, [H4], [H2], None),
]


@pytest.mark.parametrize(
    ("edition", "published", "slices", "previous"), [pytest.param(*case, id=name) for name, *case in OPEN]
)
def test_where_the_contract_leaves_the_first_month_open_the_series_begins_with_its_first_edition(
    edition: Period,
    published: list[Period],
    slices: list[Period],
    previous: list[Period] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(period_module, "helpline", lambda: replace(helpline(), first_month=""))
    test_time_is_cut_at_windows_and_at_what_is_published(edition, published, slices, previous)


@pytest.mark.parametrize(
    ("edition", "published"),
    [
        (Period(H1.first, H1.last + 1), [H1, H2]),
        (Period(H2.first + 1, H3.last), [H1, H2]),
        (Period(H2.first + -1, H2.last), [H1]),
        (H3, [TWO_YEARS]),
        (Period(H1.first, H4.last + -1), [TWO_YEARS]),
        (Period(H1.last, H1.last), [H1]),
    ],
    ids=str,
)
def test_a_period_that_cuts_what_is_published_is_refused(edition: Period, published: list[Period]) -> None:
    with pytest.raises(DisclosureError, match="overlaps figures that are published already") as refusal:
        slice_periods(edition, published)
    assert refusal.value.exit_code == 5
    for time_slice in published:
        assert f"“First month” {time_slice.first} “Last month” {time_slice.last}" in refusal.value.remedy
    assert f"“First month” {published[-1].last + 1}" in refusal.value.remedy


months = st.integers(0, 48)
periods = st.tuples(months, st.integers(1, 24)).map(lambda p: Period(LAUNCH + p[0], LAUNCH + (p[0] + p[1] - 1)))


@given(periods, st.lists(st.integers(1, 12), max_size=5))
def test_time_slices_cover_all_months_once_and_windows_are_whole_time_slices(
    edition: Period, lengths: list[int]
) -> None:
    published, first = [], LAUNCH
    for length in lengths:
        published.append(Period(first, first + (length - 1)))
        first = first + length
    try:
        slices = slice_periods(edition, published)
    except DisclosureError:
        assert any(
            time_slice.first < cut <= time_slice.last
            for time_slice in published
            for cut in (edition.first, edition.last + 1)
        )
        return
    assert [month for time_slice in slices for month in time_slice] == list(Period(LAUNCH, edition.last))
    assert {time_slice for time_slice in published if time_slice.last <= edition.last} <= set(slices)
    for name, due in {WindowName.EDITION: edition, WindowName.PREVIOUS: edition.previous}.items():
        assert span(windows_of(edition, slices)[name]) in (due, None if name is WindowName.PREVIOUS else due)
