"""When the telephone is answered, every day of the week, and since when."""

from dataclasses import dataclass
from functools import cache

from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_rows
from expectations.contract.vocabulary import PLACES


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of every day from the month ``since`` on: full hours, of 24, in Asia/Karachi."""

    since: str
    opens: int
    closes: int


@cache
def opening_hours() -> tuple[OpeningHours, ...]:
    """All hours that there ever were, in order of time."""
    path = PLACES / "opening_hours.csv"
    rows = sorted(read_rows(path, ("since", "opens", "closes")), key=lambda row: row["since"])
    try:
        return tuple(OpeningHours(row["since"], int(row["opens"]), int(row["closes"])) for row in rows)
    except ValueError:
        pass
    raise ContractError("An hour is not written as a whole number.", str(path), REMEDY)


def opening_hours_in(month: str) -> OpeningHours:
    """The hours of a month, given as ``2018-11``; before the first, those with which the helpline began."""
    return next((hours for hours in reversed(opening_hours()) if hours.since <= month), opening_hours()[0])
