"""The attacker's audit: can anyone who knows all that is published tell a small number of people?

For each published number that may be small, two tables are looked for that agree with everything published and give it
values at least four apart, so that five remain possible. One table mostly serves many numbers: the search pushes all
that are still open together, and then the other way, and looks at one alone only where that gets no further.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np

from tasks.core.linked import Number
from tasks.core.linked.knowledge import Knowledge
from tasks.core.witnesses import CANDIDATES, Table, candidates

SECONDS = 60
"""How long the solver may search for one table; it takes a small part of a second."""
PATIENCE = 2
"""How many pushes may settle no number before each is looked at alone."""
MOST_PUSHED = 1009
"""The length of a push, which is repeated over the numbers; a prime, so that it meets each at another place."""

Push = np.ndarray[Any, np.dtype[np.float64]]
"""For each number up (1) or down (-1)."""
ONE: Push = np.ones(1)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit of a tile found.

    Attributes:
        tables: witness tables.
        exposed: the numbers that can have too few values; none where the tile may be published.
        covered: how many published numbers were looked at, since they may be small.
        least: the fewest values that any number which may be small can have, as far as the tables show.
    """

    tables: tuple[Table, ...]
    exposed: tuple[Number, ...]
    covered: int
    least: int


def audit(known: Knowledge, enough: int = CANDIDATES) -> Finding:
    """Look for what an attacker could tell.

    Args:
        known: all that is known of a tile.
        enough: how many values each number in question must be able to have.
    """
    search = _Search(known)
    tables: list[Table] = []
    waiting, stalled = known.questioned, 0
    for push in _pushes():
        if not waiting or stalled == PATIENCE:
            break
        before = len(waiting)
        for way in (push, -push):
            tables += search.furthest(waiting, way)
        waiting = _open(waiting, tables, enough)
        stalled = stalled + 1 if len(waiting) == before else 0
    exposed: list[Number] = []
    for number in waiting:
        if candidates(tables, number) < enough:
            tables += [table for way in (ONE, -ONE) for table in search.furthest([number], way)]
            exposed += _open([number], tables, enough)
    least = min((candidates(tables, number) for number in known.questioned), default=enough)
    return Finding(tuple(tables), tuple(exposed), len(known.questioned), least)


def _open(numbers: Iterable[Number], tables: Sequence[Table], enough: int) -> tuple[Number, ...]:
    return tuple(number for number in numbers if candidates(tables, number) < enough)


def _pushes() -> Iterator[Push]:
    """All one way, then each by chance up or down: where numbers make up a fixed sum, one must go down for another."""
    yield np.ones(MOST_PUSHED)
    for seed in count():
        yield np.random.default_rng(seed).choice((1.0, -1.0), MOST_PUSHED)


@dataclass(frozen=True)
class _Search:
    """Finds tables that agree with all that is known."""

    known: Knowledge

    @cached_property
    def _place(self) -> dict[Number, int]:
        return {number: place for place, number in enumerate(self.known.ranges)}

    @cached_property
    def _constraints(self) -> Any:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        entries = [
            (row, self._place[number], sign)
            for row, relation in enumerate(self.known.relations)
            for number, sign in [(relation.whole, 1), *((part, -1) for part in relation.parts)]
        ]
        rows, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
        shape = (len(self.known.relations), len(self._place))
        return LinearConstraint(csr_array((signs, (rows, columns)), shape=shape), 0, 0)

    def furthest(self, numbers: Sequence[Number], way: Push) -> list[Table]:
        """The table in which the numbers are furthest in their ways, up or down; none where there is no table."""
        from scipy.optimize import Bounds, milp

        aim = np.zeros(len(self._place))
        aim[[self._place[number] for number in numbers]] = -np.resize(way, len(numbers))
        low, high = (np.array(ends) for ends in zip(*self.known.ranges.values(), strict=True))
        result = milp(
            aim,
            constraints=self._constraints,
            integrality=np.ones(len(aim)),
            bounds=Bounds(low, high),
            options={"time_limit": SECONDS, "presolve": False},
        )
        if result.x is None:
            return []
        values = (int(value) for value in np.rint(result.x))
        return [dict(zip(self._place, values, strict=True))]
