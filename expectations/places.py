"""Places: the cities with a cybercrime office, and the hours at which the telephone is answered, each since when."""

from dataclasses import dataclass
from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_rows


@dataclass(frozen=True, slots=True)
class Office:
    """A cybercrime office: its city's key, and the day on which it opened."""

    city: str
    opened: str
    note: str


@cache
def offices() -> tuple[Office, ...]:
    """All offices known, in the order of the list."""
    columns = ("city", "opened", "note")
    rows = read_rows(content().places / "cybercrime_offices.csv", columns)
    return tuple(Office(**{name: row[name] for name in columns}) for row in rows)


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
    try:
        return tuple(OpeningHours(row["since"], int(row["opens"]), int(row["closes"])) for row in rows)
    except ValueError:
        pass
    raise ContractError("An hour is not written as a whole number.", str(path), REMEDY)


def opening_hours_in(month: str) -> OpeningHours:
    """The hours of a month, given as ``2018-11``; before the first, those with which the helpline began."""
    return next((hours for hours in reversed(opening_hours()) if hours.since <= month), opening_hours()[0])
