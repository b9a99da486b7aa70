"""Editions to tabulate, by name; counted when a test asks for them."""

from collections.abc import Callable

import pytest

from tasks.core.figures import ProtectedFigures
from tests.figures_factory import HALF_YEAR, random_figures, rounded_figures

EDITIONS: dict[str, Callable[[], ProtectedFigures]] = {
    "draft": lambda: random_figures(1, 2000, HALF_YEAR),
    "two years": lambda: random_figures(1),
    "rounded": lambda: rounded_figures(3),
    "no contacts": lambda: random_figures(4, 0),
}


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> ProtectedFigures:
    """The edition that the test names, an internal draft where it names none."""
    return EDITIONS[getattr(request, "param", "draft")]()
