"""The attack on what was published: how many values remain for each number that may be of few people."""

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.attack.model import CANDIDATES, OF_FEW, Model
from tests.attack.program import Program, Search, Target
from tests.attack.public import Slice, slices

OF_CORRECTED = 4
"""How many values must remain where the same months were published twice."""


@dataclass(frozen=True)
class Found:
    """What is known of the numbers that may be of few people.

    Attributes:
        values: of each, the values that it can have: as many as must remain or, where there are fewer, all.
        seconds: of the processor.
    """

    values: Mapping[Target, frozenset[int]]
    seconds: float

    @property
    def printed(self) -> dict[Target, frozenset[int]]:
        return {target: values for target, values in self.values.items() if target.printed is not None}

    @property
    def exposed(self) -> list[Target]:
        """Printed numbers with too few values."""
        return [target for target, values in self.printed.items() if len(values) < target.enough]

    @property
    def differences(self) -> list[Target]:
        """The same of differences that are printed nowhere."""
        exposed = (target for target, values in self.values.items() if len(values) < target.enough)
        return [target for target in exposed if target.printed is None]

    @property
    def least(self) -> int:
        """The fewest values that any printed number has, but for those that headlines leave hardly any."""
        return min((len(v) for t, v in self.printed.items() if t.enough > OF_FEW), default=CANDIDATES)

    def summary(self) -> list[str]:
        """Each exposed number in words."""
        return [
            f"{' | '.join(t.name)}: printed {'nowhere' if t.printed is None else t.printed}, can be "
            f"{', '.join(map(str, sorted(self.values[t])))}; {t.enough} must remain"
            for t in (*self.exposed, *self.differences)
        ]


def attack(versions: Sequence[Slice], without: Iterable[str] = (), about: Container[str] = ()) -> Found:
    """Attack a slice.

    Args:
        versions: the slice as it was published, oldest first, where corrections only added records.
        without: what the attacker does not know.
        about: the figures whose numbers are looked at; by default all.
    """
    start = time.process_time()
    program = Program(frozenset(without))
    for count in range(1, len(versions) + 1):
        Model(program, tuple(versions[:count]), enough=OF_CORRECTED if versions[1:] else CANDIDATES).state()
    if about:
        program.targets = [target for target in program.targets if target.name[1] in about]
    found = Search(program).run()
    return Found({t: frozenset(values) for t, values in found.items()}, time.process_time() - start)


def attack_all(edition: Path) -> Found:
    """Attack every slice that an edition prints."""
    found = [attack([each]) for each in slices(edition)]
    return Found({t: v for f in found for t, v in f.values.items()}, sum(f.seconds for f in found))


def holds(truth: Slice) -> bool:
    """Whether all that the attacker takes for known is so, of a slice as it was counted."""
    program = Program()
    Model(program, (truth,), reach=0).state()
    return Search(program).holds
