"""Editions to tabulate, by name; counted when a test asks for them."""

from collections.abc import Callable

import pytest

from tasks.model.figures import ProtectedFigures
from tests.figures_factory import HALF_YEAR, ONE_OF_EACH_KIND, only, random_figures, rounded_figures

EDITIONS: dict[str, Callable[[], ProtectedFigures]] = {
    "all figures": lambda: random_figures(1),
    "draft": lambda: only(random_figures(1, 2000, HALF_YEAR), *ONE_OF_EACH_KIND),
    "rounded": lambda: only(rounded_figures(3), *ONE_OF_EACH_KIND),
    "no contacts": lambda: only(random_figures(4, 0), *ONE_OF_EACH_KIND),
}


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> ProtectedFigures:
    """The edition that the test names, an internal draft where it names none."""
    return EDITIONS[getattr(request, "param", "draft")]()
