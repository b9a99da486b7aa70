"""A second opinion on every figure: plain loops over clean records, written from the catalogue alone.

It shares no code with :mod:`tasks.aggregate` and uses nothing but the standard library and the contract's key lists.
Where the two differ, the catalogue decides.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Protocol

from expectations.contract.vocabulary import vocabulary

Key = tuple[str, ...]
LAUNCH = "2016-12"
TAKEOVER_SINCE = "2018-09"
GENDERS_SINCE = {"transgender": "2017-12", "non_binary": "2017-12"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICES = Path(__file__).parents[1] / "assets" / "places" / "cybercrime_offices.csv"
with (Path(__file__).parents[1] / "assets" / "places" / "cities.csv").open(encoding="utf-8") as _file:
    GAZETTEER = {row["key"]: row["province"] for row in csv.DictReader(_file)}
NOT_RECORDED = ("not recorded", "N/A", "-", "--", "Unknown", "NIL", "none given", "?", "نامعلوم", "درج نہیں")
"""Words with which staff say that nothing is recorded: a contact that has one in a field has no answer there."""
ANSWERS = {"perpetrator": ("Unknown",), "referrals": ("NIL",), "suicidal_ideation": ("NIL",)}
"""Where such a word is an answer of the field's own."""
COMBINATIONS = (
    "legal",
    "digital_security",
    "mental_health",
    "legal+digital_security",
    "legal+mental_health",
    "digital_security+mental_health",
    "legal+digital_security+mental_health",
)


class Contact(Protocol):
    """What the oracle reads of a clean record."""

    log: str
    contact_id: str
    received_at: datetime
    has_time: bool
    kind: str
    case_ref: str | None
    gender: str | None
    contacting_for: str | None
    age: str | None
    province: str | None
    city: str | None
    case_type: str | None
    secondary_case_type: str | None
    platforms: tuple[str, ...]
    perpetrator: str | None
    within_fia_remit: str | None
    referrals: tuple[str, ...]
    fia_referral: str | None
    heard_from: str | None
    services: tuple[str, ...]
    suicidal_ideation: str | None
    vulnerable_communities: tuple[str, ...]
    takeover_scam: str | None


@dataclass(frozen=True)
class Answer:
    """What the oracle holds a figure to be in one window; ``value`` for single numbers, else cells and shares."""

    total: int
    missing: int
    cells: Mapping[Key, int] = field(default_factory=dict)
    shares: Mapping[Key, float | None] = field(default_factory=dict)
    value: float | int | None = None


# ------------------------------------------------------------------------------------------------ time


def month_of(contact: Contact) -> str:
    return f"{contact.received_at.year:04d}-{contact.received_at.month:02d}"


def as_recorded(contact: Contact) -> Contact:
    """The contact without a gender that was not recorded yet in its month."""
    early = contact.gender in GENDERS_SINCE and month_of(contact) < GENDERS_SINCE[contact.gender]
    return replace(contact, gender=None) if early else contact


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) - 1) // 3 + 1}"


def year_of(month: str) -> str:
    """The year of reporting, from December to November, by its first month and its last."""
    began = int(month[:4]) - (month[5:] != "12")
    return f"{began}-12_{began + 1}-11"


def months_between(first: str, last: str) -> list[str]:
    year, number = int(first[:4]), int(first[5:])
    found = []
    while f"{year:04d}-{number:02d}" <= last:
        found.append(f"{year:04d}-{number:02d}")
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return found


def months_before(first: str, count: int) -> list[str]:
    year, number = int(first[:4]), int(first[5:])
    found: list[str] = []
    for _ in range(count):
        year, number = (year - 1, 12) if number == 1 else (year, number - 1)
        found.insert(0, f"{year:04d}-{number:02d}")
    return found


def windows(first: str, last: str) -> dict[str, list[str]]:
    """The months of each window. A previous period that reaches back before the launch has nothing to compare."""
    edition = months_between(first, last)
    previous = months_before(first, len(edition))
    return {
        "edition": edition,
        "previous": previous if previous[0] >= LAUNCH else [],
        "since_launch": months_between(LAUNCH, last),
    }


# ------------------------------------------------------------------------------------------------ bases


def one_a_case(contacts: Iterable[Contact]) -> list[Contact]:
    """New contacts; of those that share a case only the first to come in, whatever its channel."""
    first: dict[object, Contact] = {}
    for contact in contacts:
        if contact.kind != "new":
            continue
        case = contact.case_ref or (contact.log, contact.contact_id)
        known = first.get(case)
        if known is None or _arrival(contact) < _arrival(known):
            first[case] = contact
    return list(first.values())


def _arrival(contact: Contact) -> tuple[str, str, int]:
    """Intake keeps the month alone, so that within a month calls come before e-mails, then by running reference."""
    return (month_of(contact), contact.log, int(contact.contact_id.split("-")[1]))


# ------------------------------------------------------------------------------------------------ answers of one record


def place_of(city: str | None) -> str | None:
    if city is None or city in NOT_RECORDED:
        return None
    return city if city in vocabulary("city").keys else "other"


def province_of(contact: Contact) -> str | None:
    """Where the gazetteer knows the city, the city's province; else the one recorded."""
    return GAZETTEER.get(contact.city or "", contact.province)


def access(city: str | None, day: str) -> str | None:
    if city is None:
        return None
    with OFFICES.open(encoding="utf-8") as file:
        opened = {row["city"]: row["opened"] for row in csv.DictReader(file)}
    return "with" if opened.get(city, "9999") <= day else "without"


def combination_of(services: Sequence[str]) -> str | None:
    named = [name for name in ("legal", "digital_security", "mental_health") if name in services]
    return "+".join(named) or None


def types_of(contact: Contact) -> list[Key]:
    found = []
    if contact.case_type:
        found.append((contact.case_type, "primary"))
    if contact.secondary_case_type:
        found.append((contact.secondary_case_type, "secondary"))
    return found


# ------------------------------------------------------------------------------------------------ tables


@dataclass
class Table:
    """One table in the making: what a record answers, which keys exist, and what a share is of."""

    answers: Callable[[Contact], list[Key]]
    keys: list[Key]
    group: int = 0

    def count(self, contacts: list[Contact]) -> Answer:
        cells = dict.fromkeys(self.keys, 0)
        groups: dict[Key, int] = {}
        missing = 0
        for contact in contacts:
            given = self.answers(contact)
            if not given:
                missing += 1
            for key in given:
                cells[key] += 1
            for name in {key[: self.group] for key in given}:
                groups[name] = groups.get(name, 0) + 1
        shares = {key: share(count, groups.get(key[: self.group], 0)) for key, count in cells.items()}
        return Answer(len(contacts), missing, cells, shares)


def ratio(part: int, whole: int) -> float | None:
    if whole == 0:
        return None
    return float((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def share(part: int, whole: int) -> float | None:
    return ratio(part, whole) if whole >= 30 else None


def keys(*names: str) -> list[Key]:
    return list(product(*(vocabulary(name).keys for name in names)))


def crossed(left: Callable[[Contact], Sequence[str | None]], right: Callable[[Contact], Sequence[str | None]]):
    """All pairs of two answers; none where either is missing."""
    return lambda contact: [(a, b) for a in left(contact) for b in right(contact) if a is not None and b is not None]


def one(name: str) -> Callable[[Contact], Sequence[str | None]]:
    return lambda contact: [getattr(contact, name)]


def many(name: str) -> Callable[[Contact], Sequence[str | None]]:
    return lambda contact: list(dict.fromkeys(getattr(contact, name)))


def alone(answer: Callable[[Contact], Sequence[str | None]]) -> Callable[[Contact], list[Key]]:
    return lambda contact: [(value,) for value in answer(contact) if value is not None]


def case_tables(months: list[str], fixed_day: Mapping[str, str]) -> dict[str, Table]:
    """The tables that count cases, for a window of these months."""
    quarters = sorted({quarter_of(month) for month in months})
    gender, case_type, platforms = one("gender"), one("case_type"), many("platforms")
    by_year = {
        "gender": (gender, "gender"),
        "case_types": (case_type, "case_type"),
        "province": (lambda c: [province_of(c)], "province"),
        "perpetrator": (one("perpetrator"), "perpetrator"),
        "age_band": (one("age"), "age_band"),
        "platform": (platforms, "platform"),
        "referral": (many("referrals"), "referral"),
        "heard_from": (one("heard_from"), "heard_from"),
        "services": (many("services"), "service"),
    }
    years = sorted({year_of(month) for month in months})
    return {
        **{
            f"{figure}_by_year": Table(
                crossed(lambda c: [year_of(month_of(c))], answer),
                [(year, *key) for year in years for key in keys(listed)],
                group=1,
            )
            for figure, (answer, listed) in by_year.items()
        },
        "gender": Table(alone(gender), keys("gender")),
        "contacting_for": Table(alone(one("contacting_for")), keys("contacting_for")),
        "contacting_for_by_gender": Table(
            crossed(gender, one("contacting_for")), keys("gender", "contacting_for"), group=1
        ),
        "contacting_for_by_quarter": Table(
            crossed(lambda c: [quarter_of(month_of(c))], one("contacting_for")),
            [(quarter, *key) for quarter in quarters for key in keys("contacting_for")],
            group=1,
        ),
        "case_types": Table(types_of, keys("case_type", "rank")),
        "case_types_by_gender": Table(crossed(gender, case_type), keys("gender", "case_type"), group=1),
        "case_types_by_platform": Table(crossed(platforms, case_type), keys("platform", "case_type"), group=1),
        "province": Table(alone(lambda c: [province_of(c)]), keys("province")),
        "city": Table(alone(lambda c: [place_of(c.city)]), keys("city")),
        "perpetrator": Table(alone(one("perpetrator")), keys("perpetrator")),
        "perpetrator_by_gender": Table(crossed(gender, one("perpetrator")), keys("gender", "perpetrator"), group=1),
        "cybercrime_office_access": Table(
            alone(lambda c: [access(place_of(c.city), f"{c.received_at:%Y-%m-%d}")]), keys("office_access")
        ),
        "cybercrime_office_access_fixed": Table(
            alone(lambda c: [access(place_of(c.city), fixed_day[month_of(c)])]), keys("office_access")
        ),
        "within_fia_remit": Table(alone(one("within_fia_remit")), keys("yes_no")),
        "age_band": Table(alone(one("age")), keys("age_band")),
        "age_by_gender": Table(crossed(gender, one("age")), keys("gender", "age_band"), group=1),
        "platform": Table(alone(platforms), keys("platform")),
        "platform_by_month": Table(
            crossed(lambda c: [month_of(c)], platforms),
            [(month, *key) for month in months for key in keys("platform")],
            group=1,
        ),
        "referral": Table(alone(many("referrals")), keys("referral")),
        "heard_from": Table(alone(one("heard_from")), keys("heard_from")),
        "services": Table(alone(many("services")), keys("service")),
        "service_combinations": Table(
            alone(lambda c: [combination_of(c.services)]), [(name,) for name in COMBINATIONS]
        ),
        "suicidal_ideation": Table(alone(one("suicidal_ideation")), keys("suicidal_ideation")),
        "suicidal_ideation_by_gender": Table(
            crossed(gender, one("suicidal_ideation")), keys("gender", "suicidal_ideation"), group=1
        ),
        "vulnerable_community": Table(alone(many("vulnerable_communities")), keys("vulnerable_community")),
    }


def contact_tables(months: list[str], calls: list[Contact], contacts: list[Contact]) -> dict[str, Answer]:
    """The tables that count contacts, for a window of these months."""
    by_month = Table(lambda c: [(month_of(c), c.kind)], [(month, *key) for month in months for key in keys("kind")])
    when = Table(
        lambda c: [(DAYS[c.received_at.weekday()], f"{c.received_at.hour:02d}")] if c.has_time else [],
        [(day, f"{hour:02d}") for day in DAYS for hour in range(24)],
    )
    return {
        "calls_by_month": by_month.count(calls),
        "calls_by_weekday_and_hour": when.count(calls),
        "channel": Table(alone(one("log")), keys("log")).count(contacts),
    }


def partial_tables(months: list[str], cases: list[Contact]) -> dict[str, Answer]:
    """The tables that count a part of the cases: those sent to the FIA, and those taken over by a scam."""
    sent = [case for case in cases if "fia" in case.referrals]
    asked = [month for month in months if month >= TAKEOVER_SINCE]
    taken = [case for case in cases if case.takeover_scam == "yes" and month_of(case) in asked]
    return {
        "fia_referral": Table(alone(one("fia_referral")), keys("fia_referral")).count(sent),
        "takeover_scams_by_month": Table(lambda c: [(month_of(c),)], [(month,) for month in asked]).count(taken),
    }


# ------------------------------------------------------------------------------------------------ single numbers


def numbers(months: list[str], contacts: list[Contact], cases: list[Contact]) -> dict[str, Answer]:
    calls = [contact for contact in contacts if contact.log == "calls"]
    emails = [contact for contact in contacts if contact.log == "emails"]
    new_calls = sum(call.kind == "new" for call in calls)
    new_emails = sum(email.kind == "new" for email in emails)
    typed = [case for case in cases if case.case_type]
    twice = [case for case in typed if case.secondary_case_type]

    def of(base: list[Contact], value: float | int | None, missing: int = 0) -> Answer:
        return Answer(len(base), missing, value=value)

    return {
        "calls": of(calls, len(calls)),
        "new_calls": of(calls, new_calls),
        "follow_up_calls": of(calls, len(calls) - new_calls),
        "mean_calls_per_month": of(calls, ratio(len(calls), len(months))),
        "mean_new_calls_per_month": of(calls, ratio(new_calls, len(months))),
        "follow_up_share": of(calls, share(len(calls) - new_calls, len(calls))),
        "emails": of(emails, len(emails)),
        "new_emails": of(emails, new_emails),
        "follow_up_emails": of(emails, len(emails) - new_emails),
        "cases": of(cases, len(cases)),
        "contacts": of(contacts, len(contacts)),
        "types_per_case": of(cases, share(len(twice), len(typed)), len(cases) - len(typed)),
    }


# ------------------------------------------------------------------------------------------------ all of it


def count(records: Iterable[Contact], first: str, last: str) -> dict[str, dict[str, Answer]]:
    """Every figure in its three windows, for an edition from one month to another: id → window → answer."""
    inside = [as_recorded(record) for record in records if LAUNCH <= month_of(record) <= last]
    cases = one_a_case(inside)
    found: dict[str, dict[str, Answer]] = {}
    spans = windows(first, last)
    fixed_day = _fixed_days(spans)
    for window, months in spans.items():
        contacts = [record for record in inside if month_of(record) in months]
        here = [case for case in cases if month_of(case) in months]
        calls = [contact for contact in contacts if contact.log == "calls"]
        tables = {name: table.count(here) for name, table in case_tables(months, fixed_day).items()}
        answers = tables | contact_tables(months, calls, contacts) | partial_tables(months, here)
        answers |= numbers(months, contacts, here)
        for name, answer in answers.items():
            found.setdefault(name, {})[window] = answer if months else Answer(0, 0)
    return found


def _fixed_days(spans: Mapping[str, list[str]]) -> dict[str, str]:
    """For each month the first day of the stretch of time it belongs to: edition, previous, or what came before."""
    days: dict[str, str] = {}
    for window in ("since_launch", "previous", "edition"):
        for month in spans[window]:
            days[month] = f"{spans[window][0]}-01"
    return days
