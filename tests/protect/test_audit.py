"""The attacker's audit: against trying every table, against seeded leaks, and confirmed by adding up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.alternatives import (
    AlternativeTable,
    alternative_faults,
    alternatives_bytes,
    feasible_values,
    read_alternatives,
)
from tasks.disclosure.attacker import (
    FEW_RECORDS,
    REQUIRED_VALUES,
    AttackerConstraints,
    PublishedNumbers,
    attacker_constraints,
    published_numbers,
)
from tasks.disclosure.relations import Number, Relation
from tasks.disclosure.tables import link
from tasks.model.figures import Base, FigureSpec, TimeSlice
from tasks.model.period import Period
from tasks.protect.audit import audit
from tasks.protect.rounding import true_values
from tasks.protect.time_slice import protect_slice
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_parquet
from tests.protect.test_rounding import number, table
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

# ------------------------------------------------------------------------------------------------ every table tried


def small(exact: Mapping[str, int] | None = None, **rounded: int) -> tuple[AttackerConstraints, list[Number]]:
    """A table of two by two, rounded as said: cells ``c00`` to ``c11``, rows ``r0``, columns ``k0``, ``total``."""
    cells, relations = table(2, 2, margins=1)
    names = {
        **{f"c{a}{b}": number(a=a, b=b) for a, b in product((0, 1), repeat=2)},
        **{f"r{a}": number(a=a) for a in (0, 1)},
        **{f"k{b}": number(b=b) for b in (0, 1)},
        "total": number(),
    }
    published = PublishedNumbers(
        {names[name]: value for name, value in rounded.items()},
        {names[name]: value for name, value in (exact or {}).items()},
    )
    return attacker_constraints(_Tables(tuple(relations)), published), cells  # type: ignore[arg-type]


class _Tables:
    """As much of linked tables as knowledge asks for."""

    def __init__(self, relations: tuple[Relation, ...]) -> None:
        self.relations = relations
        self.numbers = tuple(dict.fromkeys(n for r in relations for n in (r.whole, *r.parts)))


def every_table(known: AttackerConstraints, cells: list[Number]) -> Iterator[dict[Number, int]]:
    """All tables that agree with what is known, found by trying all."""
    for values in product(*(range(max(0, known.ranges[c][0]), known.ranges[c][1] + 1) for c in cells)):
        found = dict(zip(cells, values, strict=True))
        for relation in known.relations:
            found[relation.whole] = sum(found[part] for part in relation.parts)
        if all(known.ranges[n][0] <= value <= known.ranges[n][1] for n, value in found.items()):
            yield found


ROUNDED = {"c00": 0, "c01": 5, "c10": 5, "c11": 10, "r0": 5, "r1": 15, "k0": 5, "k1": 15, "total": 20}
SMALL_TABLES: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "all rounded": (ROUNDED, {}),
    "the total told": (ROUNDED, {"total": 19}),
    "a row told": (ROUNDED, {"r0": 3}),
    "rows and total told": (ROUNDED, {"r0": 3, "total": 19}),
    "all margins told": (ROUNDED, {"r0": 3, "r1": 14, "k0": 4, "k1": 13, "total": 17}),
    "margins told that give the cells away": (ROUNDED, {"r0": 1, "r1": 15, "k0": 5, "k1": 11, "total": 16}),
    "nothing but a cell told": (ROUNDED, {"c00": 2}),
    "all but one cell told": (ROUNDED, {"c00": 2, "c01": 3, "c10": 4, "total": 18}),
    "large numbers": (
        {name: value + 20 for name, value in ROUNDED.items()} | {"r0": 45, "r1": 55, "k0": 45, "k1": 55, "total": 100},
        {},
    ),
}


@pytest.mark.parametrize(("rounded", "exact"), SMALL_TABLES.values(), ids=SMALL_TABLES)
def test_the_audit_finds_what_trying_every_table_finds(rounded: dict[str, int], exact: dict[str, int]) -> None:
    known, cells = small(exact, **rounded)
    tables = list(every_table(known, cells))
    assert tables, "the example contradicts itself"
    found = audit(known)
    exposed = {n for n, enough in known.at_risk.items() if feasible_values(tables, n) < enough}
    assert set(found.exposed) == exposed
    assert all(shown in tables for shown in found.tables)
    for at_risk in exposed:
        assert feasible_values(found.tables, at_risk) == feasible_values(tables, at_risk)


# ------------------------------------------------------------------------------------------------ real time slices

SPECS = Mapping[str, FigureSpec]


@cache
def time_slice(name: str) -> "tuple[SPECS, TimeSlice, bytes, Mapping[Number, int]]":
    """A protected slice: the figures' descriptions, the slice, its file of alternative tables, and the truth."""
    with TemporaryDirectory() as folder:
        path, edition = Path(folder) / "accepted.parquet", TWO_YEARS if name == "the sample" else HALF_YEAR
        if name == "the sample":
            write_records(sample_records(), path)
        else:
            random_parquet(path, 7, 400, HALF_YEAR, 0.15)
        counts = aggregate(path, edition)
    raw = counts.slices[-1]
    protected = protect_slice(counts.specs, raw, b"")
    tables = link(counts.specs, raw.period, raw.figures)
    return counts.specs, protected.time_slice, protected.alternatives, true_values(tables, raw.figures)


@cache
def known_of(name: str) -> AttackerConstraints:
    """What is known of a time slice."""
    specs, shown, _, _ = time_slice(name)
    tables = link(specs, shown.period, shown.figures)
    return attacker_constraints(tables, published_numbers(specs, tables, shown.figures))


@cache
def alternatives_of(name: str) -> tuple[AlternativeTable, ...]:
    _, shown, content, _ = time_slice(name)
    return read_alternatives(content, shown.period, list(known_of(name).ranges))


TILES = ("the sample", "400 contacts")


@pytest.mark.parametrize("name", TILES)
def test_every_small_number_keeps_five_candidates(name: str) -> None:
    _, shown, _, truth = time_slice(name)
    known = known_of(name)
    small_ones = {n for n, value in truth.items() if value < REQUIRED_VALUES and n in shown_numbers(name)}
    assert small_ones <= set(known.at_risk)
    assert len(small_ones) > 100
    assert shown.audit is not None
    left = {number: feasible_values(alternatives_of(name), number) for number in known.at_risk}
    assert (shown.audit.covered, shown.audit.least) == (len(left), min(left.values()))
    assert all(left[number] >= enough for number, enough in known.at_risk.items())
    # Only where a headline says that hardly anyone is behind a number, two are enough.
    few = {number for number in left if headline(name, number) < FEW_RECORDS}
    assert all(left[number] >= REQUIRED_VALUES for number in left.keys() - few)
    assert (len(few) == 0) == (name == "the sample")


def headline(name: str, number: Number) -> int:
    """The records that can be behind a number of cases: new calls of its month and new e-mails of any, or all cases."""
    figures, asked = time_slice(name)[1].figures, dict(number.conditions)
    months = [
        m for m in HALF_YEAR if str(m) == asked.get("month", str(m)) and m.quarter == asked.get("quarter", m.quarter)
    ]
    if number.base is not Base.CASES or len(months) == HALF_YEAR.months or name == "the sample":
        return figures[str(number.base)].total
    calls = figures["calls_by_month"].cells
    return sum(calls[str(m), "new"] + figures["new_emails"].cells[()] for m in months)


@cache
def shown_numbers(name: str) -> set[Number]:
    specs, shown, _, _ = time_slice(name)
    tables = link(specs, shown.period, shown.figures)
    nothing = {relation.whole for relation in tables.relations if not relation.parts}
    published = published_numbers(specs, tables, shown.figures)
    return {*published.rounded, *published.derived} - nothing


@pytest.mark.parametrize("name", TILES)
def test_the_truth_agrees_with_what_is_known(name: str) -> None:
    truth = time_slice(name)[3]
    ranges = known_of(name).ranges
    assert [str(n) for n, (low, high) in ranges.items() if not low <= truth[n] <= high] == []


@pytest.mark.parametrize("name", TILES)
def test_witnesses_are_confirmed_without_a_solver(name: str) -> None:
    _, _, content, truth = time_slice(name)
    alternatives = alternatives_of(name)
    assert list(alternative_faults(alternatives, known_of(name))) == []
    assert alternatives_bytes(time_slice(name)[1].period, alternatives) == content
    assert dict(truth) not in alternatives


DEFECTS = 60
"""Leaks, of as many small numbers: each told exactly, in one of the ways below."""


@pytest.mark.parametrize("seed", range(DEFECTS))
def test_a_leak_is_caught(seed: int) -> None:
    """A number told as it is can have one value; the tables that the build left behind no longer show otherwise."""
    name = TILES[seed % 2]
    truth, known = time_slice(name)[3], known_of(name)
    leaked = Random(seed).choice(sorted((n for n in known.at_risk if truth[n] < REQUIRED_VALUES), key=str))
    published = replace(known, ranges={**known.ranges, leaked: (truth[leaked], truth[leaked])})
    assert any(str(leaked) in fault for fault in alternative_faults(alternatives_of(name), published))
    assert audit(replace(published, at_risk={leaked: REQUIRED_VALUES}, differences={})).exposed == (leaked,)


LEAKS = 20


@pytest.mark.parametrize("seed", range(LEAKS))
def test_a_leaked_number_gives_no_other_away(seed: int) -> None:
    """Whoever learns one small number from elsewhere can tell no other exactly, unless it is the same people."""
    truth, known = time_slice("400 contacts")[3], known_of("400 contacts")
    leaked = Random(seed).choice(sorted((n for n in known.at_risk if truth[n] < REQUIRED_VALUES), key=str))
    alike = ({relation.whole, *relation.parts} for relation in known.relations if len(relation.parts) == 1)
    same = {leaked}.union(*(numbers for numbers in alike if leaked in numbers))
    others = {n: 2 for n in known.required if n not in same}
    published = replace(
        known, ranges={**known.ranges, leaked: (truth[leaked], truth[leaked])}, at_risk=others, differences={}
    )
    assert audit(published).exposed == ()


# ---------------------------------------------------------------------------------------- damaged alternative tables

A, B, WHOLE = (Number(Base.CASES, frozenset({("gender", answer)})) for answer in ("woman", "man", "(any)"))
KNOWN = AttackerConstraints((Relation(WHOLE, (A, B)),), {A: (0, 4), B: (6, 14), WHOLE: (6, 14)}, {A: REQUIRED_VALUES})
LEAST, MOST = {A: 0, B: 10, WHOLE: 10}, {A: 4, B: 10, WHOLE: 14}
DAMAGED = {
    "no tables": ((), "fewer than 5 values"),
    "one table": ((LEAST,), "fewer than 5 values"),
    "too near": ((LEAST, {A: 3, B: 9, WHOLE: 12}), "fewer than 5 values"),
    "does not add up": ((LEAST, {**MOST, WHOLE: 13}), "does not add up"),
    "contradicts what is published": ((LEAST, {A: 4, B: 11, WHOLE: 15}), "contradicts what is published"),
    "other numbers": ((LEAST, {A: 4}), "other numbers"),
}


def test_sound_witnesses_pass() -> None:
    assert list(alternative_faults((LEAST, MOST), KNOWN)) == []


@pytest.mark.parametrize(("tables", "words"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_witnesses_are_refused(tables: tuple, words: str) -> None:
    assert any(words in fault for fault in alternative_faults(tables, KNOWN))


@pytest.mark.parametrize("period", [TWO_YEARS, Period(HALF_YEAR.first, HALF_YEAR.first)])
def test_witnesses_of_another_time_slice_are_not_read(period: Period) -> None:
    content = alternatives_bytes(HALF_YEAR, (LEAST, MOST))
    with pytest.raises(ValueError, match="another time slice"):
        read_alternatives(content, period, [A, B, WHOLE])


def test_months_without_a_record_have_a_file_without_tables() -> None:
    assert read_alternatives(alternatives_bytes(HALF_YEAR, ()), HALF_YEAR, [A, B, WHOLE]) == ()


# ------------------------------------------------------------------------------------------------ headlines


def month_of(base: Base, month: str, *more: tuple[str, str]) -> Number:
    return Number(base, frozenset({("month", month), *more}))


def test_new_calls_of_a_month_bound_its_cases() -> None:
    """14 new calls and 3 new e-mails are 16 cases, so one is in both: of a month of 10 new calls, 9 to 13 are cases."""
    cases = month_of(Base.CASES, "2018-11")
    whole = Number(Base.CASES)
    exact = {
        month_of(Base.CALLS, "2018-11", ("kind", "new")): 10,
        Number(Base.CALLS, frozenset({("kind", "new")})): 14,
        Number(Base.EMAILS, frozenset({("kind", "new")})): 3,
        whole: 16,
    }
    known = attacker_constraints(_Tables((Relation(whole, (cases,)),)), PublishedNumbers({cases: 15}, exact))  # type: ignore[arg-type]
    assert known.ranges[cases] == (11, 13)
