"""What a check finds: two numbers that cannot both be true."""

from dataclasses import dataclass

from tasks.reconcile.numbers import Claim


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that exclude each other, on two figures or on one."""

    one: Claim
    other: Claim

    @property
    def figures(self) -> frozenset[str]:
        """The ids of the figures that the claims are about."""
        return frozenset({self.one.figure, self.other.figure})

    def __str__(self) -> str:
        return f"{self.one.window}: {self.one} but {self.other}"
