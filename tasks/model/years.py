"""Reporting years: two half-years each, the first beginning with the helpline's first contact or just before it."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from expectations.contract.helpline import helpline
from tasks.model.period import Month, Period


def reporting_year(month: Month) -> Period:
    """The reporting year that a month lies in."""
    first = month + -((month.number - _first_number()) % 12)
    return Period(first, first + 11)


def reporting_years(period: Period) -> tuple[str, ...]:
    """The reporting years that a period touches, in order, each named as an edition is: ``2016-12_2017-11``."""
    return tuple(str(year) for year, _ in groupby(period, reporting_year))


def months_of_year(year: str, period: Period) -> Iterator[Month]:
    """The months of a period that lie in a year of that name."""
    named = Period.parse(year)
    return (month for month in period if month in named)


@cache
def _first_number() -> int:
    """The number of the month with which each year begins."""
    begins, launch = helpline().half_years, Month.parse(helpline().first_month).number
    return max((number for number in begins if number <= launch), default=max(begins))
