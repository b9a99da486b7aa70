"""The bases: which records a figure counts, as Ibis tables over the accepted contacts.

Ibis is imported late: it takes half a second, and to render again nothing is counted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.conditions import city_in_province
from expectations.contract.fields import REFERENCE_PATTERN
from expectations.contract.helpline import helpline
from expectations.contract.span import Span
from expectations.contract.vocabulary import vocabulary
from expectations.places import cities_with_office
from tasks.model.figures import Base
from tasks.model.period import Period, launch

NEW = "new"
RECORD = ("source", "row")
"""The columns that identify a record."""
TIME_SLICE = "time_slice"
"""The column for the time slice a record falls in; null where that is not to be counted."""


def sliced(contacts: Any, edition: Period, slices: Sequence[Period]) -> Any:
    """The contacts from the launch to the end of the edition, each with its time slice; others do not belong to it.

    Contacts outside the time slices stay: a case counts where it came in first, and that may be there.
    """
    import ibis

    month = contacts.month
    within = ((month.between(str(time_slice.first), str(time_slice.last)), str(time_slice)) for time_slice in slices)
    return contacts.filter(month >= helpline().first_month, month <= str(edition.last)).mutate(
        time_slice=ibis.cases(*within, else_=ibis.null("string"))
    )


def bases(contacts: Any, later: Any, slices: Sequence[Period]) -> Mapping[Base, Any]:
    """From each base to its table, given the contacts by time slice, and those that open no case of their own."""
    new = contacts.filter(contacts.kind == NEW)
    cases = new.anti_join(later, RECORD).mutate(office_access_fixed=_fixed_access(slices), province=_province())
    not_harassment = [c.key for c in vocabulary("case_type") if not c.harassment]
    return {
        Base.CONTACTS: contacts,
        Base.CALLS: contacts.filter(contacts.log == "calls"),
        Base.EMAILS: contacts.filter(contacts.log == "emails"),
        Base.CASES: cases,
        Base.HARASSMENT_CASES: cases.filter(cases.case_type.notin(not_harassment)),
    }


def later_openings(contacts: Any) -> Any:
    """The new contacts of a case that came in before: a case that moved between channels counts where it did first.

    Intake keeps no day, so that within a month calls come before e-mails, then the lower running reference. Neither
    the order of rows nor the way in which a log is split into files can change which contact stands for the case.

    Returns:
        Their ``source`` and ``row``.
    """
    import ibis

    opening = contacts.filter(contacts.kind == NEW, contacts.case.notnull())
    # Few cases come in twice, so those that may are found first, by a part of the pseudonym.
    opening = opening.mutate(part=opening.case.left(12))
    often = opening.group_by("part").agg(times=opening.count()).filter(ibis._.times > 1)
    again = opening.semi_join(often, "part")
    # A reference of another form is a pseudonym, which has no order; then the order of the logs stands in.
    reference = again.contact_id
    number = reference.re_search(REFERENCE_PATTERN).ifelse(reference.re_extract("[0-9]+$", 0), ibis.null())
    arrival = [again.month, again.log, number.try_cast("int64"), *(again[name] for name in RECORD)]
    place = ibis.row_number().over(group_by=again.case, order_by=arrival)
    return again.mutate(place=place).filter(ibis._.place > 0).select(RECORD)


def _fixed_access(slices: Sequence[Period]) -> Any:
    """Access to an office, were the offices those of the first day of each time slice."""
    import ibis

    city, time_slice = ibis._.city, ibis._[TIME_SLICE]
    near = [
        (time_slice == str(period)) & city.isin(cities_with_office(f"{max(period.first, launch(period.first))}-01"))
        for period in slices
    ]
    return ibis.cases((city.isnull(), ibis.null()), *((test, "with") for test in near), else_="without")


def _province() -> Any:
    """The province of the city where that is known, else the one recorded: no city has more cases than its province."""
    import ibis

    cities: dict[tuple[Span, str], list[str]] = {}
    for city, homes in city_in_province().within.items():
        for home in homes:
            cities.setdefault(home, []).append(city)
    known = (
        (ibis._.city.isin(within) & ibis._.month.between(span.first, span.last), province)
        for (span, province), within in cities.items()
    )
    return ibis.cases(*known, else_=ibis._.province)
