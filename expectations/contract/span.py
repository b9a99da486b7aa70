"""When something was asked, counted or open: one form for whatever the contract dates.

Months are texts such as ``2018-06``, days such as ``2018-06-30``; both compare as texts do.
"""

from dataclasses import dataclass

from expectations.contract.forms import MonthText

END = "9999-12-31"
"""The last of an open span: later than any month or day."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a first to a last month or day, both included; open where nothing is given."""

    first: str = ""
    last: str = END

    def __contains__(self, moment: str) -> bool:
        return self.first <= moment <= self.last

    def __and__(self, other: "Span") -> "Span":
        """What two spans have in common; one that contains nothing where they do not meet."""
        return Span(max(self.first, other.first), min(self.last, other.last))

    def meets(self, first: str, last: str) -> bool:
        """Whether any of it lies between two moments, both included."""
        return max(self.first, first) <= min(self.last, last)

    def covers(self, first: str, last: str) -> bool:
        """Whether it contains all from one moment to another."""
        return self.first <= first and last <= self.last


ALWAYS = Span()


def month_before(month: str) -> str:
    """The month before another."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year:04d}-{number - 1:02d}" if number > 1 else f"{year - 1:04d}-12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A form with ``since``, the first month in which it can be answered, and ``until``, the last."""

    since: MonthText | None = None
    until: MonthText | None = None

    @property
    def asked(self) -> Span:
        """The months in which it can be answered."""
        return Span(self.since or "", self.until or END)

    @property
    def backwards(self) -> str:
        """What is wrong where it ends before it begins; else empty."""
        if self.asked.first <= self.asked.last:
            return ""
        return f"It is asked until {self.until}, and only since {self.since}."
