"""Months, periods and reporting years.

A period runs from the first day of one month to the last of another, in the helpline's time. A reporting year is two
half-years, the first beginning with the helpline's first contact or just before it.
"""

from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from expectations.contract.forms import is_month
from expectations.contract.helpline import helpline
from tasks.model.errors import UsageError

EDITION_NAME = r"[0-9]{4}-[0-9]{2}_[0-9]{4}-[0-9]{2}"
"""The form of an edition's name, ``2016-12_2018-11``, as a pattern."""
PERIODS = ("month", "quarter", "year")
"""Breakdowns by months, of which every record has one."""
TIME = (*PERIODS, "hour")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; prints and sorts as ``2018-11``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2018-11``.

        Raises:
            UsageError: the text has another form.
        """
        month = text.strip()
        # Thousands of years, which would have to be counted month by month, are a slip of the hand.
        if not is_month(month):
            raise UsageError(
                "A month is not written as year and month of this century.", remedy="Write it like 2018-11."
            )
        return cls(int(month[:4]), int(month[5:]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> "Month":
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, other: "Month") -> int:
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def quarter(self) -> str:
        """The calendar quarter, as ``2018-Q4``."""
        return f"{self.year:04d}-Q{(self.number + 2) // 3}"

    @property
    def words(self) -> str:
        """The month in words: ``November 2018``."""
        return f"{month_name[self.number]} {self.year}"


@dataclass(frozen=True, slots=True)
class Period:
    """The months from ``first`` to ``last``, both included."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UsageError(
                f"The period runs backwards: from {self.first} to {self.last}.",
                remedy="Give the earlier month as “First month” and the later one as “Last month”.",
            )

    @classmethod
    def parse(cls, edition: str) -> "Period":
        """The period of an edition, from its name: ``2016-12_2018-11``.

        Raises:
            UsageError: it is no such name.
        """
        first, _, last = edition.partition("_")
        return cls(Month.parse(first), Month.parse(last))

    def __str__(self) -> str:
        return f"{self.first}_{self.last}"

    def __iter__(self) -> Iterator[Month]:
        return (self.first + i for i in range(self.months))

    def __contains__(self, month: Month) -> bool:
        return self.first <= month <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether the two have a month in common."""
        return self.first <= other.last and other.first <= self.last

    def covers(self, other: "Period") -> bool:
        """Whether every month of the other is one of this."""
        return other.first in self and other.last in self

    @property
    def months(self) -> int:
        """How many months the period has."""
        return self.last - self.first + 1

    @property
    def previous(self) -> "Period":
        """The period of the same length just before."""
        return Period(self.first + -self.months, self.first + -1)

    @property
    def halves(self) -> tuple["Period", "Period"]:
        """Its first and its last months, equally many; of an odd number the middle month belongs to neither.

        Raises:
            ValueError: a single month has no halves.
        """
        half = self.months // 2
        if not half:
            raise ValueError("a single month has no halves")
        return Period(self.first, self.first + (half - 1)), Period(self.last + (1 - half), self.last)

    @property
    def quarters(self) -> tuple[str, ...]:
        """The calendar quarters that the period touches, in order; the first and the last may be incomplete."""
        return tuple(dict.fromkeys(month.quarter for month in self))

    @property
    def words(self) -> str:
        """The period in words: ``December 2016 to November 2018``."""
        return f"{self.first.words} to {self.last.words}"


def launch(first: Month) -> Month:
    """Return the month of the first contact; where the contract names none, the first month of what is at hand.

    Args:
        first: that month, of an edition or a time slice: a series then begins with its first edition.
    """
    return Month.parse(helpline().first_month) if helpline().first_month else first


def reporting_year(month: Month) -> Period:
    """The reporting year that a month lies in."""
    first = month + -((month.number - _first_number()) % 12)
    return Period(first, first + 11)


def reporting_years(period: Period) -> tuple[str, ...]:
    """The reporting years that a period touches, in order, each named as an edition is: ``2016-12_2017-11``."""
    return tuple(str(year) for year, _ in groupby(period, reporting_year))


def months_in(breakdown: str, name: str, months: Iterable[Month]) -> list[Month]:
    """Those of some months that lie in a month, quarter or year of that name; all of them for any other breakdown."""
    match breakdown:
        case "month":
            return [month for month in months if str(month) == name]
        case "quarter":
            return [month for month in months if month.quarter == name]
        case "year":
            year = Period.parse(name)
            return [month for month in months if month in year]
    return list(months)


def months_counted(named: Iterable[tuple[str, str]], period: Period) -> tuple[str, str]:
    """The first and the last month of a period that a row counts.

    Args:
        named: the breakdowns and keys by which it is called; where none tells months of the period, it counts them all.
        period: what is told.
    """
    for breakdown, name in named:
        found = months_in(breakdown, name, period)
        if 0 < len(found) < period.months:
            return str(found[0]), str(found[-1])
    return str(period.first), str(period.last)


def _first_number() -> int:
    """The number of the month with which each year begins."""
    begins = helpline().half_years
    return max((number for number in begins if number <= launch(Month(1, max(begins))).number), default=max(begins))
