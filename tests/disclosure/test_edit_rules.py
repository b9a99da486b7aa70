"""Every rule that validation enforces is known to whoever reads the report: what it says of published numbers is a
relation between them, or it says nothing of any two."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import lil_array

from expectations.conditions import conditions
from expectations.rules import missing_rule, record_rules
from tasks.aggregate import aggregate
from tasks.aggregate.catalogue import CATALOGUE
from tasks.disclosure.relations import Number
from tasks.disclosure.tables import LinkedTables, link
from tasks.model.figures import Base
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.protect.rounding import true_values
from tests.figures_factory import HALF_YEAR, random_parquet

BEFORE_ALL = Period(Month(2016, 12), Month(2017, 5))


@dataclass(frozen=True)
class Says:
    """What a rule says of published numbers: the first are together at most, or just, the second."""

    least: Sequence[Mapping[str, str]]
    most: Sequence[Mapping[str, str]]
    period: Period = HALF_YEAR


NO_RELATION: tuple[Says, ...] = ()
FIRST_PLATFORM = {"platform": "facebook"}
RELATIONS: dict[str, tuple[Says, ...]] = {
    # The rule is on a single cell, whose value is counted under its key or not at all.
    "needed": NO_RELATION,
    "vocabulary": NO_RELATION,
    "formula": NO_RELATION,
    "identifier": NO_RELATION,
    "too_long": NO_RELATION,
    "reference_form": NO_RELATION,
    "date_form": NO_RELATION,
    "date_in_future": NO_RELATION,
    "date_before_start": NO_RELATION,
    "age_form": NO_RELATION,
    "age_range": NO_RELATION,
    # No figure counts references or cases of follow-ups; what cases are of contacts follows from exact headlines.
    "follow_up_case": NO_RELATION,
    "contact_id_unique": NO_RELATION,
    "case_opened_once": NO_RELATION,
    # Warnings: records count as they are. Words for "not recorded" count as missing; places outside the gazetteer are
    # one category.
    "not_recorded": NO_RELATION,
    "city_near_miss": NO_RELATION,
    "missing_share": NO_RELATION,
    "secondary_differs": (
        Says(
            [{"case_type": "hacking"}, {"secondary_case_type": "hacking"}],
            [{"case_type_by_rank": "(any)"}],
        ),
    ),
    "fia_referral_named": (
        Says([{"referral": "fia", "fia_referral": "(any)"}], [{"referral": "fia"}]),
        Says([{"referral": "fia", "fia_referral": "full"}], [{"referral": "fia"}]),
    ),
    "city_in_province": (
        Says([{"city": "lahore"}, {"city": "multan"}, {"city": "faisalabad"}], [{"province": "punjab"}]),
        Says([{"city": "quetta"}], [{"province": "balochistan"}]),
        Says([{"city": "parachinar"}, {"city": "miranshah"}], [{"province": "ex_fata"}]),
    ),
    "none_alone": (
        Says([{"platform": "none"}, FIRST_PLATFORM], [{"platform": "(any)"}]),
        Says([{"platform": "none", "month": "2018-06"}, {"platform": "sms", "month": "2018-06"}],
             [{"platform": "(any)", "month": "2018-06"}]),
        Says([{"platform": "none", "case_type": "hacking"}, {"platform": "sms", "case_type": "hacking"}],
             [{"platform": "(any)", "case_type": "hacking"}]),
        Says([{"referral": "none"}, {"referral": "fia"}], [{"referral": "(any)"}]),
    ),
    "asked_since": (
        Says([{"gender": "transgender"}], [], BEFORE_ALL),
        Says([{"gender": "non_binary", "case_type": "hacking"}], [], BEFORE_ALL),
    ),
}  # fmt: skip
BESIDE_THE_RULES = {
    "a known answer names one value at least": Says(
        [{"platform": "(any)"}],
        [{"platform": key} for d in CATALOGUE if d.spec.id == "platform" for (key,) in d.keys(HALF_YEAR)],
    ),
    "a takeover in a month is a case of that month": Says(
        [{"takeover_scam": "yes", "month": "2018-09"}], [{"month": "2018-09"}]
    ),
    "where no office opened, access is that of the first day": Says(
        [{"city": "with office on the day"}], [{"city": "with office on the first day"}]
    ),
    "services are those of their combinations": Says(
        [{"service": "just legal"}, {"service": "just legal+mental_health"}], [{"service": "legal"}]
    ),
}


@cache
def counts(period: Period) -> Counts:
    with TemporaryDirectory() as folder:
        return aggregate(random_parquet(Path(folder) / "a.parquet", 2, 600, period), period, (period,))


@cache
def tables(period: Period) -> LinkedTables:
    (time_slice,) = counts(period).slices
    return link(counts(period).specs, time_slice.period, time_slice.figures)


def numbers(conditions: Iterable[Mapping[str, str]]) -> list[Number]:
    return [Number(Base.CASES, frozenset(each.items())) for each in conditions]


def follows(says: Says) -> bool:
    """Whether the inequality follows from the relations: nothing that they allow breaks it."""
    relations = tables(says.period).relations
    place = {number: column for column, number in enumerate(tables(says.period).numbers)}
    rows = lil_array((len(relations), len(place)))
    for row, relation in enumerate(relations):
        rows[row, place[relation.whole]] += 1
        for part in relation.parts:
            rows[row, place[part]] -= 1
    aim = np.zeros(len(place))
    for number, count in Counter(numbers(says.most)).items():
        aim[place[number]] += count
    for number, count in Counter(numbers(says.least)).items():
        aim[place[number]] -= count
    found = linprog(aim, A_eq=rows.tocsr(), b_eq=np.zeros(len(relations)), bounds=(0, 1000), method="highs")
    return bool(found.fun > -1e-6)


CASES = [(rule_id, says) for rule_id, found in RELATIONS.items() for says in found]


@pytest.mark.parametrize(
    "says",
    [*(says for _, says in CASES), *BESIDE_THE_RULES.values()],
    ids=[*(f"{rule_id} {place}" for place, (rule_id, _) in enumerate(CASES)), *BESIDE_THE_RULES],
)
def test_what_a_rule_says_of_published_numbers_follows_from_the_relations(says: Says) -> None:
    assert follows(says)


@pytest.mark.parametrize(
    "says",
    [
        Says([{"city": "karachi"}], [{"province": "punjab"}]),
        Says([{"case_type": "hacking"}, {"secondary_case_type": "threats"}], [{"case_type_by_rank": "(any)"}]),
        Says([{"platform": "facebook"}, {"platform": "sms"}], [{"platform": "(any)"}]),
        Says([{"gender": "transgender"}], []),
        Says([{"service": "(any)"}], [{"service": "legal"}, {"service": "mental_health"}]),
    ],
    ids=["a city elsewhere", "two types", "two platforms", "since it was asked", "one service left out"],
)
def test_what_no_rule_says_does_not_follow(says: Says) -> None:
    assert not follows(says)


def test_every_rule_is_in_the_table_and_has_a_relation_where_it_joins_fields() -> None:
    rules = {rule.id for rule in (*record_rules(), missing_rule())}
    assert rules == RELATIONS.keys()
    assert {rule_id for rule_id, found in RELATIONS.items() if found} == conditions().keys()


@pytest.mark.parametrize("period", [HALF_YEAR, BEFORE_ALL], ids=str)
def test_records_that_keep_the_rules_keep_the_relations(period: Period) -> None:
    (time_slice,) = counts(period).slices
    values = true_values(tables(period), time_slice.figures)
    assert values.keys() >= set(tables(period).numbers)
    assert min(values.values()) >= 0
