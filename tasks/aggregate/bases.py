"""The bases: which records a figure counts, as Ibis tables over the accepted contacts."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from expectations.contract.vocabulary import vocabulary
from expectations.places import cities_with_office
from tasks.core.figures import Base
from tasks.core.period import Period
from tasks.core.tiles import LAUNCH

TILE = "tile"
"""The column that tells the part of time a record falls in; null for records of parts that are not to be counted."""


def tiled(contacts: Any, edition: Period, tiles: Sequence[Period]) -> Any:
    """The contacts from the launch to the end of the edition, each with its tile; others do not belong to it.

    Contacts outside the tiles stay: a case counts where it came in first, and that may be there.
    """
    month = contacts.month
    within = ((month.between(str(tile.first), str(tile.last)), str(tile)) for tile in tiles)
    return contacts.filter(month >= str(LAUNCH), month <= str(edition.last)).mutate(
        tile=ibis.cases(*within, else_=ibis.null("string"))
    )


def bases(contacts: Any, tiles: Sequence[Period]) -> Mapping[Base, Any]:
    """From each base to its table, given the tiled contacts."""
    cases = _cases(contacts).mutate(office_access_fixed=_fixed_access(tiles))
    not_harassment = [c.key for c in vocabulary("case_type") if not c.harassment]
    return {
        Base.CONTACTS: contacts,
        Base.CALLS: contacts.filter(contacts.log == "calls"),
        Base.EMAILS: contacts.filter(contacts.log == "emails"),
        Base.CASES: cases,
        Base.HARASSMENT_CASES: cases.filter(cases.case_type.notin(not_harassment)),
    }


def _cases(contacts: Any) -> Any:
    """New contacts, one a case: a case that moved between channels counts where it came in first.

    Intake keeps no day, so that within a month calls come before e-mails, then the lower running reference. Neither
    the order of rows nor the way in which a log is split into files can change which contact stands for the case.
    """
    new = contacts.filter(contacts.kind == "new")
    arrival = [new.month, new.log, new.contact_id.substr(2).cast("int64")]
    place = ibis.row_number().over(group_by=new.case, order_by=arrival)
    return new.mutate(place=place).filter(lambda t: t.case.isnull() | (t.place == 0)).drop("place")


def _fixed_access(tiles: Sequence[Period]) -> Any:
    """Access to an office, were the offices those of the first day of each tile."""
    city, tile = ibis._.city, ibis._[TILE]
    near = [
        (tile == str(period)) & city.isin(cities_with_office(f"{max(period.first, LAUNCH)}-01")) for period in tiles
    ]
    return ibis.cases((city.isnull(), ibis.null()), *((test, "with") for test in near), else_="without")
