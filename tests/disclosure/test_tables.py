"""Which numbers of a time slice are one and the same, and which add up to which."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from expectations.contract.vocabulary import vocabulary
from tasks.aggregate import aggregate
from tasks.disclosure import edit_rules
from tasks.disclosure.relations import Number, Relation
from tasks.disclosure.tables import LinkedTables, link
from tasks.disclosure.windows import merged_counts
from tasks.model.figures import Base
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tests.figures_factory import HALF_YEAR, random_parquet


@cache
def counts() -> Counts:
    with TemporaryDirectory() as folder:
        return aggregate(random_parquet(Path(folder) / "a.parquet", 2, 600, HALF_YEAR), HALF_YEAR)


@cache
def tables() -> LinkedTables:
    time_slice = counts().slices[-1]
    return link(counts().specs, time_slice.period, time_slice.figures)


def cases(**conditions: str) -> Number:
    return Number(Base.CASES, frozenset(conditions.items()))


def cell(figure: str, *key: str) -> Number:
    return tables().layouts[figure].cells[key]


def test_a_number_prints_what_it_counts() -> None:
    assert str(cases(gender="woman", age_band="21-25")) == "cases: age_band=21-25, gender=woman"
    assert str(cases()) == "cases: "


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: tables().layouts["gender"].total, lambda: tables().layouts["city"].total),
        (lambda: cell("case_types", "hacking", "primary"), lambda: cases(case_type="hacking")),
        (lambda: cell("case_types", "hacking", "secondary"), lambda: cases(secondary_case_type="hacking")),
        (lambda: tables().layouts["fia_referral"].total, lambda: cell("referral", "fia")),
        (lambda: tables().layouts["city"].missing, lambda: tables().layouts["cybercrime_office_access"].missing),
        (lambda: tables().layouts["services"].missing, lambda: tables().layouts["service_combinations"].missing),
        (lambda: tables().layouts["types_per_case"].missing, lambda: cases(case_type="(missing)")),
        (lambda: tables().layouts["age_by_gender"].groups["woman",], lambda: cases(gender="woman", age_band="(any)")),
        (lambda: tables().layouts["cases"].cells[()], cases),
        # The half-year lies within one year of reporting.
        (lambda: cell("gender_by_year", "2017-12_2018-11", "woman"), lambda: cases(gender="woman")),
        (lambda: tables().layouts["platform_by_year"].groups["2017-12_2018-11",], lambda: cases(platform="(any)")),
        (lambda: tables().layouts["new_calls"].cells[()], lambda: Number(Base.CALLS, frozenset({("kind", "new")}))),
    ],
)
def test_what_is_told_in_two_places_is_one_number(one, other) -> None:
    assert one() == other()


CITIES = {
    province.key: [c.key for c in vocabulary("city") if province.key in dict(c.homes).values()]
    for province in vocabulary("province")
}


def in_city(city: str) -> Number:
    return cases(city=city)


TAKEOVERS = cases(month="2018-09", takeover_scam="yes")


def parts_of(whole: Number, parts: Iterable[Number]) -> bool:
    found = {(r.whole, frozenset(r.parts)) for r in tables().relations}
    return (whole, frozenset(parts)) in found


def in_words(value: Number | list[Number]) -> str:
    return str(value) if isinstance(value, Number) else " + ".join(map(str, value))


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (cases(), [cases(gender="(any)"), cases(gender="(missing)")]),
        (cases(gender="woman"), [cases(gender="woman", age_band=a) for a in ("(any)", "(missing)")]),
        (cases(platform="(any)"), [cases(platform="none"), cases(platform="any that may stand beside another")]),
        (
            cases(platform="any that may stand beside another"),
            [cases(platform="facebook"), cases(platform="auxiliary: not facebook")],
        ),
        (
            cases(platform="facebook"),
            [cases(platform="facebook", case_type=a) for a in ("(any)", "(missing)")],
        ),
        (cases(quarter="2018-Q2"), [cases(month="2018-06")]),
        (cases(quarter="2018-Q3"), [cases(month=f"2018-0{month}") for month in (7, 8, 9)]),
        (
            cases(service="legal"),
            [
                cases(service=f"just {services}")
                for services in ("legal", "legal+digital_security", "legal+mental_health",
                                 "legal+digital_security+mental_health")
            ],
        ),
        (
            cases(city="with office on the first day"),
            [cases(city=c) for c in ("islamabad", "rawalpindi", "peshawar", "quetta", "karachi", "lahore")],
        ),
        (cases(city="with office on the day"), [cases(city="with office on the first day")]),
        (
            cases(province="balochistan"),
            [*map(in_city, CITIES["balochistan"]), cases(province="auxiliary: balochistan beyond each city")],
        ),
        (cases(month="2018-09"), [TAKEOVERS, cases(month="2018-09", takeover_scam="auxiliary: all but yes")]),
        (
            cases(),
            [cases(gender="(any)", age_band="(any)"), cases(**{"age_band or gender": "(missing)"})],
        ),
    ],
    ids=in_words,
)  # fmt: skip
def test_what_adds_up_to_what(whole: Number, parts: list[Number]) -> None:
    assert parts_of(whole, parts)


def test_a_year_adds_up_from_its_months_and_with_the_other_years_to_the_whole() -> None:
    period = Period(Month(2017, 10), Month(2018, 1))
    with TemporaryDirectory() as folder:
        found = aggregate(random_parquet(Path(folder) / "a.parquet", 2, 600, period), period, [period])
    linked = link(found.specs, period, found.slices[0].figures)
    relations = {(r.whole, frozenset(r.parts)) for r in linked.relations}
    one, other = "2016-12_2017-11", "2017-12_2018-11"
    for answer in ("facebook", "(any)"):
        years = {cases(platform=answer, year=year) for year in (one, other)}
        months = {cases(platform=answer, month=month) for month in ("2017-10", "2017-11")}
        assert (cases(platform=answer), frozenset(years)) in relations
        assert (cases(platform=answer, year=one), frozenset(months)) in relations
    assert (cases(year=one), frozenset(cases(month=month) for month in ("2017-10", "2017-11"))) in relations


def test_exact_figures_enter_no_relation() -> None:
    relation = {number for r in tables().relations for number in (r.whole, *r.parts)}
    assert Number(Base.CALLS, frozenset({("kind", "new")})) not in relation
    assert not any(number.base is Base.CONTACTS for number in relation)


def test_the_structure_follows_from_published_counts_too() -> None:
    """Whoever has the rounded counts of a time slice alone finds the same relations."""
    time_slice = counts().slices[-1]
    published = {figure_id: replace(found, partial={}) for figure_id, found in time_slice.figures.items()}
    assert link(counts().specs, time_slice.period, published).relations == tables().relations


def test_an_office_that_opened_since_makes_a_difference_within_its_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_rules, "cities_with_office", lambda _: ("lahore",))
    monkeypatch.setattr(edit_rules, "cities_that_changed", lambda *_: (("multan",), ()))
    relations = list(edit_rules.between_questions(HALF_YEAR, tables().numbers, ()))
    on_the_day, at_first, since = (
        cases(city=c) for c in ("with office on the day", "with office on the first day", "office opened since")
    )
    cities = cases(city="auxiliary: all whose office opened since")
    assert Relation(on_the_day, (at_first, since)) in relations
    assert Relation(cities, (cases(city="multan"),)) in relations
    assert Relation(cities, (since, cases(city="auxiliary: before its office opened"))) in relations


def test_where_an_office_closed_access_is_bounded_by_the_cities_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_rules, "cities_with_office", lambda _: ("lahore",))
    monkeypatch.setattr(edit_rules, "cities_that_changed", lambda *_: (("multan",), ("lahore",)))
    relations = list(edit_rules.between_questions(HALF_YEAR, tables().numbers, ()))
    on_the_day, at_first = (cases(city=f"with office {day}") for day in ("on the day", "on the first day"))
    wholes = {r.parts: r.whole for r in relations}
    for most, number in (
        ((at_first, cases(city="multan")), on_the_day),
        ((on_the_day, cases(city="lahore")), at_first),
    ):
        assert [parts[0] for parts, whole in wholes.items() if whole == wholes[most] and parts != most] == [number]


def test_the_cities_of_a_merged_province_lie_in_the_one_it_is_counted_under() -> None:
    """Both were merged in the same slice: the cities of the former tribal areas count within Khyber Pakhtunkhwa."""
    time_slice = counts().slices[-1]
    merges = {"province": {"ex_fata": "khyber_pakhtunkhwa"}, "city": {"miranshah": "other"}}
    figures = {i: merged_counts(counts().specs[i], each, merges) for i, each in time_slice.figures.items()}
    found = {
        r.whole: r.parts
        for r in link(counts().specs, time_slice.period, figures).relations
        if cases(city="peshawar") in r.parts
    }
    within = found[cases(province="khyber_pakhtunkhwa")]
    assert cases(city="parachinar") in within
    assert cases(city="miranshah") not in within


def test_the_digest_of_relations_tells_other_relations_apart_and_no_order() -> None:
    relations = tables().relations
    assert replace(tables(), relations=relations[::-1]).digest == tables().digest
    assert replace(tables(), relations=relations[1:]).digest != tables().digest
