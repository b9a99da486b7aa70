"""Rows of the table of promises in ``docs/privacy.md`` that no other test holds: where few values remain, or one."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.disclosure.attacker import FEW_RECORDS, REQUIRED_VALUES, PublishedNumbers, attacker_constraints
from tasks.disclosure.relations import Number, Relation
from tasks.disclosure.tables import LinkedTables
from tasks.model.figures import Base
from tasks.protect.audit import EarlierVersion, audit, if_unchanged
from tests.protect.test_rounding import number

WHOLE, WOMEN, MEN = number(), number(gender="woman"), number(gender="man")
TABLES = LinkedTables({}, (Relation(WHOLE, (WOMEN, MEN)),))


def published(women: int, men: int, **exact: int) -> PublishedNumbers:
    headline = {Number(Base.CASES): exact["cases"]} if exact else {}
    return PublishedNumbers({WOMEN: women, MEN: men} | ({} if exact else {WHOLE: women + men}), headline)


@pytest.mark.parametrize(
    ("cases", "values"), [(FEW_RECORDS, REQUIRED_VALUES), (FEW_RECORDS - 1, 2), (1, 2), (0, None)], ids=str
)
def test_where_a_headline_tells_of_few_records_two_values_are_asked_for(cases: int, values: int | None) -> None:
    """Five from 30 records on; of none there is nobody to protect."""
    known = attacker_constraints(TABLES, published(0, cases // 5 * 5, cases=cases))
    assert known.at_risk.get(WOMEN) == values


def test_a_sum_that_no_figure_shows_is_not_asked_for() -> None:
    """Women printed as 0 and men as 5: their sum is asked for where it is printed, and not where it is not."""
    together = attacker_constraints(TABLES, published(0, 5))
    apart = attacker_constraints(TABLES, PublishedNumbers({WOMEN: 0, MEN: 5}))
    assert set(together.at_risk) == {WOMEN, MEN, WHOLE}
    assert set(apart.at_risk) == {WOMEN, MEN}


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
