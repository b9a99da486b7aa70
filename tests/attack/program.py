"""An integer program that is asked again and again: which whole values can an unknown have?

Relations carry a tag, so that one kind of knowledge can be left out to see what it gives away.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_matrix

Name = tuple[Any, ...]
Sum = Mapping[Name, float]
"""From the names of unknowns to how often each is counted."""
REACH = 4
"""How far from a printed count values are tried first."""
IDLE, FEW_LEFT = 4, 0.97
"""After so many solutions that leave nearly as much lacking as before, each open target is looked at alone."""
WHOLE = 1e-6


@dataclass(frozen=True)
class Target:
    """A number that may be of few people: how it is called, what is printed, how many values must remain possible.

    ``printed`` is None for a difference that nobody prints.
    """

    name: Name
    unknown: int
    printed: int | None
    enough: int


@dataclass
class Program:
    """Unknown whole numbers and what is known of them.

    Attributes:
        without: tags of relations that are left out.
    """

    without: frozenset[str] = frozenset()
    places: dict[Name, int] = field(default_factory=dict)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def between(self, low: float, what: Sum, high: float, tag: str = "") -> None:
        if tag not in self.without:
            self.rows.append(({self.place(name): times for name, times in what.items()}, low, high))

    def place(self, name: Name) -> int:
        """The place of an unknown, which is made when it is first named."""
        return self.places.setdefault(name, len(self.places))

    def ask(self, name: Name, what: Sum, printed: int | None, enough: int) -> None:
        """Ask later which values a sum can have."""
        unknown = ("asked", *name)
        if unknown not in self.places:
            self.between(0, added([what], [{unknown: 1}]), 0)
        self.targets.append(Target(name, self.place(unknown), printed, enough))


def added(plus: Iterable[Sum], minus: Iterable[Sum] = ()) -> Sum:
    """Sums added up, others taken away."""
    found: dict[Name, float] = {}
    for sign, sums in ((1, plus), (-1, minus)):
        for each in sums:
            for name, times in each.items():
                found[name] = found.get(name, 0) + sign * times
    return {name: times for name, times in found.items() if times}


@dataclass(frozen=True)
class Search:
    """Finds whole solutions, and keeps which values each target had in them.

    A value is possible if a whole solution has it. One solution is sought that has a value not seen yet for as many
    targets as it can; what is still open after some of these is looked at alone, value by value.
    """

    program: Program
    seen: dict[Target, set[int]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether anything fulfils all that is known."""
        return self._solution({}) is not None

    def run(self) -> Mapping[Target, set[int]]:
        """The possible values of every target: as many as it needs or, where there are fewer, all.

        Raises:
            ValueError: nothing fulfils all that is known, so that something is not so.
        """
        if not self.holds:
            raise ValueError(
                "Nothing fulfils all that is known: the attacker takes something for known that is not so."
            )
        self.seen.update({target: set() for target in self.program.targets})
        idle, draw = 0, random.Random(0)
        while self.open and idle < IDLE:
            before = self._lacking
            self._note(self._solution(self._wishes(draw)))
            idle = idle + 1 if self._lacking > FEW_LEFT * before else 0
        for target in self.open:
            self._alone(target, draw)
        return self.seen

    @property
    def open(self) -> list[Target]:
        """Targets with too few values so far."""
        return [target for target, found in self.seen.items() if len(found) < target.enough]

    @property
    def _lacking(self) -> int:
        """How many values are lacking still."""
        return sum(target.enough - len(self.seen[target]) for target in self.open)

    def _wishes(self, draw: random.Random) -> dict[Target, int]:
        """For each open target a value that it did not have yet."""
        values = ((target, sorted(set(_near(target, found)) - found)) for target, found in self.seen.items())
        return {t: draw.choice(left) for t, left in values if left and len(self.seen[t]) < t.enough}

    def _alone(self, target: Target, draw: random.Random) -> None:
        """Every value that the target can have, until there are enough."""
        if len(self.seen[target]) >= target.enough:
            return
        low, high = (self._end(target, way) for way in (1, -1))
        for value in range(low, high + 1):
            if len(self.seen[target]) < target.enough and value not in self.seen[target]:
                for solver in (self._corners, self._wholes):
                    solver.changeColBounds(target.unknown, value, value)
                self._note(self._solution(self._wishes(draw)))
                for solver in (self._corners, self._wholes):
                    solver.changeColBounds(target.unknown, 0, np.inf)

    def _end(self, target: Target, way: int) -> int:
        """The least (1) or greatest (-1) value in the relaxed program: none beyond can be had."""
        costs = np.zeros(self._size)
        costs[target.unknown] = way
        value = self._cheapest(self._corners, costs)[target.unknown]
        return int(np.ceil(value - WHOLE) if way > 0 else np.floor(value + WHOLE))

    def _note(self, solution: Any) -> None:
        for target, found in self.seen.items():
            if solution is not None:
                found.add(round(solution[target.unknown]))

    def _solution(self, wishes: Mapping[Target, int]) -> Any:
        """A whole solution near to the wishes: the nearest corner, if that is whole; None if there is none."""
        costs = np.zeros(self._size)
        for target, value in wishes.items():
            row, beyond = self._wish[target]
            costs[[beyond, beyond + 1]] = 1
            for solver in (self._corners, self._wholes):
                solver.changeRowBounds(row, value, value)
        corner = self._cheapest(self._corners, costs)
        unknown = slice(0, len(self.program.places))
        if corner is None or np.abs(corner[unknown] - np.rint(corner[unknown])).max() < WHOLE:
            return corner
        return self._cheapest(self._wholes, costs)

    @property
    def _size(self) -> int:
        return len(self.program.places) + 2 * len(self.program.targets)

    @cached_property
    def _wish(self) -> Mapping[Target, tuple[int, int]]:
        """For each target the row that says how far it is from its wish, and the first of the two unknowns of that."""
        rows, columns = len(self.program.rows), len(self.program.places)
        return {target: (rows + i, columns + 2 * i) for i, target in enumerate(self.program.targets)}

    @cached_property
    def _corners(self) -> Any:
        return self._solver(whole=False, presolve="off")

    @cached_property
    def _wholes(self) -> Any:
        return self._solver(whole=True, mip_max_improving_sols=1)

    def _cheapest(self, solver: Any, costs: Any) -> Any:
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(solver.getSolution().col_value)

    def _solver(self, *, whole: bool, **options: Any) -> Any:
        rows = [*self.program.rows, *(self._beyond(target) for target in self.program.targets)]
        entries = [(row, column, times) for row, (what, _, _) in enumerate(rows) for column, times in what.items()]
        at_row, at_column, times = (np.array(part) for part in zip(*entries, strict=True))
        matrix = csc_matrix((times.astype(float), (at_row, at_column)), shape=(len(rows), self._size))
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_, model.col_lower_ = np.zeros(self._size), np.zeros(self._size)
        model.col_upper_ = np.full(self._size, np.inf)
        model.row_lower_, model.row_upper_ = (np.array([row[i] for row in rows], dtype=float) for i in (1, 2))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        model.integrality_ = [highspy.HighsVarType.kInteger] * self._size if whole else []
        solver = highspy.Highs()
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            solver.setOptionValue(name, value)
        solver.passModel(model)
        return solver

    def _beyond(self, target: Target) -> tuple[dict[int, float], float, float]:
        _, above = self._wish[target]
        return {target.unknown: 1, above: -1, above + 1: 1}, 0, 0


def _near(target: Target, found: Iterable[int]) -> range:
    """Values that a target may have: those that its rounding leaves or, where it is not printed, those about it."""
    if target.printed is not None:
        return range(max(0, target.printed - REACH), target.printed + REACH + 1)
    least = min(found, default=0)
    return range(max(0, least - REACH), least + 2 * REACH)
