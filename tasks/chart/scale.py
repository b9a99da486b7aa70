"""Where values stand in a chart over time."""

from dataclasses import dataclass

from tasks.chart.sheet import Point

TOP = 26.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Places ``step`` points apart from ``left``; values ``unit`` points each, upwards from ``base``."""

    step: float
    unit: float
    base: float
    left: float = 0.0

    def point(self, place: int, value: float) -> Point:
        """The point of a value at a place."""
        return self.left + (place + 0.5) * self.step, self.base - value * self.unit


def levels(most: int) -> list[int]:
    """Zero and up to five round numbers that reach near ``most``, for lines across a chart."""
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if most / (s * 10**e) <= 5)
    return list(range(0, most + 1, step))
