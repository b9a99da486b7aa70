"""The catalogue: every figure of the report, section by section; a new figure is a line in its section."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from expectations.contract.fields import FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from tasks.aggregate.declaration import (
    HOUR,
    QUARTER,
    YEAR,
    Declaration,
    Dimension,
    Keys,
    categories,
    category,
    declare,
    months,
)
from tasks.model.figures import Base, Chart, Measure
from tasks.model.period import Period

NEW, FOLLOW_UP = ("kind", "new"), ("kind", "follow_up")


def _by_rank(primary: str | None, secondary: str | None) -> Keys:
    ranks = vocabulary("rank").keys
    return tuple((value, rank) for value, rank in zip((primary, secondary), ranks, strict=True) if value)


def _combination(value: str | None) -> Keys:
    given = (value or "").split(";")
    return (("+".join(key for key in vocabulary("service").keys if key in given),),) if value else ()


def _combinations(_: Period) -> Keys:
    keys = vocabulary("service").keys
    return tuple(("+".join(part),) for size in range(1, len(keys) + 1) for part in combinations(keys, size))


def _filtered(figure_id: str, section: str, **how: Any) -> Iterator[Declaration]:
    """A question that is asked after one answer to another, where the contract has it: of cases with that answer."""
    field = fields().get(figure_id)
    if field and field.asked_if:
        other, value = fields()[field.asked_if.field], field.asked_if.value
        several = other.kind is FieldKind.CATEGORIES
        yield declare(
            figure_id,
            section,
            Base.CASES,
            category(figure_id),
            where=lambda t: t[other.name].split(";").contains(value) if several else t[other.name] == value,
            part=(other.question, value),
            **how,
        )


def _headline(
    figure_id: str, base: Base, part: tuple[str, str] | None = None, measure: Measure = Measure.COUNT
) -> Declaration:
    """A single number of contacts, exact in every edition, of all of its base or of those with a value in a field."""
    where = (lambda t: t[part[0]] == part[1]) if part else None
    return declare(figure_id, "a", base, measure=measure, exact=True, chart=Chart.NUMBER, where=where, part=part)


def _by_year(figure_id: str, section: str, by: Dimension) -> Declaration:
    """A main figure of cases year by year, so that two years are compared as they were counted, not by their months."""
    return declare(f"{figure_id}_by_year", section, Base.CASES, YEAR, by, share_within=1, chart=Chart.TABLE)


GENDER = category("gender")
CONTACTING_FOR = category("contacting_for")
CASE_TYPE = category("case_type")
TYPE_AND_RANK = Dimension(
    "case_type_by_rank",
    ("case_type", "rank"),
    ("case_type", "secondary_case_type"),
    lambda _: tuple((key, rank) for key in vocabulary("case_type").keys for rank in vocabulary("rank").keys),
    _by_rank,
    several=True,
)
PERPETRATOR = category("perpetrator")
AGE_BAND = category("age_band")
PLATFORM = categories("platforms", "platform")
REFERRAL = categories("referrals", "referral")
SERVICE = categories("services", "service")
PROVINCE = category("province")
HEARD_FROM = category("heard_from")
COMBINATION = Dimension("service_combination", ("services",), ("services",), _combinations, _combination)
IDEATION = category("suicidal_ideation")
COMMUNITY = categories("vulnerable_communities", "vulnerable_community")

DECLARED: tuple[Declaration, ...] = (
    # a · contacts: totals, means, months and hours
    _headline("calls", Base.CALLS),
    _headline("new_calls", Base.CALLS, NEW),
    _headline("follow_up_calls", Base.CALLS, FOLLOW_UP),
    declare("calls_by_month", "a", Base.CALLS, months(), category("kind"), exact=True, chart=Chart.STACKED_COLUMNS),
    _headline("mean_calls_per_month", Base.CALLS, measure=Measure.PER_MONTH),
    _headline("mean_new_calls_per_month", Base.CALLS, NEW, Measure.PER_MONTH),
    _headline("follow_up_share", Base.CALLS, FOLLOW_UP, Measure.SHARE),
    _headline("emails", Base.EMAILS),
    _headline("new_emails", Base.EMAILS, NEW),
    _headline("follow_up_emails", Base.EMAILS, FOLLOW_UP),
    _headline("cases", Base.CASES),
    _headline("contacts", Base.CONTACTS),
    declare("channel", "a", Base.CONTACTS, category("log"), exact=True, chart=Chart.BAR),
    declare("calls_by_weekday_and_hour", "a", Base.CALLS, category("weekday"), HOUR, chart=Chart.HEAT_MAP),
    # b · gender as stated, and for whom people contact the helpline
    declare("gender", "b", Base.CASES, GENDER, chart=Chart.BAR),
    _by_year("gender", "b", GENDER),
    declare("contacting_for", "b", Base.CASES, CONTACTING_FOR, chart=Chart.BAR),
    declare(
        "contacting_for_by_gender", "b", Base.CASES, GENDER, CONTACTING_FOR, share_within=1, chart=Chart.GROUPED_BARS
    ),
    declare("contacting_for_by_quarter", "b", Base.CASES, QUARTER, CONTACTING_FOR, share_within=1, chart=Chart.LINE),
    # c · types of cases, main and secondary, and account takeovers
    declare("case_types", "c", Base.CASES, TYPE_AND_RANK, chart=Chart.BAR),
    declare("case_types_by_gender", "c", Base.CASES, GENDER, CASE_TYPE, share_within=1, chart=Chart.TABLE),
    declare("case_types_by_platform", "c", Base.CASES, PLATFORM, CASE_TYPE, share_within=1, chart=Chart.TABLE),
    _by_year("case_types", "c", CASE_TYPE),
    declare(
        "types_per_case",
        "c",
        Base.CASES,
        measure=Measure.SHARE,
        chart=Chart.NUMBER,
        where=lambda t: t.secondary_case_type.notnull(),
        known=lambda t: t.case_type.notnull(),
        questions=("secondary_case_type", "case_type"),
    ),
    declare(
        "takeover_scams_by_month",
        "c",
        Base.CASES,
        months("takeover_scam"),
        where=lambda t: t.takeover_scam == "yes",
        part=("takeover_scam", "yes"),
        chart=Chart.LINE,
    ),
    # d · where people live
    declare("province", "d", Base.CASES, PROVINCE, share_of_all=True, chart=Chart.BAR),
    _by_year("province", "d", PROVINCE),
    declare("city", "d", Base.CASES, category("city"), chart=Chart.BAR),
    # e · relation to the alleged harasser
    declare("perpetrator", "e", Base.CASES, PERPETRATOR, chart=Chart.BAR),
    declare("perpetrator_by_gender", "e", Base.CASES, GENDER, PERPETRATOR, share_within=1, chart=Chart.GROUPED_BARS),
    _by_year("perpetrator", "e", PERPETRATOR),
    # f · access to the agency that investigates
    declare("cybercrime_office_access", "f", Base.CASES, category("office_access"), chart=Chart.STACKED_BAR),
    declare(
        "cybercrime_office_access_fixed",
        "f",
        Base.CASES,
        category("office_access_fixed", "office_access"),
        chart=Chart.TABLE,
    ),
    declare(
        "within_fia_remit",
        "f",
        Base.CASES,
        category("within_fia_remit", "yes_no"),
        share_of_all=True,
        chart=Chart.NUMBER,
    ),
    # g · age, in bands
    declare("age_band", "g", Base.CASES, AGE_BAND, share_of_all=True, chart=Chart.COLUMNS),
    declare("age_by_gender", "g", Base.CASES, GENDER, AGE_BAND, share_within=1, chart=Chart.TABLE),
    _by_year("age_band", "g", AGE_BAND),
    # h · where it happened
    declare("platform", "h", Base.CASES, PLATFORM, share_of_all=True, chart=Chart.BAR),
    declare("platform_by_month", "h", Base.CASES, months(), PLATFORM, share_within=1, chart=Chart.LINES),
    _by_year("platform", "h", PLATFORM),
    # i · to whom people were referred
    declare("referral", "i", Base.CASES, REFERRAL, share_of_all=True, chart=Chart.BAR),
    *_filtered("fia_referral", "i", chart=Chart.STACKED_BAR),
    _by_year("referral", "i", REFERRAL),
    # j · how people heard of the helpline
    declare("heard_from", "j", Base.CASES, HEARD_FROM, chart=Chart.BAR),
    _by_year("heard_from", "j", HEARD_FROM),
    # k · kinds of help given, and their combinations
    declare("services", "k", Base.CASES, SERVICE, chart=Chart.BAR),
    declare("service_combinations", "k", Base.CASES, COMBINATION, chart=Chart.TABLE),
    _by_year("services", "k", SERVICE),
    # l · callers at risk
    declare("suicidal_ideation", "l", Base.CASES, IDEATION, chart=Chart.TABLE),
    declare("suicidal_ideation_by_gender", "l", Base.CASES, GENDER, IDEATION, share_within=1, chart=Chart.TABLE),
    declare("vulnerable_community", "l", Base.CASES, COMMUNITY, share_of_all=True, chart=Chart.TABLE),
)
"""Every figure that the program can count."""
CATALOGUE = tuple(declaration for declaration in DECLARED if declaration.can_be_asked)
"""The figures of the report: those of which the contract asks the questions."""
