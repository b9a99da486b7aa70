"""The solver, HiGHS: one set of equations, in which the furthest corner is looked for in one direction after the other.

It keeps its model from search to search and begins each at the corner that it found last: a fourth of the time that it
takes to be told all anew.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from tasks.core.errors import DisclosureError
from tasks.disclosure.relations import Number, Relation

Values = np.ndarray[Any, np.dtype[np.float64]]
"""A value, or an aim, for each unknown."""


SECONDS = 120
"""How long one search may take; it takes a small part of a second. Who reaches this is refused: a limit of time must
never decide which answer is found."""


class Solver:
    """Unknowns between bounds that fulfil equations: ``matrix @ values == sides``.

    What is found is the one furthest answer, wherever the search begins and whichever way it takes. That needs aims in
    which no two answers tie: the caller gives each unknown a weight of its own.

    Args:
        matrix: sparse; a row for each equation and a column for each unknown.
        sides: the right side of each equation.
        low: the least value of each unknown.
        high: the greatest.
    """

    def __init__(self, matrix: Any, sides: Values, low: Values, high: Values) -> None:
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

    def corner(self, aim: Values) -> Values | None:
        """The corner that lies furthest in a direction, whole or not; None where nothing fulfils the equations.

        Raises:
            DisclosureError: it was not found in time.
        """
        return self._furthest(self._corners, aim)

    def whole(self, aim: Values) -> Values | None:
        """The furthest whole values in a direction; None where there are none.

        Raises:
            DisclosureError: they were not found in time.
        """
        found = self._furthest(self._loaded(whole=True, mip_rel_gap=0.0), aim)
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
        solver.setOptionValue("time_limit", solver.getRunTime() + SECONDS)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kTimeLimit:
            raise DisclosureError(
                f"No answer was found within {SECONDS} seconds while figures were rounded or audited.",
                remedy="Build again on a machine with less to do; if that does not help, report it.",
            )
        if solver.getInfo().primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
            return np.array(solver.getSolution().col_value)
        return None


def sums(relations: Sequence[Relation], numbers: Iterable[Number]) -> Any:
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
