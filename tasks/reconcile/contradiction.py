"""What a check finds: figures that cannot all be true."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that exclude each other, or one that excludes itself, in a window.

    It has no place for a number or a cell: what it says goes into messages, states and alerts, and what a figure counts
    of a cell may be one person.
    """

    window: str
    figures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' and '.join(self.figures)} in {self.window}"
