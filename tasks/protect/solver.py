"""The solver, HiGHS: linear and integer programs over one set of equations, with one objective after the other.

The model is kept from search to search, and each begins at the basis of the last optimum (a warm start): that takes a
fourth of the time of a new model.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from tasks.disclosure.relations import Number, Relation
from tasks.model.errors import DisclosureError

Vector = np.ndarray[Any, np.dtype[np.float64]]
"""A value, or a weight of the objective, for each unknown."""

TIME_LIMIT = 120
"""Seconds that one search may take; it takes a small part of one. Reaching it is an error: the time must never decide
which solution is found."""


class Solver:
    """Unknowns between bounds that fulfil equations: ``matrix @ values == sides``.

    The optimum that is found is unique, wherever the search begins. That needs an objective under which no two
    solutions tie: the caller gives each unknown a weight of its own.

    Args:
        matrix: sparse; a row for each equation and a column for each unknown.
        sides: the right side of each equation.
        low: the least value of each unknown.
        high: the greatest.
    """

    def __init__(self, matrix: Any, sides: Vector, low: Vector, high: Vector) -> None:
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
        self._model = model

    def linear_optimum(self, objective: Vector) -> Vector | None:
        """The solution that maximises an objective, in integers or not; None where nothing fulfils the equations.

        Raises:
            DisclosureError: it was not found in time.
        """
        return self._optimum(self._linear_program, objective)

    def integer_optimum(self, objective: Vector) -> Vector | None:
        """The integer solution that maximises an objective; None where there is none.

        Raises:
            DisclosureError: it was not found in time.
        """
        found = self._optimum(self._highs(whole=True, mip_rel_gap=0.0), objective)
        return None if found is None else np.rint(found)

    @cached_property
    def _linear_program(self) -> Any:
        # Presolving takes as long as it saves.
        return self._highs(whole=False, presolve="off")

    def _highs(self, *, whole: bool, **options: Any) -> Any:
        import highspy

        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            solver.setOptionValue(name, value)
        self._model.integrality_ = [highspy.HighsVarType.kInteger] * self._model.num_col_ if whole else []
        solver.passModel(self._model)
        return solver

    def _optimum(self, solver: Any, objective: Vector) -> Vector | None:
        from highspy import HighsModelStatus, SolutionStatus

        solver.changeColsCost(len(objective), np.arange(len(objective), dtype=np.int32), -objective)
        # Its clock runs on from search to search.
        solver.setOptionValue("time_limit", solver.getRunTime() + TIME_LIMIT)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kTimeLimit:
            raise DisclosureError(
                f"No answer was found within {TIME_LIMIT} seconds while figures were rounded or audited.",
                remedy="Build again on a machine with less to do; if that does not help, report it.",
            )
        if solver.getInfo().primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
            return np.array(solver.getSolution().col_value)
        return None


def relation_matrix(relations: Sequence[Relation], numbers: Iterable[Number]) -> Any:
    """A row for each relation and a column for each number: 1 for the whole, -1 for each part; sparse."""
    from scipy.sparse import csr_array

    place = {number: column for column, number in enumerate(numbers)}
    entries = [
        (row, place[number], sign)
        for row, relation in enumerate(relations)
        for number, sign in [(relation.whole, 1), *((part, -1) for part in relation.parts)]
    ]
    rows, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
    return csr_array((signs, (rows, columns)), shape=(len(relations), len(place)))
