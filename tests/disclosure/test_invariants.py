"""What published figures obey among each other, derived from what they are: no list of margins is kept by hand."""

import pytest

from tasks.disclosure.invariants import Conflict, Link, conflicts, is_rounded, shares, surplus, zero_bound
from tasks.model.figures import Base, FigureCounts, FigureSpec, Measure

CASES = FigureSpec("cases", "a", Base.CASES, exact=True, measure=Measure.COUNT)
GENDER = FigureSpec("gender", "b", Base.CASES, ("gender",), questions=("gender",))
AGE = FigureSpec("age_band", "g", Base.CASES, ("age_band",), questions=("age_band",))
CROSSED = FigureSpec("age_by_gender", "g", Base.CASES, ("gender", "age_band"), questions=("gender", "age_band"))
SPECS = {spec.id: spec for spec in (CASES, GENDER, AGE, CROSSED)}
TRUE = {
    "cases": FigureCounts(40, 0, {(): 40}),
    "gender": FigureCounts(40, 5, {("woman",): 25, ("man",): 10}),
    "age_band": FigureCounts(40, 10, {("18-20",): 10, ("21-25",): 20}),
    "age_by_gender": FigureCounts(40, 15, {("woman", "18-20"): 5, ("woman", "21-25"): 15, ("man", "18-20"): 5}),
}
"""Five cases have no gender, ten no age, and five of the women none of the ages."""


def changed(figure: str, total: int, missing: int, **cells: int) -> dict[str, FigureCounts]:
    keys = {tuple(name.replace("_to_", "-").removeprefix("_").split("__")): n for name, n in cells.items()}
    return {**TRUE, figure: FigureCounts(total, missing, keys)}


def test_true_figures_have_no_conflict() -> None:
    assert list(conflicts(SPECS, TRUE)) == []


@pytest.mark.parametrize(
    ("figures", "link", "named"),
    [
        (changed("gender", 45, 10, woman=25, man=10), Link.BASE, ("gender", "cases")),
        (changed("gender", 40, 5, woman=15, man=20), Link.MARGIN, ("age_by_gender", "gender")),
        (changed("age_band", 40, 10, _18_to_20=25, _21_to_25=5), Link.MARGIN, ("age_by_gender", "age_band")),
        (changed("gender", 40, 5, woman=25, man=15), Link.PARTITION, ("gender",)),
    ],
    ids=["another base", "fewer women than women of known age", "fewer of an age than by gender", "parts of no whole"],
)
def test_a_conflict_names_the_figures_and_what_links_them(
    figures: dict[str, FigureCounts], link: Link, named: tuple[str, ...]
) -> None:
    assert Conflict(link, named) in list(conflicts(SPECS, figures))


def test_an_exact_total_and_a_rounded_one_may_differ_by_the_rounding() -> None:
    figures = {**TRUE, "cases": FigureCounts(42, 0, {(): 42})}
    assert {c.link for c in conflicts(SPECS, figures)} == {Link.BASE}
    assert not list(conflicts(SPECS, figures, tolerance=4))


@pytest.mark.parametrize(("slices", "bound"), [(0, None), (1, 5), (2, 9), (4, 17)])
def test_a_zero_in_a_sum_of_slices_lies_below_a_bound(slices: int, bound: int | None) -> None:
    assert zero_bound(slices) == bound


def test_units_sums_and_shares() -> None:
    assert is_rounded(0, 5, 1225)
    assert not is_rounded(5, 7)
    assert surplus(TRUE["gender"]) == 0
    assert shares(GENDER, TRUE["gender"]) == {("woman",): 0.7143, ("man",): 0.2857}


@pytest.mark.parametrize(("woman", "man", "expected"), [(20, 10, 0.6667), (20, 9, None), (0, 0, None)])
def test_a_share_of_fewer_than_thirty_is_told_nowhere(woman: int, man: int, expected: float | None) -> None:
    counts = FigureCounts(woman + man, 0, {("woman",): woman, ("man",): man})
    assert shares(GENDER, counts)["woman",] == expected
