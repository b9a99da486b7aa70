"""Places: which cities have a cybercrime office, and since when."""

from dataclasses import dataclass
from functools import cache

from expectations.contract.files import read_rows
from expectations.contract.vocabulary import PLACES


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
    rows = read_rows(PLACES / "cybercrime_offices.csv", columns)
    return tuple(Office(**{name: row[name] for name in columns}) for row in rows)


def cities_with_office(day: str) -> tuple[str, ...]:
    """Keys of the cities that had an office on a day, given as ``2018-11-30``."""
    return tuple(office.city for office in offices() if office.opened <= day)
