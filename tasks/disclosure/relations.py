"""Numbers and relations: what a count counts, and how counts make up one another."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.model.figures import Base

Conditions = frozenset[tuple[str, str]]
"""Pairs of question and answer that a record meets, all of them; empty for all records of a base."""

EVERYTHING: Conditions = frozenset()

AUXILIARY, STRICT = "auxiliary: ", "auxiliary: not "
"""How the answer of a condition begins that only helps to say an inequality as a sum: a part is at most its whole, and
what lies between them is an auxiliary number. A strict one holds in print too: no cell is greater than all known."""

Range = tuple[int, int]
"""The least and the greatest value that a number can have."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many records of a base meet the conditions; prints as ``cases: age_band=21-25, gender=woman``."""

    base: Base
    conditions: Conditions = EVERYTHING

    @property
    def auxiliary(self) -> bool:
        """Whether it only says by how much one sum exceeds another: it is never printed, nor rounded by itself."""
        return is_auxiliary(self.conditions)

    @property
    def strict(self) -> bool:
        """Whether it is an auxiliary number of what has to hold in print too."""
        return any(answer.startswith(STRICT) for _, answer in self.conditions)

    def __str__(self) -> str:
        return f"{self.base}: {', '.join(sorted(f'{question}={answer}' for question, answer in self.conditions))}"


@dataclass(frozen=True, slots=True)
class Relation:
    """The whole is the sum of its parts."""

    whole: Number
    parts: tuple[Number, ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The whole and its parts."""
        return self.whole, *self.parts


def numbers_in(relations: Iterable[Relation]) -> tuple[Number, ...]:
    """All numbers in relations, each once, in a fixed order."""
    return tuple(dict.fromkeys(number for relation in relations for number in relation.numbers))


def condition(question: str, answer: str) -> Conditions:
    """A single condition."""
    return frozenset({(question, answer)})


def auxiliary(question: str, words: str) -> Conditions:
    """The condition of a number that helps to say an inequality."""
    return condition(question, f"{AUXILIARY}{words}")


def is_auxiliary(conditions: Conditions) -> bool:
    """Whether any of the conditions is one of an auxiliary number."""
    return any(answer.startswith(AUXILIARY) for _, answer in conditions)


MAX_VISITS = 50
"""How often a relation is applied at most: bounds could else approach each other one by one."""


def tightened(relations: Sequence[Relation], ranges: Mapping[Number, Range]) -> dict[Number, Range]:
    """The ranges of all numbers, narrowed as far as each relation by itself implies (bounds propagation).

    No value that is possible is ever left out. Some impossible ones may stay, which only several relations together
    rule out. Where a number is left with no value at all, the others are not narrowed any further.
    """
    found = dict(ranges)
    of_number: dict[Number, list[Relation]] = defaultdict(list)
    for relation in relations:
        for number in relation.numbers:
            of_number[number].append(relation)
    waiting = deque(relations)
    visits = dict.fromkeys(relations, 0)
    queued = set(relations)
    while waiting:
        relation = waiting.popleft()
        queued.discard(relation)
        visits[relation] += 1
        narrowed = _narrowed(relation, found)
        found |= narrowed
        if any(low > high for low, high in narrowed.values()):
            break
        for number in narrowed:
            again = [r for r in of_number[number] if r not in queued and visits[r] < MAX_VISITS]
            waiting.extend(again)
            queued.update(again)
    return found


def add_up(relations: Sequence[Relation], ranges: Mapping[Number, Range]) -> bool:
    """Whether numbers can have values within their ranges, as far as each relation by itself implies."""
    return all(low <= high for low, high in tightened(relations, ranges).values())


def _narrowed(relation: Relation, ranges: Mapping[Number, Range]) -> dict[Number, Range]:
    """The numbers of a relation whose ranges it narrows, with their new ranges."""
    low, high = (sum(ranges[part][end] for part in relation.parts) for end in (0, 1))
    least, most = ranges[relation.whole]
    bounds = {relation.whole: (max(least, low), min(most, high))}
    for part in relation.parts:
        own_low, own_high = ranges[part]
        bounds[part] = max(own_low, least - (high - own_high)), min(own_high, most - (low - own_low))
    return {number: narrowed for number, narrowed in bounds.items() if narrowed != ranges[number]}
