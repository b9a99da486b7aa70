"""Places: the cities with a cybercrime office, and the hours at which the telephone is answered, each since when."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.forms import REMEDY, choice, is_month, read_rows, row_of
from expectations.contract.span import END, Span
from expectations.contract.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Office:
    """A cybercrime office: its city's key, and the days on which it opened and was last open (empty: it still is)."""

    city: str
    opened: str
    closed: str = ""

    @property
    def open(self) -> Span:
        """The days on which it was there."""
        return Span(self.opened, self.closed or END)


@cache
def offices() -> tuple[Office, ...]:
    """All offices known, in the order of the list; none where the country has no such offices.

    Raises:
        ContractError: the list cannot be read, names no city of the gazetteer, or no day, or an office that closed
            before it opened.
    """
    path = content().places / "cybercrime_offices.csv"
    rows = read_rows(path, ("city", "opened", "note"))
    # A list from before any office closed need not have the column.
    found = tuple(Office(row["city"], row["opened"], row.get("closed") or "") for row in rows)
    cities = vocabulary("city").keys if found else ()
    for office in found:
        if office.city not in cities:
            problem = f"The list of cities has no {office.city}.{choice(office.city, cities)}"
            raise ContractError(problem, row_of(path, office.city), REMEDY)
        for day in (office.opened, *filter(None, [office.closed])):
            if not _is_day(day):
                raise ContractError(f"'{day}' is no day. Write it like 2018-11-30.", row_of(path, office.city), REMEDY)
        if office.closed and office.closed < office.opened:
            problem = f"The office closed on {office.closed}, before it opened."
            raise ContractError(problem, row_of(path, office.city), REMEDY)
    return found


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() == text
    return False


def cities_with_office(day: str) -> tuple[str, ...]:
    """Keys of the cities that had an office on a day, given as ``2018-11-30``."""
    return tuple(dict.fromkeys(office.city for office in offices() if day in office.open))


def cities_that_changed(first: str, last: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys of the cities that had no office on a first day and had one on some day up to a last, and the other way."""
    days = {day for office in offices() for day in (office.opened, day_after(office.closed)) if first < day <= last}
    before, later = {*cities_with_office(first)}, [{*cities_with_office(day)} for day in days]
    gained, lost = set[str]().union(*later) - before, before - before.intersection(*later)
    in_order = tuple(dict.fromkeys(office.city for office in offices()))
    return tuple(c for c in in_order if c in gained), tuple(c for c in in_order if c in lost)


def day_after(day: str) -> str:
    """The day after another; empty for none."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of every day from the month ``since`` on: full hours, of 24, in the time of the logs."""

    since: str
    opens: int
    closes: int


@cache
def opening_hours() -> tuple[OpeningHours, ...]:
    """All hours that there ever were, in order of time."""
    path = content().places / "opening_hours.csv"
    rows = sorted(read_rows(path, ("since", "opens", "closes")), key=lambda row: row["since"])
    for row in rows:
        if problem := _wrong_hours(row):
            raise ContractError(problem, row_of(path, row["since"]), REMEDY)
    if rows:
        return tuple(OpeningHours(row["since"], int(row["opens"]), int(row["closes"])) for row in rows)
    raise ContractError("No opening hours are listed.", str(path), REMEDY)


def _wrong_hours(row: Mapping[str, str]) -> str:
    if not is_month(row["since"]):
        return f"'{row['since']}' is no month. Write it like 2018-11."
    hours = [row["opens"], row["closes"]]
    if all(hour.isdecimal() and int(hour) <= 24 for hour in hours) and int(hours[0]) < int(hours[1]):
        return ""
    return f"'{hours[0]}' and '{hours[1]}' are no opening hours. Write full hours from 0 to 24, the earlier one first."


def opening_hours_in(month: str) -> OpeningHours:
    """The hours of a month, given as ``2018-11``; before the first, those with which the helpline began."""
    return next((hours for hours in reversed(opening_hours()) if hours.since <= month), opening_hours()[0])
