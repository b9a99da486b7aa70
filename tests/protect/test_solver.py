"""The solver finds what another one finds, search after search, and says when there is nothing, or no time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tasks.protect.solver import OutOfTimeError, Solver

WAYS = 4
"""How many directions each problem is searched in, one after the other."""


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]:
    """Equations of small whole numbers, some without a solution; and directions."""
    unknowns, equations = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    row = st.lists(st.integers(-2, 2), min_size=unknowns, max_size=unknowns)
    matrix = np.array(draw(st.lists(row, min_size=equations, max_size=equations)))
    sides = np.array(draw(st.lists(st.integers(-6, 6), min_size=equations, max_size=equations)))
    low = np.array(draw(st.lists(st.integers(-4, 2), min_size=unknowns, max_size=unknowns)))
    high = low + np.array(draw(st.lists(st.integers(0, 9), min_size=unknowns, max_size=unknowns)))
    ways = [np.array(draw(row), dtype=float) for _ in range(WAYS)]
    return matrix, sides, low, high, ways


@pytest.mark.parametrize("whole", [False, True], ids=["corner", "whole"])
@settings(max_examples=150)
@given(problem=problems())
def test_it_gets_as_far_as_another_solver(whole: bool, problem: tuple) -> None:
    matrix, sides, low, high, ways = problem
    solver = Solver(csr_array(matrix), sides, low, high, seconds=60)
    for way in ways:
        found = solver.whole(way) if whole else solver.corner(way)
        other = milp(
            -way,
            constraints=LinearConstraint(matrix, sides, sides),
            integrality=np.full(len(way), int(whole)),
            bounds=Bounds(low, high),
        )
        assert (found is None) == (other.x is None)
        if found is not None:
            assert way @ found == pytest.approx(-other.fun, abs=1e-6)
            assert matrix @ found == pytest.approx(sides, abs=1e-6)
            assert (low - 1e-6 <= found).all() and (found <= high + 1e-6).all()
            assert not whole or (found == np.rint(found)).all()


def test_the_same_searches_find_the_same() -> None:
    random = np.random.default_rng(1)
    matrix, ways = csr_array(random.choice((0, 0, 1, -1), (20, 60))), random.uniform(-1, 1, (10, 60))
    solvers = [Solver(matrix, np.zeros(20), np.full(60, -5), np.full(60, 5), seconds=60) for _ in range(2)]
    one, other = ([solver.corner(way) for way in ways] for solver in solvers)
    assert np.array_equal(one, other)


def test_no_time_is_told() -> None:
    random = np.random.default_rng(1)
    matrix = csr_array(random.integers(1, 1000, (3, 80)))
    solver = Solver(matrix, matrix @ random.integers(0, 50, 80), np.zeros(80), np.full(80, 50), seconds=0.02)
    with pytest.raises(OutOfTimeError):
        solver.whole(random.uniform(1, 2, 80))


def test_each_search_has_all_of_the_time() -> None:
    """Together they take longer than one may."""
    random = np.random.default_rng(1)
    matrix = csr_array(random.choice((0, 0, 1, -1), (100, 300)))
    solver = Solver(matrix, np.zeros(100), np.full(300, -5), np.full(300, 5), seconds=0.5)
    for _ in range(60):
        assert solver.corner(random.uniform(-1, 1, 300)) is not None


def test_it_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    solver = Solver(csr_array([[1, -1]]), np.zeros(1), np.zeros(2), np.ones(2), seconds=60)
    solver.corner(np.ones(2))
    solver.whole(np.ones(2))
    assert capfd.readouterr() == ("", "")
