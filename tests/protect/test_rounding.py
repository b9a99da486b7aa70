"""Joint rounding on tables small enough to try every way, and on random ones."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregate import aggregate
from tasks.disclosure.relations import Number, Relation, auxiliary
from tasks.disclosure.tables import link
from tasks.model.figures import Base
from tasks.protect.rounding import RoundingProblem, draw, draw_key, true_values
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_parquet

KEY = b"a key"


def number(**conditions: object) -> Number:
    return Number(Base.CASES, frozenset((question, str(answer)) for question, answer in conditions.items()))


def table(*lengths: int, margins: int) -> tuple[list[Number], list[Relation]]:
    """The cells of a table, and the relations of its margins with so many dimensions fixed at most."""
    names = "abcde"[: len(lengths)]
    cells = [dict(zip(names, key, strict=True)) for key in product(*map(range, lengths))]
    fixed = [
        dict(zip(chosen, key, strict=True))
        for chosen in _subsets(names)
        if len(chosen) <= margins
        for key in product(*(range(lengths[names.index(name)]) for name in chosen))
    ]
    relations = [
        Relation(number(**margin), tuple(number(**c) for c in cells if margin.items() <= c.items())) for margin in fixed
    ]
    return [number(**cell) for cell in cells], relations


def _subsets(names: str) -> list[str]:
    return [
        "".join(n for n, chosen in zip(names, mask, strict=True) if chosen)
        for mask in product([0, 1], repeat=len(names))
    ]


def problem(cells: list[Number], counts: list[int], relations: list[Relation]) -> RoundingProblem:
    truth: dict[Number, int] = dict(zip(cells, counts, strict=True))
    for relation in relations:
        truth[relation.whole] = sum(truth[part] for part in relation.parts)
    return RoundingProblem(truth, relations, frozenset(truth), partial(draw, KEY))


def is_rounding(truth: Mapping[Number, int], values: Mapping[Number, int], relations: Sequence[Relation]) -> bool:
    near = all(values[n] % 5 == 0 and abs(values[n] - truth[n]) <= 4 and values[n] >= 0 for n in truth)
    return near and all(values[r.whole] == sum(values[part] for part in r.parts) for r in relations)


def all_ways(problem_: RoundingProblem, cells: list[Number]) -> list[dict[Number, int]]:
    """Every way to round, by trying them all."""
    choices = [
        (truth // 5 * 5, truth // 5 * 5 + 5) if truth % 5 else (truth,) for truth in map(problem_.truth.get, cells)
    ]
    found = []
    for chosen in product(*choices):
        values = dict(zip(cells, chosen, strict=True))
        values |= {r.whole: sum(values[part] for part in r.parts) for r in problem_.relations}
        if is_rounding(problem_.truth, values, problem_.relations):
            found.append(values)
    return found


two_way = st.integers(1, 6).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 60), min_size=columns, max_size=columns), min_size=1, max_size=6)
)


@settings(max_examples=80, deadline=None)
@given(two_way)
def test_every_two_way_table_is_rounded(rows: list[list[int]]) -> None:
    cells, relations = table(len(rows), len(rows[0]), margins=1)
    problem_ = problem(cells, [count for row in rows for count in row], relations)
    values = problem_.solve()
    assert values is not None
    assert is_rounding(problem_.truth, values, relations)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 24), min_size=6, max_size=6))
def test_of_all_ways_to_round_the_nearest_to_the_draw_is_taken(counts: list[int]) -> None:
    cells, relations = table(2, 3, margins=1)
    problem_ = problem(cells, counts, relations)
    assert problem_.solve() == min(all_ways(problem_, cells), key=lambda values: distance(problem_.truth, values))


def test_where_every_figure_is_exact_there_is_nothing_to_round() -> None:
    assert problem([], [], []).solve() == {}


def distance(truth: Mapping[Number, int], values: Mapping[Number, int]) -> int:
    """What it costs to go up: the draw, less what is nearer above than below."""
    up = [n for n, value in values.items() if value > truth[n]]
    return sum(round((1.25 * (draw(KEY, n) - 0.5) - (truth[n] % 5 / 5 - 0.5)) * 2**20) for n in up)


STUCK = [0, 2, 0, 2, 0, 2, 0, 0, 0, 3, 0, 2, 3, 3, 0, 4, 0, 1]
"""A table of 2 by 3 by 3 that cannot be rounded together with all of its margins."""


def test_where_no_rounding_exists_none_is_made_and_what_blocks_it_is_named() -> None:
    cells, relations = table(2, 3, 3, margins=2)
    stuck = problem(cells, STUCK, relations)
    assert all_ways(stuck, cells) == []
    assert stuck.solve() is None
    [blocking] = stuck.blocking()
    assert replace(stuck, printed=frozenset(stuck.truth) - {blocking}).solve() is not None


def test_where_no_rounding_exists_else_a_number_that_nobody_sees_moves_further() -> None:
    cells, relations = table(2, 3, 3, margins=2)
    stuck = problem(cells, STUCK, relations)
    unseen = number(a=1, b=0, c=1)
    values = replace(stuck, printed=frozenset(stuck.truth) - {unseen}).solve()
    assert values is not None
    assert values[unseen] >= 0
    assert is_rounding({n: truth for n, truth in stuck.truth.items() if n != unseen}, values, relations)


# ------------------------------------------------------------------------------------------------ the draw


def test_the_draw_depends_on_key_and_number_alone() -> None:
    assert draw(KEY, number(gender="woman", age="21-25")) == draw(KEY, number(age="21-25", gender="woman"))
    assert draw(KEY, number(gender="woman")) != draw(b"another key", number(gender="woman"))
    assert draw(KEY, number(gender="woman")) != draw(KEY, number(gender="man"))


def test_the_key_depends_on_the_secret_the_months_and_the_attempt() -> None:
    keys = {
        draw_key(b"", TWO_YEARS),
        draw_key(b"secret", TWO_YEARS),
        draw_key(b"", HALF_YEAR),
        draw_key(b"", HALF_YEAR, 1),
    }
    assert len(keys) == 4
    assert draw_key(b"secret", TWO_YEARS) == draw_key(b"secret", TWO_YEARS)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int]]:
    """True and rounded values of the printed numbers of four random half-years, each drawn with eight keys."""
    found = []
    for seed, contacts in ((1, 200), (2, 900), (3, 400), (4, 3000)):
        path = random_parquet(tmp_path_factory.mktemp("drawn") / "accepted.parquet", seed, contacts, HALF_YEAR, 0.15)
        counts = aggregate(path, HALF_YEAR)
        raw = counts.slices[-1]
        tables = link(counts.specs, raw.period, raw.figures)
        truth = true_values(tables, raw.figures)
        printed = frozenset(
            n for i, laid in tables.layouts.items() if not counts.specs[i].exact for n in laid.rounded_numbers
        )
        for key in map(str.encode, "01234567"):
            values = RoundingProblem(truth, tables.relations, printed, partial(draw, draw_key(key, HALF_YEAR))).solve()
            assert values is not None
            found += [(truth[number], values[number]) for number in truth if number in printed]
    return found


@pytest.mark.parametrize("remainder", [1, 2, 3, 4])
def test_a_number_goes_up_as_often_as_its_remainder_says(drawn: list[tuple[int, int]], remainder: int) -> None:
    between = [value > true for true, value in drawn if true % 5 == remainder]
    assert sum(between) / len(between) == pytest.approx(remainder / 5, abs=0.05)


def test_counts_are_right_on_average(drawn: list[tuple[int, int]]) -> None:
    assert abs(sum(value - true for true, value in drawn)) / len(drawn) < 0.05


def test_a_number_that_is_held_down_goes_down_if_it_can() -> None:
    cells, relations = table(2, 3, margins=1)
    counts = [4, 4, 3, 9, 7, 1]
    total = number()
    free = [replace(problem(cells, counts, relations), draw=partial(draw, key)) for key in (b"1", b"2", b"3", b"4")]
    values = [each.solve() for each in free]
    held = [replace(each, prefer_down={total}).solve() for each in free]
    assert {value[total] for value in values if value} == {25, 30}
    assert {value[total] for value in held if value} == {25}


def test_multiples_that_are_to_be_kept_are_kept() -> None:
    cells, relations = table(2, 3, margins=1)
    counts = [4, 4, 3, 9, 7, 1]
    before, anew = (
        replace(problem(cells, counts, relations), draw=partial(draw, key)).solve() for key in (b"1", b"another")
    )
    assert before != anew
    assert before is not None
    preferred = replace(problem(cells, counts, relations), draw=partial(draw, b"another"), preferred=before)
    assert preferred.solve() == before


# ------------------------------------------------------------------------------------------------ inequalities

PART, OTHER_PART, WHOLE = number(city="lahore"), number(city="multan"), number(province="punjab")
BEYOND = Number(Base.CASES, auxiliary("province", "punjab beyond each city"))


@pytest.mark.parametrize("counts", [(4, 4, 8), (4, 3, 9), (1, 1, 2), (7, 4, 11), (3, 3, 30), (12, 1, 13)], ids=str)
@pytest.mark.parametrize("key", range(20))
def test_parts_are_printed_no_greater_than_their_whole(counts: tuple[int, int, int], key: int) -> None:
    truth = dict(zip((PART, OTHER_PART, WHOLE), counts, strict=True)) | {BEYOND: counts[2] - counts[0] - counts[1]}
    relations = [Relation(WHOLE, (PART, OTHER_PART, BEYOND))]
    printed = frozenset((PART, OTHER_PART, WHOLE))
    values = RoundingProblem(truth, relations, printed, partial(draw, bytes([key]))).solve()
    assert values is not None
    assert values[PART] + values[OTHER_PART] <= values[WHOLE]
    assert all(values[n] % 5 == 0 and abs(values[n] - truth[n]) <= 4 for n in printed)


@pytest.mark.parametrize(("words", "found"), [("punjab beyond each city", True), ("not lahore", False)])
def test_only_what_has_to_hold_in_print_leaves_no_rounding(words: str, found: bool) -> None:
    """Three numbers of 4 can only go up, two of them to 10 together, and their whole of 8 only down."""
    fours, one, five, eight, twenty = [number(four=i) for i in range(3)], *(number(x=i) for i in (1, 5, 8, 20))
    beyond = Number(Base.CASES, auxiliary("province", words))
    relations = [
        *(Relation(five, (four, one)) for four in fours),
        Relation(eight, (fours[0], fours[1])),
        Relation(twenty, (WHOLE, *fours)),
        Relation(WHOLE, (fours[0], fours[1], beyond)),
    ]
    truth = dict.fromkeys(fours, 4) | {one: 1, five: 5, eight: 8, twenty: 20, WHOLE: 8, beyond: 0}
    stuck = RoundingProblem(truth, relations, frozenset(truth) - {beyond}, partial(draw, KEY))
    values = stuck.solve()
    assert (values is not None) == found
    assert values is None or (values[fours[0]], values[fours[1]], values[WHOLE]) == (5, 5, 5)
    assert beyond not in stuck.blocking()
