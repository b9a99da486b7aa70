"""What was rounded to 0 is told by its bound, in counts, sums and shares."""

import pytest

from tasks.language.languages import source_language
from tasks.model.figures import Cell

share_or_bound, together = source_language().share_or_bound, source_language().together


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([(0, 5)], "fewer than 5"),
        ([(0, 5), (0, 5)], "fewer than 9"),
        ([(0, 5), (10, None)], "10"),
        ([(0, 17), (0, 17)], "fewer than 33"),
        ([(0, None)], "0"),
        ([(1000, None), (5, None)], "1,005"),
        ([], "0"),
    ],
)
def test_a_sum(cells: list[tuple[int, int | None]], words: str) -> None:
    made = [Cell(("x",), count, below=below) for count, below in cells]
    assert together(made) == words


@pytest.mark.parametrize(
    ("part", "whole", "bound", "words"),
    [
        (25, 100, 5, "25%"),
        (0, 100, None, "0%"),
        (0, 100, 5, "under 5%"),
        (0, 90, 5, "under 6%"),
        (0, 2090, 5, "under 0.3%"),
        (0, 3400, 5, "under 0.2%"),
        (0, 5, 5, "no share"),
        (0, 0, 5, "no share"),
        (0, 0, None, "no share"),
    ],
)
def test_a_share(part: int, whole: int, bound: int | None, words: str) -> None:
    assert share_or_bound(part, whole, bound) == words


@pytest.mark.parametrize("whole", range(34, 4000, 7))
def test_the_bound_of_a_share_lies_above_all_that_it_may_be(whole: int) -> None:
    bound = float(share_or_bound(0, whole, 5).removeprefix("under ").removesuffix("%"))
    assert bound > 100 * 4 / whole
