"""The attacker's audit: can anyone who knows all that is published tell a small number of people?

For each published number that may be small, two tables are looked for that agree with everything published and give it
values at least four apart, so that five remain possible. One table mostly serves many numbers: the search pushes all
that are still open together, and then the other way, and looks at one alone only where that gets no further.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np

from tasks.disclosure.alternatives import Table, candidates
from tasks.disclosure.attacker import SMALL, Knowledge
from tasks.disclosure.relations import Number
from tasks.protect.solver import Solver, sums

MANY = 3
"""After so many exposed numbers no more are looked for: the tile cannot be published."""
PATIENCE = 2
"""How many pushes may settle no number before each is looked at alone."""
MOST_PUSHED = 1009
"""The length of a push, which is repeated over the numbers; a prime, so that it meets each at another place."""

HARDNESS = 3
"""How much harder the hardest are pushed: the exponent of an even draw."""
FIRST = 1e5
"""How much harder one number is pushed than the others where it must go as far as it can."""
TILT = 1e-3
"""How hard the numbers are pushed that are not looked at."""

Push = np.ndarray[Any, np.dtype[np.float64]]
"""For each number how hard it is pushed up, or down where it is negative."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit of a tile found.

    Attributes:
        tables: witness tables.
        exposed: the numbers that can have too few values; none where the tile may be published.
    """

    tables: tuple[Table, ...]
    exposed: tuple[Number, ...]

    @property
    def small(self) -> tuple[Number, ...]:
        """Those of the exposed that are not certain to be of five or more: each was looked at both ways to the end.

        After so many exposed that no more were looked for, all of them: what was not looked at may be small.
        """
        if len(self.exposed) >= MANY:
            return self.exposed
        return tuple(n for n in self.exposed if min((table[n] for table in self.tables), default=0) < SMALL)

    @property
    def contradicted(self) -> bool:
        """Whether no table at all agrees with what is taken to be known: who believes it, is wrong."""
        return bool(self.exposed) and not self.tables


def audit(known: Knowledge) -> Finding:
    """Look for what an attacker could tell."""
    search = _Search(known)
    tables: list[Table] = []
    waiting, stalled = list(known.questioned), 0
    for push in _pushes():
        if not waiting or stalled == PATIENCE:
            break
        before = len(waiting)
        for way in (push, -push):
            tables += search.far(waiting, way)
        waiting = _open(known, waiting, tables)
        stalled = stalled + 1 if len(waiting) == before else 0
    exposed: list[Number] = []
    while waiting and len(exposed) < MANY:
        number = waiting[0]
        for up_or_down in (1, -1):
            tables += search.furthest(number, up_or_down, waiting)
            if not _open(known, [number], tables):
                break
        exposed += _open(known, [number], tables)
        waiting = _open(known, waiting[1:], tables)
    return Finding(tuple(tables), tuple(exposed))


def _open(known: Knowledge, numbers: Sequence[Number], tables: Sequence[Table]) -> list[Number]:
    return [number for number in numbers if candidates(tables, number) < known.questioned[number]]


def _pushes() -> Iterator[Push]:
    """Each number up or down by chance, and some harder than others: where few records are shared out among many
    numbers, equal pushes would give each a little and none enough."""
    for seed in count():
        random = np.random.default_rng(seed)
        yield random.choice((1.0, -1.0), MOST_PUSHED) * random.uniform(0.05, 1, MOST_PUSHED) ** HARDNESS


@dataclass(frozen=True)
class _Search:
    """Finds tables that agree with all that is known."""

    known: Knowledge

    @cached_property
    def _place(self) -> dict[Number, int]:
        return {number: place for place, number in enumerate(self.known.ranges)}

    @cached_property
    def _solver(self) -> Solver:
        low, high = (np.array(ends) for ends in zip(*self.known.ranges.values(), strict=True))
        relations = sums(self.known.relations, self.known.ranges)
        return Solver(relations, np.zeros(relations.shape[0]), low, high)

    def far(self, numbers: Sequence[Number], way: Push) -> list[Table]:
        """The table in which the numbers are, all together, furthest in their ways, up or down."""
        aim = self._tilt.copy()
        aim[[self._place[number] for number in numbers]] = np.resize(way, len(numbers))
        return self._table(aim)

    def furthest(self, number: Number, way: int, others: Sequence[Number]) -> list[Table]:
        """The table in which a number is greatest (1) or least (-1) and, after that, the others far in the same way."""
        aim = self._tilt.copy()
        aim[[self._place[other] for other in others]] += way
        aim[self._place[number]] = way * FIRST
        return self._table(aim)

    @cached_property
    def _tilt(self) -> Push:
        """A slight push for each number, so that no two tables are equally far and every search finds the same one."""
        return np.random.default_rng(0).uniform(-TILT, TILT, len(self._place))

    def _table(self, aim: Push) -> list[Table]:
        """The corner that lies furthest in a direction. Nearly always it is a whole table; else one is sought."""
        values = self._solver.corner(aim)
        if values is not None and np.abs(values - np.rint(values)).max() >= 1e-6:
            values = self._solver.whole(aim)
        return [] if values is None else [dict(zip(self._place, map(int, np.rint(values)), strict=True))]
