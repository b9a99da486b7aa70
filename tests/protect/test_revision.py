"""Two roundings of the same months: what they tell together, against trying every table, and on real time slices."""

import random
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.attacker import PublishedNumbers, published_numbers
from tasks.disclosure.series import Series
from tasks.disclosure.tables import link
from tasks.model.figures import TimeSlice
from tasks.model.period import Month, Period
from tasks.protect.audit import (
    REQUIRED_TOGETHER,
    AuditResult,
    EarlierVersion,
    audit,
    audit_with_earlier,
    if_only_added,
    if_unchanged,
)
from tasks.protect.rounding import true_values
from tasks.protect.time_slice import protect_slice
from tests.drill import cases
from tests.figures_factory import TWO_YEARS
from tests.protect.test_printed import FOUR, MARGINS, cell, figures, known_of
from tests.random_logs import random_records
from tests.records_parquet import write_records

TRUTH = dict(zip(FOUR, (3, 4, 6, 10), strict=True))
FIRST = dict(zip(FOUR, (0, 5, 5, 10), strict=True))
AGAIN = dict(zip(FOUR, (5, 5, 5, 10), strict=True))
"""Three women who called for themselves, printed as none and then as five."""


def numbers_of(rounded: dict) -> PublishedNumbers:
    specs, counts = figures(rounded)
    return published_numbers(specs, link(specs, TWO_YEARS, counts), counts)


def truth(counted: dict) -> dict:
    specs, counts = figures(counted)
    return true_values(link(specs, TWO_YEARS, counts), counts)


def sums(table: dict) -> list[int]:
    return [sum(n for key, n in table.items() if fits(key)) for fits in MARGINS.values()]


def publication(rounded: dict) -> EarlierVersion:
    return EarlierVersion(numbers_of(rounded), known_of(rounded))


def every_table(*rounded: dict) -> np.ndarray:
    """All tables of small counts that each of the roundings allows, a row each."""
    tables = np.array(list(product(range(15), repeat=4)))
    margins = np.array([[fits(key) for key in FOUR] for fits in MARGINS.values()])
    allowed = (np.abs(tables @ margins.T - sums(one)).max(axis=1) <= 4 for one in rounded)
    return tables[np.logical_and.reduce(list(allowed))]


@pytest.mark.parametrize("earlier", [[FIRST], [AGAIN], [FIRST, AGAIN], []], ids=["down", "up", "both", "none"])
def test_for_whoever_takes_it_that_nothing_changed_the_audit_finds_what_trying_every_table_finds(
    earlier: list[dict],
) -> None:
    known = if_unchanged(known_of(AGAIN), map(publication, earlier), truth(TRUTH))
    tables = every_table(AGAIN, *earlier)
    assert list(TRUTH.values()) in tables.tolist()
    exposed = audit(known).exposed
    for key, values in zip(FOUR, tables.T, strict=True):
        if cell(key) in known.at_risk:
            assert known.at_risk[cell(key)] == REQUIRED_TOGETHER
            assert (cell(key) in exposed) == (max(values) - min(values) + 1 < REQUIRED_TOGETHER), key


def test_an_earlier_rounding_of_another_truth_says_nothing() -> None:
    """Four women more by now, who were entered late: the first rounding was right of the others alone."""
    now = {**TRUTH, FOUR[0]: 7}
    known = if_unchanged(known_of(AGAIN), [publication(FIRST)], truth(now))
    assert known.ranges[cell(FOUR[0])] == known_of(AGAIN).ranges[cell(FOUR[0])]
    assert known.ranges[cell(FOUR[1])] == known_of(FIRST).ranges[cell(FOUR[1])]


ADDED: dict[str, tuple[dict, dict]] = {
    "one cell up": (FIRST, AGAIN),
    "nothing": (AGAIN, AGAIN),
    "one cell down by chance": (AGAIN, FIRST),
    "a cell printed as ten before": (
        dict(zip(FOUR, (10, 5, 5, 5), strict=True)),
        dict(zip(FOUR, (5, 5, 5, 10), strict=True)),
    ),
    "many added": (FIRST, dict(zip(FOUR, (10, 5, 5, 10), strict=True))),
}


@pytest.mark.parametrize(("before", "after"), ADDED.values(), ids=ADDED)
def test_for_whoever_takes_it_that_records_were_only_added_too(before: dict, after: dict) -> None:
    known = if_only_added(known_of(after), publication(before))
    then, now = every_table(before), every_table(after)
    now = np.array([table for table in now if (then <= table).all(axis=1).any()])
    exposed = audit(known).exposed
    for key, values in zip(FOUR, now.T, strict=True):
        if cell(key) in known.at_risk:
            assert (cell(key) in exposed) == (max(values) - min(values) + 1 < known.at_risk[cell(key)]), key


THREE = {
    "parts exchanged": [(0, 5, 5, 0), (0, 5, 0, 5), (5, 5, 0, 0)],
    "a row grew": [(5, 0, 0, 5), (5, 0, 0, 0), (0, 5, 0, 5)],
}
"""Three printings, of which any earlier one and the last leave four values of each number, and all together fewer."""


@pytest.mark.parametrize("printings", THREE.values(), ids=THREE)
def test_three_printings_are_audited_together(printings: list[tuple[int, ...]]) -> None:
    """A table now must have one before it, and that one before that, each no greater than the next."""
    *before, after = (dict(zip(FOUR, counts, strict=True)) for counts in printings)
    known, earlier = known_of(after), [publication(each) for each in before]
    now = every_table(before[0])
    for rounded in (before[1], after):
        now = np.array([table for table in every_table(rounded) if (now <= table).all(axis=1).any()])
    together = audit_with_earlier(known, earlier, {})[-1]
    in_pairs = {number for each in earlier for number in audit(if_only_added(known, each)).exposed}
    for number in together.exposed:
        behind = [number.conditions <= cell(key).conditions for key in FOUR]
        counts = now[:, behind].sum(axis=1)
        assert max(counts) - min(counts) + 1 < REQUIRED_TOGETHER, number
    assert not set(together.exposed) <= in_pairs


def test_a_belief_that_the_published_numbers_rule_out_is_told_as_contradicted() -> None:
    """Every number fell by more than rounding does."""
    many, few = (dict.fromkeys(FOUR, count) for count in (60, 10))
    known = if_only_added(known_of(few), publication(many))
    assert audit(known).contradicted


@pytest.mark.parametrize(
    ("values", "small"),
    [([(8, 9)], 0), ([(3, 4)], 1), ([(8, 9), (3, 4)], 1), ([(8, 9)] * 3, 3)],
    ids=["five or more", "less", "one of each", "so many that the search ended early"],
)
def test_an_exposed_number_may_be_let_pass_only_where_all_are_certain_to_be_of_five_or_more(
    values: list[tuple[int, int]], small: int
) -> None:
    numbers = [cell(key) for key, _ in zip(FOUR, values, strict=False)]
    tables = tuple({n: both[at] for n, both in zip(numbers, values, strict=True)} for at in (0, 1))
    assert len(AuditResult(tables, tuple(numbers)).small) == small


# ------------------------------------------------------------------------------------------------ real time slices

CORRECTIONS: dict[str, tuple[int, int]] = {"records added": (2, 0), "records changed": (0, 3), "both": (3, 3)}


@pytest.mark.parametrize(("added", "changed"), cases(CORRECTIONS, ["records changed"]))
def test_an_edition_can_be_corrected_again_and_again(added: int, changed: int, tmp_path: Path) -> None:
    draw, halves = random.Random(added * 10 + changed), Period(Month(2016, 12), Month(2017, 5))
    logs = list(random_records(7, 400, last="2017-05"))
    late = [
        replace(r, contact_id=f"{r.contact_id[0]}-9{n:05}", case_ref=None)
        for n, r in enumerate(random_records(8, 60, last="2017-05"))
        if r.kind == "new"
    ]
    earlier: list[TimeSlice] = []
    for _ in range(3):
        counts = aggregate(write_records(logs, tmp_path / "accepted.parquet"), halves)
        time_slice = protect_slice(
            counts.specs, counts.slices[-1], b"key", Series(superseded=tuple(earlier))
        ).time_slice
        assert time_slice.audit
        assert not time_slice.merged
        assert time_slice.audit.least == 5
        assert time_slice.audit.with_earlier == (REQUIRED_TOGETHER if earlier else 0)
        earlier.append(time_slice)
        logs += [late.pop() for _ in range(added)]
        for place in draw.sample(range(len(logs)), changed):
            logs[place] = replace(logs[place], gender=draw.choice(["woman", "man"]), platforms=("facebook",))


def test_what_is_published_again_differs_only_around_what_was_corrected(tmp_path: Path) -> None:
    """One record more. Drawn anew, hundreds of numbers would differ, each a second answer about the same people."""
    half = Period(Month(2016, 12), Month(2017, 5))
    logs = list(random_records(7, 400, last="2017-05"))
    slices = []
    for records in (logs, [*logs, replace(logs[0], contact_id="C-999999", kind="new", case_ref=None)]):
        counts = aggregate(write_records(records, tmp_path / "accepted.parquet"), half)
        slices.append(protect_slice(counts.specs, counts.slices[-1], b"key").time_slice)
    before, after = (
        {(i, key): count for i, f in time_slice.figures.items() for key, count in f.cells.items()}
        for time_slice in slices
    )
    assert sum(before[cell] != after[cell] for cell in before) < len(before) / 20
