"""Values printed before the ledger began, in the audit: what they give away is not asked for, all else is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.alternatives import alternative_faults, feasible_values, read_alternatives
from tasks.disclosure.attacker import AttackerConstraints, attacker_constraints, published_numbers
from tasks.disclosure.printed import PrintedValue, consistent_values
from tasks.disclosure.prior_constraints import prior_constraints
from tasks.disclosure.relations import Number
from tasks.disclosure.series import Series
from tasks.disclosure.tables import link
from tasks.model.errors import UsageError
from tasks.model.figures import MISSING, Base, FigureCounts, FigureSpec, Key
from tasks.model.period import Month, Period
from tasks.model.records import Counts, RawTimeSlice
from tasks.protect.audit import audit
from tasks.protect.time_slice import protect_slice
from tests.figures_factory import TWO_YEARS
from tests.protect.test_merging import MERGEABLE, NOW, stuck
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

FIRST_YEAR = Period(Month(2016, 12), Month(2017, 11))
MONTH = Period(Month(2018, 11), Month(2018, 11))


def printed(
    figure: str, *keys: Key, count: int, high: int | None = None, period: Period = TWO_YEARS, where: str = "value 1"
) -> PrintedValue:
    return PrintedValue(period, figure, keys or ((),), count, count if high is None else high, where)


# ------------------------------------------------------------------------------------------------ every table tried

ANSWERS = {"gender": ("woman", "man"), "contacting_for": ("self", "friend")}
FOUR = tuple(product(*ANSWERS.values()))


def figures(people: Mapping[Key, int]) -> tuple[dict[str, FigureSpec], dict[str, FigureCounts]]:
    """A table of two questions that all have answered, and each question by itself."""
    specs, found = {}, {}
    for asked in (("gender", "contacting_for"), ("gender",), ("contacting_for",)):
        figure_id, places = "_by_".join(asked), [list(ANSWERS).index(name) for name in asked]
        cells: Counter[Key] = Counter()
        for key, count in people.items():
            cells[tuple(key[place] for place in places)] += count
        every = product(*((*ANSWERS[name], MISSING) for name in asked))
        specs[figure_id] = FigureSpec(figure_id, "z", Base.CASES, asked, questions=asked)
        found[figure_id] = FigureCounts(
            sum(people.values()), 0, dict(cells), {}, {key: 0 for key in every if MISSING in key}
        )
    return specs, found


def known_of(rounded: Mapping[Key, int], *values: PrintedValue) -> AttackerConstraints:
    specs, published = figures(rounded)
    tables = link(specs, TWO_YEARS, published)
    before = prior_constraints(values, specs, tables, TWO_YEARS, {})
    return attacker_constraints(tables, published_numbers(specs, tables, published), before=before)


ROUNDED = dict(zip(FOUR, (0, 5, 5, 10), strict=True))
"""Women for themselves, women for a friend, men for themselves, men for a friend."""
CROSSED = "gender_by_contacting_for"
VALUES: dict[str, tuple[PrintedValue, ...]] = {
    "a cell": (printed(CROSSED, FOUR[0], count=2),),
    "a margin": (printed("gender", ("woman",), count=6),),
    "a margin and all of its cells but one": (
        printed("gender", ("woman",), count=6),
        printed(CROSSED, FOUR[0], count=2),
    ),
    "two cells as one number": (printed(CROSSED, FOUR[0], FOUR[3], count=9),),
    "a share": (printed("contacting_for", ("self",), count=3, high=4),),
    "a cell of the first year": (printed(CROSSED, FOUR[1], count=4, period=FIRST_YEAR),),
    "a margin of the first year and one of both": (
        printed("gender", ("woman",), count=5, period=FIRST_YEAR),
        printed("gender", ("woman",), count=6),
    ),
}


def cell(key: Key) -> Number:
    return Number(Base.CASES, frozenset(zip(ANSWERS, key, strict=True)))


def every_value(values: tuple[PrintedValue, ...]) -> Iterator[dict[str, int]]:
    """All pairs of tables, one for each year, that agree with the rounded cells and margins, and with what was printed.

    Worked out from the meaning of it all, with no use of the relations.
    """
    first_year = [v for v in values if v.period == FIRST_YEAR]
    for both in product(*(range(max(0, ROUNDED[key] - 4), ROUNDED[key] + 5) for key in FOUR)):
        table = dict(zip(FOUR, both, strict=True))
        near = all(
            abs(sum(n - ROUNDED[key] for key, n in table.items() if fits(key))) <= 4 for fits in MARGINS.values()
        )
        if not near or not all(_tells(v, table) for v in values if v.period == TWO_YEARS):
            continue
        # Of the first year nothing matters but the cells that something was printed of.
        published = {key for v in first_year for key in FOUR if any(set(part) <= set(key) for part in v.keys)}
        for first in product(*(range(n + 1) if key in published else (0,) for key, n in table.items())):
            if all(_tells(v, dict(zip(FOUR, first, strict=True))) for v in first_year):
                yield {name: sum(n for key, n in table.items() if fits(key)) for name, fits in MARGINS.items()}


MARGINS = {
    **{" ".join(key): (lambda k, key=key: k == key) for key in FOUR},
    **{answer: (lambda k, answer=answer: answer in k) for key in FOUR for answer in key},
    "all": lambda _: True,
}


def _tells(value: PrintedValue, table: Mapping[Key, int]) -> bool:
    count = sum(n for key, n in table.items() if any(set(part) <= set(key) for part in value.keys))
    return value.low <= count <= value.high


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_the_audit_with_printed_values_finds_what_trying_every_table_finds(values: tuple[PrintedValue, ...]) -> None:
    known = known_of(ROUNDED, *values)
    possible = list(every_value(values))
    assert possible, "the example contradicts itself"
    asked = {n: enough for n, enough in known.at_risk.items() if len(n.conditions) == 2 and "in the" not in str(n)}
    found = audit(replace(known, at_risk=asked))
    for key in FOUR:
        values_of_cell = {each[" ".join(key)] for each in possible}
        width = max(values_of_cell) - min(values_of_cell) + 1
        if cell(key) in asked:
            assert (cell(key) in found.exposed) == (width < asked[cell(key)]), key
        elif ROUNDED[key] <= 5:
            assert cell(key) in known.previously_disclosed, key


def test_a_cell_that_was_printed_is_known_before_and_is_not_asked_for() -> None:
    known = known_of(ROUNDED, printed(CROSSED, FOUR[0], count=2))
    assert known.previously_disclosed == {cell(FOUR[0])}
    assert cell(FOUR[0]) not in known.at_risk
    assert cell(FOUR[1]) in known.at_risk


def test_what_print_leaves_few_values_must_keep_those() -> None:
    """A share told that there were three or four: no fewer may remain after the edition."""
    known = known_of(ROUNDED, printed(CROSSED, FOUR[0], count=3, high=4))
    assert known.at_risk[cell(FOUR[0])] == 2
    assert audit(replace(known, at_risk={cell(FOUR[0]): 2})).exposed == ()


def test_what_remains_of_the_time_slice_beside_a_printed_part_of_its_time_is_asked_for() -> None:
    """Of about ten men who called for a friend, fourteen at most, thirteen called in the first year."""
    known = known_of(ROUNDED, printed(CROSSED, FOUR[3], count=13, period=FIRST_YEAR))
    rest = [n for n in known.at_risk if ("in the months", "2017-12_2018-11") in n.conditions]
    assert [n.conditions - {("in the months", "2017-12_2018-11")} for n in rest] == [cell(FOUR[3]).conditions]
    assert set(rest) <= set(audit(known).exposed)


# ------------------------------------------------------------------------------------------------ the published edition

PUBLISHED = (
    printed("cases", count=2302),
    printed("gender", ("woman",), count=1225),
    printed("gender", ("man",), count=845),
    printed("gender", ("transgender",), count=13),
    printed("gender", ("non_binary",), count=7),
    printed("contacting_for_by_gender", ("transgender", "self"), count=3),
    printed("province", ("punjab",), count=1312),
    printed("province", ("sindh",), count=345),
    printed("within_fia_remit", ("yes",), count=852),
    printed("age_band", ("21-25",), count=483),
    printed("age_band", ("under_18",), count=46),
    printed("platform", ("facebook",), count=660),
    printed("platform", ("whatsapp",), count=218, high=220),
    printed("referral", ("fia",), count=852),
    printed("suicidal_ideation_by_gender", ("man", "minimal"), ("man", "extreme"), count=26),
    printed("suicidal_ideation_by_gender", ("woman", "minimal"), ("woman", "extreme"), count=18),
    printed("vulnerable_community", ("gender_sexual_minority",), count=7),
    printed("vulnerable_community", ("religious_minority",), count=2),
    printed("vulnerable_community", ("ethnic_minority",), count=2),
    printed("vulnerable_community", ("disability",), count=1),
)
"""What the published two-year edition printed."""


@cache
def sample() -> Counts:
    with TemporaryDirectory() as folder:
        return aggregate(write_records(sample_records(), Path(folder) / "accepted.parquet"), TWO_YEARS)


@cache
def after_print() -> tuple:
    """The sample's time slice as protected with all that was printed, and what is known of it."""
    counts = sample()
    raw = counts.slices[-1]
    protected = protect_slice(counts.specs, raw, b"", Series(printed=PUBLISHED))
    tables = link(counts.specs, raw.period, protected.time_slice.figures)
    before = prior_constraints(PUBLISHED, counts.specs, tables, raw.period, {})
    return protected, attacker_constraints(
        tables, published_numbers(counts.specs, tables, protected.time_slice.figures), before=before
    )


def test_the_audit_says_how_many_numbers_were_told_before() -> None:
    """Those printed as 1, 2, 2, 3 and 7, and the persons of the last that are not in any other table."""
    protected, known = after_print()
    summary = protected.time_slice.audit
    published = {str(n) for n in known.previously_disclosed}
    for key in ("religious_minority", "ethnic_minority", "disability"):
        assert f"cases: vulnerable_community={key}" in published
    assert "cases: contacting_for=self, gender=transgender" in published
    assert (summary.told_before, summary.printed) == (len(published), len(PUBLISHED))
    assert summary.covered == len(set(known.at_risk) - known.previously_disclosed) > 900


def test_all_other_numbers_keep_five_values_though_the_edition_was_printed() -> None:
    protected, known = after_print()
    alternatives = read_alternatives(protected.alternatives, TWO_YEARS, list(known.ranges))
    assert list(alternative_faults(alternatives, known)) == []
    others = set(known.at_risk) - known.previously_disclosed
    assert min(feasible_values(alternatives, n) for n in others) == 5
    for value in PUBLISHED[1:3]:
        [number] = [n for n in known.ranges if str(n) == f"cases: gender={value.keys[0][0]}"]
        assert {table[number] for table in alternatives} == {value.low}


WRONG = {
    "no figure": (printed("star_sign", ("leo",), count=1), "no figure"),
    "no cell": (printed("gender", ("leo",), count=1), "does not have"),
    "half a key": (printed("age_by_gender", ("woman",), count=1), "does not have"),
    "a mean": (printed("mean_calls_per_month", count=91), "mean"),
    "missing of what is always known": (printed("takeover_scams_by_month", (MISSING,), count=1), "does not have"),
    "a month beyond its period": (
        printed("takeover_scams_by_month", ("2018-11",), count=9, period=FIRST_YEAR),
        "month",
    ),
    "more than there were": (printed("gender", ("woman",), count=1226), "contradicts the logs"),
    "fewer than there were": (printed("gender", ("woman",), count=1224), "contradicts the logs"),
    "more in a part than in all": (printed("gender", ("woman",), count=1226, period=FIRST_YEAR), "contradicts"),
}


@pytest.mark.parametrize(("value", "words"), WRONG.values(), ids=WRONG)
def test_a_value_that_fits_no_figure_or_not_the_logs_is_refused(value: PrintedValue, words: str) -> None:
    counts = sample()
    with pytest.raises(UsageError, match=words) as refusal:
        consistent_values([value], counts.specs, counts.slices[-1])
    assert refusal.value.where == "value 1"
    assert not set("1234567890") & set(refusal.value.problem)


def test_a_category_that_was_printed_and_is_merged_now_bounds_what_it_was_merged_into() -> None:
    specs, counts = stuck(MERGEABLE)
    count = counts["province"].cells["ex_fata",]
    value = printed("province", ("ex_fata",), count=count, period=NOW)
    protected = protect_slice(specs, RawTimeSlice(NOW, counts), b"", Series(printed=(value,)))
    assert protected.time_slice.merged == {"province": {"ex_fata": "khyber_pakhtunkhwa"}}
    tables = link(specs, NOW, protected.time_slice.figures)
    before = prior_constraints([value], specs, tables, NOW, protected.time_slice.merged)
    known = attacker_constraints(tables, published_numbers(specs, tables, protected.time_slice.figures), before=before)
    alternatives = read_alternatives(protected.alternatives, NOW, list(known.ranges))
    assert list(alternative_faults(alternatives, known)) == []
    into = Number(Base.CASES, frozenset({("province", "khyber_pakhtunkhwa")}))
    assert count > 0 and min(table[into] for table in alternatives) >= count


def test_values_of_other_months_say_nothing_of_a_time_slice() -> None:
    counts = sample()
    raw = replace(counts.slices[-1], period=Period(Month(2018, 12), Month(2019, 5)))
    assert consistent_values(PUBLISHED, counts.specs, RawTimeSlice(raw.period, raw.figures)) == ()
