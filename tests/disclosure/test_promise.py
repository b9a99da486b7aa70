"""Rows of the table of promises in ``docs/privacy.md`` that no other test holds: where few values remain, or one."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.attacker import (
    FEW_RECORDS,
    REQUIRED_VALUES,
    PublishedNumbers,
    attacker_constraints,
    published_numbers,
)
from tasks.disclosure.relations import Number, Relation
from tasks.disclosure.tables import LinkedTables, link
from tasks.model.figures import Base
from tasks.model.period import Month, Period
from tasks.protect.audit import EarlierVersion, audit, if_unchanged
from tasks.protect.time_slice import protect_slice
from tests.protect.test_rounding import number
from tests.random_logs import random_records
from tests.records_parquet import write_records

EMAILS = {0: 0.02, 1: 0.2, 6: 0.5}
"""The share of e-mails in the records of a seed."""
WHOLE, WOMEN, MEN = number(), number(gender="woman"), number(gender="man")
TABLES = LinkedTables({}, (Relation(WHOLE, (WOMEN, MEN)),))


def published(women: int, men: int, **exact: int) -> PublishedNumbers:
    headline = {Number(Base.CASES): exact["cases"]} if exact else {}
    return PublishedNumbers({WOMEN: women, MEN: men} | ({} if exact else {WHOLE: women + men}), headline)


@pytest.mark.parametrize(
    ("cases", "required", "desired"),
    [(FEW_RECORDS, REQUIRED_VALUES, None), (FEW_RECORDS - 1, 2, 5), (4, 2, 5), (2, 2, 3), (1, 2, 2), (0, None, None)],
    ids=str,
)
def test_where_a_headline_tells_of_few_records_two_values_are_required_and_more_desired(
    cases: int, required: int | None, desired: int | None
) -> None:
    """Five from 30 records on; of none there is nobody to protect."""
    known = attacker_constraints(TABLES, published(0, cases // 5 * 5, cases=cases))
    assert known.at_risk.get(WOMEN) == required
    assert known.desired.get(WOMEN) == desired


@pytest.mark.parametrize(("seed", "contacts"), [(6, 20), (1, 40), (0, 160)], ids=str)
def test_nearly_all_numbers_keep_five_values_where_headlines_tell_of_few_records(
    seed: int, contacts: int, tmp_path: Path
) -> None:
    """In half-years of so few contacts each month has fewer than 30 records, and each number still keeps five."""
    months = Period(Month(2016, 12), Month(2017, 5))
    records = random_records(seed, contacts, last=str(months.last), emails=EMAILS[seed])
    counts = aggregate(write_records(records, tmp_path / "accepted.parquet"), months, [months])
    protected = protect_slice(counts.specs, counts.slices[0], b"k").time_slice
    tables = link(counts.specs, months, protected.figures)
    known = attacker_constraints(tables, published_numbers(counts.specs, tables, protected.figures))
    assert known.limited_by_headlines > 90
    assert protected.audit is not None
    assert protected.audit.few == 0


SOME, TWO = number(about="(any)"), number(about="two")
OF_THREE = LinkedTables({}, (Relation(WHOLE, (WOMEN, MEN, TWO)), Relation(SOME, (WHOLE, number(about="none")))))


@pytest.mark.parametrize(
    ("printed", "differences"),
    [
        ({WHOLE: 50, WOMEN: 5, MEN: 45}, {TWO}),
        ({WOMEN: 0, MEN: 5, TWO: 0}, {WHOLE}),
        ({WHOLE: 50, WOMEN: 5, MEN: 45, SOME: 55}, {TWO, number(about="none")}),
        ({WHOLE: 50, WOMEN: 5, MEN: 25}, set()),
        ({WHOLE: 50, WOMEN: 5}, set()),
    ],
    ids=["complement", "sum", "complement of a complement", "large", "two are open"],
)
def test_what_follows_from_printed_numbers_is_asked_for_too(
    printed: dict[Number, int], differences: set[Number]
) -> None:
    known = attacker_constraints(OF_THREE, PublishedNumbers(printed))
    assert set(known.differences) == differences
    assert set(known.at_risk) == {n for n, value in printed.items() if value <= 5}
    assert set(audit(known).exposed) <= set(known.required)


def test_a_complement_that_headlines_give_away_is_exposed() -> None:
    """All cases are told exactly, and women and men by rounding: of what is left only one value remains."""
    ranges = {WHOLE: (50, 50), WOMEN: (1, 9), MEN: (36, 44)}
    known = attacker_constraints(OF_THREE, PublishedNumbers({WHOLE: 50, WOMEN: 5, MEN: 40}))
    told = replace(known, ranges={**known.ranges, **ranges, TWO: (1, 1)}, at_risk={}, differences={TWO: 5})
    assert audit(told).exposed == (TWO,)


def test_a_sum_of_some_categories_that_nothing_shows_is_not_asked_for() -> None:
    known = attacker_constraints(OF_THREE, PublishedNumbers({WHOLE: 5, WOMEN: 0, MEN: 5, TWO: 0}))
    assert set(known.required) == {WHOLE, WOMEN, MEN, TWO}


def test_of_a_number_printed_as_0_and_then_as_5_it_is_certain_that_somebody_is_behind_it() -> None:
    now, before = (published(count, 50) for count in (5, 0))
    earlier = EarlierVersion(before, attacker_constraints(TABLES, before))
    known = if_unchanged(attacker_constraints(TABLES, now), [earlier], {WOMEN: 3, MEN: 50, WHOLE: 53})
    assert known.ranges[WOMEN] == (1, 4)
    assert audit(known).exposed == ()


@pytest.mark.parametrize(("printed", "left"), [(0, {0, 1}), (5, {1})], ids=["printed as 0", "printed as 5"])
def test_whoever_knows_all_but_one_caller_may_learn_the_last_answer(printed: int, left: set[int]) -> None:
    """No woman among those known: one more or none, and 5 is not printed of none."""
    known = attacker_constraints(TABLES, published(printed, 50))
    informed = replace(known, ranges={**known.ranges, WOMEN: (max(known.ranges[WOMEN][0], 0), 1)}, at_risk={WOMEN: 2})
    found = audit(informed)
    assert {table[WOMEN] for table in found.tables} == left
    assert (WOMEN in found.exposed) == (len(left) == 1)


def test_every_row_of_the_promise_names_a_test_that_there_is() -> None:
    text = Path("docs/privacy.md").read_text(encoding="utf-8")
    promised = text.split("## What is promised, to whom")[1].split("\n\n")[1].splitlines()[2:]
    assert len(promised) >= 15
    for row in promised:
        tests = re.findall(r"([\w/]+\.py)::(\w+)", row)
        assert tests or row.endswith("| none |"), row
        for path, name in tests:
            assert f"def {name}(" in Path("tests", path).read_text(encoding="utf-8"), name
