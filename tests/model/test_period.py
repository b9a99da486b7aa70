"""Years of reporting: which months make one up, and how it is called."""

from dataclasses import replace

import pytest

from expectations.contract.helpline import helpline
from tasks.model import period as module
from tasks.model.period import Month, Period, months_counted, months_in, reporting_year, reporting_years


@pytest.mark.parametrize(
    ("month", "year"),
    [
        ("2016-12", "2016-12_2017-11"),
        ("2017-01", "2016-12_2017-11"),
        ("2017-11", "2016-12_2017-11"),
        ("2017-12", "2017-12_2018-11"),
        ("2016-11", "2015-12_2016-11"),
    ],
)
def test_a_month_lies_in_the_year_that_begins_with_the_first_contact(month: str, year: str) -> None:
    assert str(reporting_year(Month.parse(month))) == year


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2016-12_2018-11", ["2016-12_2017-11", "2017-12_2018-11"]),
        ("2018-06_2018-11", ["2017-12_2018-11"]),
        ("2017-11_2017-12", ["2016-12_2017-11", "2017-12_2018-11"]),
    ],
)
def test_a_period_touches_years(period: str, found: list[str]) -> None:
    assert list(reporting_years(Period.parse(period))) == found


@pytest.mark.parametrize(
    ("breakdown", "name", "found"),
    [
        ("month", "2017-12", ["2017-12"]),
        ("month", "2018-02", []),
        ("quarter", "2017-Q4", ["2017-11", "2017-12"]),
        ("year", "2017-12_2018-11", ["2017-12", "2018-01"]),
        ("gender", "woman", ["2017-11", "2017-12", "2018-01"]),
    ],
)
def test_a_breakdown_by_time_names_months_of_a_period(breakdown: str, name: str, found: list[str]) -> None:
    period = Period.parse("2017-11_2018-01")
    assert list(map(str, months_in(breakdown, name, period))) == found
    first, last = months_counted([(breakdown, name)], period)
    assert [first, last] == ([found[0], found[-1]] if found else ["2017-11", "2018-01"])


@pytest.mark.parametrize(
    ("first_month", "half_years", "year"),
    [
        ("2019-01", (1, 7), "2019-01_2019-12"),
        ("2019-09", (1, 7), "2019-07_2020-06"),
        ("2019-02", (4, 10), "2018-10_2019-09"),
        ("", (4, 10), "2018-10_2019-09"),
    ],
)
def test_it_begins_with_the_half_year_of_the_first_contact(
    first_month: str, half_years: tuple[int, ...], year: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(helpline(), first_month=first_month, half_years=half_years)
    monkeypatch.setattr(module, "helpline", lambda: own)
    assert str(reporting_year(Month.parse(first_month or "2019-02"))) == year
