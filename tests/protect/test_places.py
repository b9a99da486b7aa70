"""City and province of the same case: what the one says of the other is known to whoever reads the report."""

import csv
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from expectations.contract.content import BUNDLED
from tasks.aggregate import aggregate
from tasks.disclosure.attacker import AttackerConstraints, attacker_constraints, published_numbers
from tasks.disclosure.relations import Number, Relation
from tasks.disclosure.tables import link
from tasks.model.figures import Base, TimeSlice
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.protect.audit import audit
from tasks.protect.time_slice import protect_slice
from tests.figures_factory import HALF_YEAR, random_parquet
from tests.random_logs import random_records
from tests.records_parquet import write_records

CITIES = {"always": 1.0, "mostly": 0.7, "seldom": 0.1}
LOGS = [(contacts, cities) for contacts in (150, 600, 1500) for cities in CITIES]
with (BUNDLED.places / "cities.csv").open(encoding="utf-8") as file:
    PROVINCES: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(file):
        PROVINCES[row["province"]].append(row["key"])


@cache
def counts(contacts: int, cities: str) -> Counts:
    """Half a year of a helpline that records the city always, mostly or seldom."""
    first, last = str(HALF_YEAR.first), str(HALF_YEAR.last)
    records = random_records(contacts, contacts, first=first, last=last, missing=0.1, city=CITIES[cities])
    with TemporaryDirectory() as folder:
        return aggregate(write_records(records, Path(folder) / "accepted.parquet"), HALF_YEAR, (HALF_YEAR,))


@cache
def time_slice(contacts: int, cities: str) -> TimeSlice:
    return protect_slice(counts(contacts, cities).specs, counts(contacts, cities).slices[0], b"").time_slice


def in_sum(found: TimeSlice, province: str) -> int:
    return sum(found.figures["city"].cells.get((city,), 0) for city in PROVINCES[province])


@pytest.mark.parametrize(("contacts", "cities"), LOGS)
def test_the_cities_of_a_province_print_no_more_than_the_province(contacts: int, cities: str) -> None:
    found = time_slice(contacts, cities)
    assert found.merged == {}
    provinces = found.figures["province"].cells
    assert {p: in_sum(found, p) for p in PROVINCES if in_sum(found, p) > provinces[p,]} == {}


@pytest.mark.parametrize(("contacts", "cities"), LOGS)
def test_whoever_knows_where_cities_lie_tells_no_small_number(contacts: int, cities: str) -> None:
    found = audit(knowing_places(contacts, cities))
    assert [str(number) for number in found.exposed] == []


def knowing_places(contacts: int, cities: str) -> AttackerConstraints:
    """What is known of a slice, with what an attacker adds who has the gazetteer and nothing else of the program."""
    specs, shown = counts(contacts, cities).specs, time_slice(contacts, cities)
    tables = link(specs, shown.period, shown.figures)
    known = attacker_constraints(tables, published_numbers(specs, tables, shown.figures))
    relations, ranges = list(known.relations), dict(known.ranges)
    for province, lying in PROVINCES.items():
        elsewhere = Number(Base.CASES, frozenset({("attacker", f"elsewhere in {province}")}))
        cells = shown.figures["city"].cells
        parts = [Number(Base.CASES, frozenset({("city", city)})) for city in lying if (city,) in cells]
        relations.append(Relation(Number(Base.CASES, frozenset({("province", province)})), (*parts, elsewhere)))
        ranges[elsewhere] = (0, contacts)
    return replace(known, relations=tuple(relations), ranges=ranges)


def test_of_months_without_a_case_the_headlines_say_that_nobody_is_behind_a_part() -> None:
    """One call in two years, before takeovers were asked for: that there was none follows from the calls by month."""
    two_years = Period(Month(2016, 12), Month(2018, 11))
    with TemporaryDirectory() as folder:
        found = aggregate(random_parquet(Path(folder) / "accepted.parquet", 466975, 1, two_years), two_years)
    assert [protect_slice(found.specs, time_slice, b"").time_slice.merged for time_slice in found.slices] == [{}]
