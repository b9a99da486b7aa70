"""Bounds drawn in by adding and subtracting, against all tables that there are."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.disclosure.relations import tightened
from tests.protect.test_rounding import number, table

CELLS, RELATIONS = table(2, 2, margins=1)
NUMBERS = list(dict.fromkeys(n for r in RELATIONS for n in (r.whole, *r.parts)))
ranges = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=9, max_size=9)


def every_table(known: dict) -> list[dict]:
    found = []
    for values in product(*(range(known[c][0], known[c][1] + 1) for c in CELLS)):
        each = dict(zip(CELLS, values, strict=True))
        each |= {r.whole: sum(each[part] for part in r.parts) for r in RELATIONS}
        if all(known[n][0] <= each[n] <= known[n][1] for n in NUMBERS):
            found.append(each)
    return found


@settings(max_examples=100, deadline=None)
@given(ranges)
def test_no_possible_value_is_left_out_and_no_range_grows(drawn: list[tuple[int, int]]) -> None:
    known = {n: (low, low + more) for n, (low, more) in zip(NUMBERS, drawn, strict=True)}
    found = tightened(RELATIONS, known)
    for n, (low, high) in found.items():
        assert known[n][0] <= low and high <= known[n][1]
        assert all(low <= each[n] <= high for each in every_table(known))


def test_what_follows_from_a_sum_is_found() -> None:
    known = dict.fromkeys(NUMBERS, (0, 100)) | {number(): (20, 20), number(a=0): (12, 12), number(a=0, b=0): (9, 9)}
    found = tightened(RELATIONS, known)
    assert found[number(a=0, b=1)] == (3, 3)
    assert found[number(a=1, b=0)] == (0, 8)
