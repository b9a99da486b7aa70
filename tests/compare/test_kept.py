"""A comparison comes back from the shelf as it was made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.compare import compare
from tasks.compare.kept import compare_and_keep, kept_comparison
from tasks.core.figures import ProtectedFigures
from tasks.core.period import Month, Period
from tasks.core.shelf import Shelf
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures

EDITIONS: dict[str, Callable[[], ProtectedFigures]] = {
    "two years": lambda: random_figures(1, 2000, TWO_YEARS),
    "half-year, rounded": lambda: rounded_figures(2, 600, HALF_YEAR),
    "few contacts, rounded": lambda: rounded_figures(3, 12, HALF_YEAR),
    "no contacts": lambda: random_figures(3, 0, HALF_YEAR),
    "the month of the launch": lambda: random_figures(2, 300, Period(Month(2016, 12), Month(2016, 12))),
}


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_is_what_would_be_made(edition: str, tmp_path: Path) -> None:
    figures, shelf = EDITIONS[edition](), Shelf(tmp_path)
    assert kept_comparison("a digest", shelf) is None
    made = compare_and_keep(figures, "a digest", shelf)
    kept = kept_comparison("a digest", shelf)
    assert kept == made == compare(figures)
    assert repr(kept) == repr(made)
    assert kept_comparison("another digest", shelf) is None
