"""The solver, HiGHS: one set of equations, in which the furthest corner is looked for in one direction after the other.

It keeps its model from search to search and begins each at the corner that it found last: a fourth of the time that it
takes to be told all anew.
"""

from functools import cached_property
from typing import Any

import numpy as np

Values = np.ndarray[Any, np.dtype[np.float64]]
"""A value, or an aim, for each unknown."""


class OutOfTimeError(Exception):
    """The solver found no answer in its time."""


class Solver:
    """Unknowns between bounds that fulfil equations: ``matrix @ values == sides``.

    The same searches in the same order find the same values.

    Args:
        matrix: sparse; a row for each equation and a column for each unknown.
        sides: the right side of each equation.
        low: the least value of each unknown.
        high: the greatest.
        seconds: how long one search may take.
    """

    def __init__(self, matrix: Any, sides: Values, low: Values, high: Values, seconds: float) -> None:
        import highspy

        columns = matrix.tocsc()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = columns.shape
        model.col_cost_ = np.zeros(len(low))
        model.col_lower_, model.col_upper_ = low.astype(float), high.astype(float)
        model.row_lower_ = model.row_upper_ = sides.astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
        model.a_matrix_.value_ = columns.data.astype(float)
        self._model, self._seconds = model, seconds

    def corner(self, aim: Values) -> Values | None:
        """The corner that lies furthest in a direction, whole or not; None where nothing fulfils the equations.

        Raises:
            OutOfTimeError: it was not found in time.
        """
        return self._furthest(self._corners, aim)

    def whole(self, aim: Values, **options: float) -> Values | None:
        """The furthest whole values in a direction; None where there are none.

        Args:
            options: those of HiGHS that end the search sooner.

        Raises:
            OutOfTimeError: none were found in time.
        """
        found = self._furthest(self._loaded(whole=True, **options), aim)
        return None if found is None else np.rint(found)

    @cached_property
    def _corners(self) -> Any:
        # Without a look for what could be left out: it takes as long as what it spares.
        return self._loaded(whole=False, presolve="off")

    def _loaded(self, *, whole: bool, **options: Any) -> Any:
        import highspy

        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            solver.setOptionValue(name, value)
        self._model.integrality_ = [highspy.HighsVarType.kInteger] * self._model.num_col_ if whole else []
        solver.passModel(self._model)
        return solver

    def _furthest(self, solver: Any, aim: Values) -> Values | None:
        from highspy import HighsModelStatus, SolutionStatus

        solver.changeColsCost(len(aim), np.arange(len(aim), dtype=np.int32), -aim)
        # Its clock runs on from search to search.
        solver.setOptionValue("time_limit", solver.getRunTime() + self._seconds)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kTimeLimit:
            raise OutOfTimeError
        if solver.getInfo().primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
            return np.array(solver.getSolution().col_value)
        return None
