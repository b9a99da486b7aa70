"""Joint controlled rounding: every number of a time slice becomes a multiple of 5, and all that added up still does.

Each number becomes one of the two multiples next to it, so that none moves by more than 4, and a multiple stays as it
is. Among all ways to do so, the cheapest is taken, found by integer programming. What going up costs is drawn for each
number, so that no two ways cost the same, and every machine finds the same. It is less, the nearer the multiple above
is: a number of 1 goes up about one time in five, and counts are right on average.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from tasks.disclosure.invariants import MAX_DEVIATION, is_rounded, unequal
from tasks.disclosure.relations import Number, Relation, numbers_in
from tasks.disclosure.tables import LinkedTables
from tasks.model.errors import ReconcileError, StageError
from tasks.model.figures import ROUNDED_TO, FigureCounts
from tasks.model.period import Period
from tasks.protect.solver import Solver, Vector, relation_matrix

RESOLUTION = 2**20
"""Costs are whole numbers of this resolution, so that sums of them are exact and hardly ever tie."""
DRAW_WEIGHT = 1.25
"""How much the draw weighs beside the distance to the multiples. A lone number would go up as often as its remainder
says at a weight of 1; where numbers must add up, the nearest multiples win too often at that, as those of many agree.
At this weight numbers of 1, 2, 3 and 4 go up in 20, 39, 60 and 78 of 100 cases."""
DOWN_PENALTY = 1000
"""What going up costs a number that is to go down if it can: more than the draws of hundreds of numbers."""
PREFERENCE = 10
"""What it costs to leave a multiple that is to be kept if it can."""
FAR_PENALTY = 100
"""What it costs to move an unprinted number further: more than to go against the draws of dozens of numbers."""
FAR_STEPS = 20
"""Steps of 5 beyond its two multiples that a number may be moved when those that block a rounding are looked for."""

Steps = np.ndarray[Any, np.dtype[np.int64]]
"""A whole number for each number of a time slice, or each of several kinds of step for it, one kind after the other."""


def true_values(tables: LinkedTables, figures: Mapping[str, FigureCounts]) -> dict[Number, int]:
    """The value of each number in the relations of a time slice.

    What no figure counts, such as the cases in which a platform is not named, follows from what they count.

    Raises:
        ReconcileError: two figures count the same thing differently, parts do not add up to their whole, or are more
            than it.
    """
    values: dict[Number, int] = {}
    for figure_id, layout in tables.layouts.items():
        for number, count in layout.all_counts(figures[figure_id]):
            if values.setdefault(number, count) != count:
                raise _contradiction([figure_id])
    _complete(values, tables)
    negative = (relation for relation in tables.relations if any(values[number] < 0 for number in relation.numbers))
    for relation in (*unequal(tables.relations, values), *negative):
        raise _contradiction(tables.figures_of(relation.numbers))
    return values


def _complete(values: dict[Number, int], tables: LinkedTables) -> None:
    """Fill in every number that is the only unknown one of a relation, until all are known."""
    open_ones = list(tables.relations)
    while open_ones:
        still_open = []
        for relation in open_ones:
            unknown = [number for number in relation.numbers if number not in values]
            if len(unknown) > 1:
                still_open.append(relation)
            elif unknown == [relation.whole]:
                values[relation.whole] = sum(values[part] for part in relation.parts)
            elif unknown:
                values[unknown[0]] = values[relation.whole] - sum(values.get(part, 0) for part in relation.parts)
        if len(still_open) == len(open_ones):
            raise _contradiction(tables.figures_of(still_open[0].numbers))
        open_ones = still_open


def _contradiction(figures: Sequence[str]) -> ReconcileError:
    return ReconcileError(
        "Two figures count the same thing differently.",
        ", ".join(figures) or "between the figures",
        "Mend the declarations of the figures that show it, or report the defect.",
    )


@dataclass(frozen=True)
class RoundingProblem:
    """A time slice that is to be rounded.

    Attributes:
        truth: the true value of each number.
        relations: what adds up to what; the truth holds them all.
        printed: the numbers that readers see; the others follow wherever these lead, also what a total leaves of known.
        draw: the draw of a number, in [0, 1).
        prefer_down: numbers that are to go down if they can.
        preferred: multiples that numbers are to become if they can.
    """

    truth: Mapping[Number, int]
    relations: Sequence[Relation]
    printed: Collection[Number]
    draw: Callable[[Number], float]
    prefer_down: Collection[Number] = frozenset()
    preferred: Mapping[Number, int] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers in relations, in a fixed order."""
        return numbers_in(self.relations)

    def solve(self) -> Mapping[Number, int] | None:
        """The rounded value of each number; None where no rounding exists.

        What is printed always becomes one of its two multiples. A number that is not printed, such as the cases of
        which one question of two was not answered, may move one multiple further where there is hardly a way else.

        Raises:
            DisclosureError: the solver found no answer in its time.
        """
        if not self.numbers:  # every figure is exact
            return {}
        unprinted = np.array([number not in self.printed for number in self.numbers], dtype=np.int64)
        steps = self._steps(self._costs(), unprinted)
        if steps is None:
            return None
        values = ROUNDED_TO * (self._floors() + steps)
        return {number: int(value) for number, value in zip(self.numbers, values, strict=True)}

    def blocking(self) -> tuple[Number, ...]:
        """Where no rounding exists: the fewest numbers that would have to move further to let there be one."""
        steps = self._steps(np.zeros(len(self.numbers)), np.full(len(self.numbers), FAR_STEPS))
        if steps is None:
            return self.numbers
        far = ~self._auxiliary & ((steps < 0) | (steps > self._steps_between()))
        return tuple(number for number, is_far in zip(self.numbers, far, strict=True) if is_far)

    def _steps(self, costs: Vector, further: Steps) -> Steps | None:
        """Steps up from each number's floor, at the least cost; ``further`` bounds those beyond its two multiples."""
        from scipy.sparse import hstack

        matrix = relation_matrix(self.relations, self.numbers)
        far_costs = np.array([round((FAR_PENALTY + self.draw(number)) * RESOLUTION) for number in self.numbers])
        most = np.concatenate([self._steps_between(), *self._beyond(further)])
        solver = Solver(hstack([matrix, matrix, -matrix]), -(matrix @ self._floors()), np.zeros(len(most)), most)
        found = solver.integer_optimum(-np.concatenate([costs, far_costs, far_costs]))
        if found is None:
            return None
        up, over, under = found.astype(np.int64).reshape(3, -1)
        steps: Steps = up + over - under
        return steps

    def _floors(self) -> Steps:
        return np.where(self._auxiliary, 0, self._truth() // ROUNDED_TO)

    def _steps_between(self) -> Steps:
        """Whether a number lies between two multiples, and so may go up: 1 or 0. Auxiliary ones may go anywhere."""
        return np.where(self._auxiliary, self._anywhere, np.minimum(self._truth() % ROUNDED_TO, 1))

    def _beyond(self, further: Steps) -> tuple[Steps, Steps]:
        """Steps that numbers may go beyond their two multiples, up and down.

        An auxiliary one below 0 says that parts are printed greater than their whole. Where it is not strict, that
        contradicts no promise, and is seldom needed: it is as dear as to move an unprinted number further.
        """
        strict = np.array([number.strict for number in self.numbers], dtype=bool)
        down = np.where(self._auxiliary & ~strict, self._anywhere, np.minimum(further, self._floors()))
        return np.where(self._auxiliary, 0, further), down

    @cached_property
    def _auxiliary(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array([number.auxiliary for number in self.numbers], dtype=bool)

    @cached_property
    def _anywhere(self) -> int:
        """More steps than any sum of numbers can take."""
        return int(self._truth().sum()) // ROUNDED_TO + len(self.numbers)

    def _truth(self) -> Steps:
        return np.array([self.truth[number] for number in self.numbers], dtype=np.int64)

    def _costs(self) -> Vector:
        """What going up costs; less than nothing where a number would rather go up."""
        return np.array([self._cost(number) if number in self.printed else 0.0 for number in self.numbers])

    def _cost(self, number: Number) -> float:
        if number in self.prefer_down:
            return DOWN_PENALTY * RESOLUTION
        remainder = self.truth[number] % ROUNDED_TO
        cost = DRAW_WEIGHT * (self.draw(number) - 0.5) - (remainder / ROUNDED_TO - 0.5)
        if number in self.preferred:
            cost += PREFERENCE if self.preferred[number] < self.truth[number] else -PREFERENCE
        return round(cost * RESOLUTION)


def draw_key(secret: bytes, period: Period, attempt: int = 0) -> bytes:
    """The key of the draws of a time slice.

    Args:
        secret: the installation's key; empty for the sample. Never one that was drawn for a single run.
        period: the months of the time slice.
        attempt: which draw of the time slice this is, where the audit did not pass the one before.
    """
    return hmac.digest(secret, f"draw {attempt} of {period}".encode(), hashlib.sha256)


def draw(key: bytes, number: Number) -> float:
    """The draw of one number, in [0, 1): the lower, the rather it goes up."""
    return int.from_bytes(hmac.digest(key, str(number).encode(), hashlib.sha256)[:8]) / 2**64


def refuse_unsound(problem: RoundingProblem, values: Mapping[Number, int]) -> None:
    """Refuse a rounding that does not add up, or moves a printed number too far.

    Raises:
        StageError: it is not what was asked for; names no number.
    """
    if any(_unsound(problem, values)):
        raise StageError(
            "The rounding is not sound: some numbers are not where they have to be.",
            where="protect",
            remedy="Nothing was published. Report it with the program's version.",
        )


def _unsound(problem: RoundingProblem, values: Mapping[Number, int]) -> Iterator[Number]:
    for number, truth in problem.truth.items():
        if number not in values or (number.auxiliary and not number.strict):
            continue
        too_far = number in problem.printed and abs(values[number] - truth) > MAX_DEVIATION
        if not is_rounded(values[number]) or values[number] < 0 or too_far:
            yield number
    yield from (relation.whole for relation in unequal(problem.relations, values))
