"""Relations as a matrix, for the solver: what adds up gives 0."""

from collections.abc import Iterable, Sequence
from typing import Any

from tasks.core.linked import Number, Relation


def sums(relations: Sequence[Relation], numbers: Iterable[Number]) -> Any:
    """A row for each relation and a column for each number: 1 for the whole, -1 for each part; sparse."""
    import numpy as np
    from scipy.sparse import csr_array

    place = {number: column for column, number in enumerate(numbers)}
    entries = [
        (row, place[number], sign)
        for row, relation in enumerate(relations)
        for number, sign in [(relation.whole, 1), *((part, -1) for part in relation.parts)]
    ]
    rows, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
    return csr_array((signs, (rows, columns)), shape=(len(relations), len(place)))
