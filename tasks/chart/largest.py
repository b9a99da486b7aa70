"""Which categories of a figure are the largest."""

from collections.abc import Sequence

from tasks.chart.rows import RESIDUAL
from tasks.core.figures import Cell


def largest_keys(cells: Sequence[Cell], most: int) -> list[str]:
    """The keys of the second dimension with most records, largest first, at most so many; only named categories."""
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.key[1]] = totals.get(cell.key[1], 0) + cell.count
    named = [key for key in totals if key not in (*RESIDUAL, "none")]
    return sorted(named, key=lambda key: -totals[key])[:most]
