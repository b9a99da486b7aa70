"""The solver finds what another one finds, search after search, and says when there is nothing, or no time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tasks.model.errors import DisclosureError
from tasks.protect import solver as solving
from tasks.protect.solver import TIME_LIMIT, Solver

OBJECTIVES = 4
"""How many objectives each problem is solved for, one after the other."""


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]:
    """Equations of small whole numbers, some without a solution; and objectives."""
    unknowns, equations = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    row = st.lists(st.integers(-2, 2), min_size=unknowns, max_size=unknowns)
    matrix = np.array(draw(st.lists(row, min_size=equations, max_size=equations)))
    sides = np.array(draw(st.lists(st.integers(-6, 6), min_size=equations, max_size=equations)))
    low = np.array(draw(st.lists(st.integers(-4, 2), min_size=unknowns, max_size=unknowns)))
    high = low + np.array(draw(st.lists(st.integers(0, 9), min_size=unknowns, max_size=unknowns)))
    objectives = [np.array(draw(row), dtype=float) for _ in range(OBJECTIVES)]
    return matrix, sides, low, high, objectives


@pytest.mark.parametrize("whole", [False, True], ids=["linear", "integer"])
@settings(max_examples=150)
@given(problem=problems())
def test_it_gets_as_far_as_another_solver(whole: bool, problem: tuple) -> None:
    matrix, sides, low, high, objectives = problem
    solver = Solver(csr_array(matrix), sides, low, high)
    for objective in objectives:
        found = solver.integer_optimum(objective) if whole else solver.linear_optimum(objective)
        other = milp(
            -objective,
            constraints=LinearConstraint(matrix, sides, sides),
            integrality=np.full(len(objective), int(whole)),
            bounds=Bounds(low, high),
        )
        assert (found is None) == (other.x is None)
        if found is not None:
            assert objective @ found == pytest.approx(-other.fun, abs=1e-6)
            assert matrix @ found == pytest.approx(sides, abs=1e-6)
            assert (low - 1e-6 <= found).all() and (found <= high + 1e-6).all()
            assert not whole or (found == np.rint(found)).all()


def test_the_same_searches_find_the_same() -> None:
    random = np.random.default_rng(1)
    matrix, objectives = csr_array(random.choice((0, 0, 1, -1), (20, 60))), random.uniform(-1, 1, (10, 60))
    solvers = [Solver(matrix, np.zeros(20), np.full(60, -5), np.full(60, 5)) for _ in range(2)]
    one, other = ([solver.linear_optimum(objective) for objective in objectives] for solver in solvers)
    assert np.array_equal(one, other)


def test_a_search_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "TIME_LIMIT", 0.02)
    random = np.random.default_rng(1)
    matrix = csr_array(random.integers(1, 1000, (3, 80)))
    solver = Solver(matrix, matrix @ random.integers(0, 50, 80), np.zeros(80), np.full(80, 50))
    with pytest.raises(DisclosureError, match="No answer"):
        solver.integer_optimum(random.uniform(1, 2, 80))


def test_each_search_has_all_of_the_time() -> None:
    random = np.random.default_rng(1)
    matrix = csr_array(random.choice((0, 0, 1, -1), (20, 60)))
    solver = Solver(matrix, np.zeros(20), np.full(60, -5), np.full(60, 5))
    highs = solver._linear_program
    for _ in range(5):
        spent = highs.getRunTime()
        assert solver.linear_optimum(random.uniform(-1, 1, 60)) is not None
        _, limit = highs.getOptionValue("time_limit")
        assert limit >= spent + TIME_LIMIT


def test_the_one_optimum_is_found_whichever_way_leads_to_it() -> None:
    """The order of equations and unknowns, another seed of the library: all else than what is asked may differ."""
    random = np.random.default_rng(2)
    matrix, objective = random.choice((0, 0, 1, -1), (6, 18)), random.uniform(-1, 1, 18)
    rows, columns = random.permutation(6), random.permutation(18)
    one = Solver(csr_array(matrix), np.zeros(6), np.full(18, -5), np.full(18, 5))
    other = Solver(csr_array(matrix[rows][:, columns]), np.zeros(6), np.full(18, -5), np.full(18, 5))
    for search in ("linear_optimum", "integer_optimum"):
        assert getattr(one, search)(objective)[columns] == pytest.approx(getattr(other, search)(objective[columns]))


def test_it_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    solver = Solver(csr_array([[1, -1]]), np.zeros(1), np.zeros(2), np.ones(2))
    solver.linear_optimum(np.ones(2))
    solver.integer_optimum(np.ones(2))
    assert capfd.readouterr() == ("", "")
