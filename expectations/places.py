"""Places: the cities with a cybercrime office, and the hours at which the telephone is answered, each since when."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_rows, row_of
from expectations.contract.forms import choice
from expectations.contract.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Office:
    """A cybercrime office: its city's key, and the day on which it opened."""

    city: str
    opened: str
    note: str


@cache
def offices() -> tuple[Office, ...]:
    """All offices known, in the order of the list; none where the country has no such offices.

    Raises:
        ContractError: the list cannot be read, or names no city of the gazetteer or no day.
    """
    path, columns = content().places / "cybercrime_offices.csv", ("city", "opened", "note")
    found = tuple(Office(**{name: row[name] for name in columns}) for row in read_rows(path, columns))
    cities = vocabulary("city").keys if found else ()
    for office in found:
        if office.city not in cities:
            problem = f"The list of cities has no {office.city}.{choice(office.city, cities)}"
            raise ContractError(problem, row_of(path, office.city), REMEDY)
        if not _is_day(office.opened):
            problem = f"'{office.opened}' is no day. Write it like 2018-11-30."
            raise ContractError(problem, row_of(path, office.city), REMEDY)
    return found


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() == text
    return False


def cities_with_office(day: str) -> tuple[str, ...]:
    """Keys of the cities that had an office on a day, given as ``2018-11-30``."""
    return tuple(office.city for office in offices() if office.opened <= day)


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
    if not _is_day(f"{row['since']}-01"):
        return f"'{row['since']}' is no month. Write it like 2018-11."
    hours = [row["opens"], row["closes"]]
    if all(hour.isdecimal() and int(hour) <= 24 for hour in hours) and int(hours[0]) < int(hours[1]):
        return ""
    return f"'{hours[0]}' and '{hours[1]}' are no opening hours. Write full hours from 0 to 24, the earlier one first."


def opening_hours_in(month: str) -> OpeningHours:
    """The hours of a month, given as ``2018-11``; before the first, those with which the helpline began."""
    return next((hours for hours in reversed(opening_hours()) if hours.since <= month), opening_hours()[0])
