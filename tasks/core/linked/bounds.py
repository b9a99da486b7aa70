"""Bounds: what ranges of some numbers say of others, by adding and subtracting alone."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

from tasks.core.linked.numbers import Number, Range, Relation

MOST_TURNS = 50
"""How often a relation may be looked at again: bounds could else creep towards each other one by one."""


def tightened(relations: Sequence[Relation], ranges: Mapping[Number, Range]) -> dict[Number, Range]:
    """The ranges of all numbers, drawn in as far as each relation by itself says.

    No value that is possible is ever left out. Some impossible ones may stay, which only several relations together
    rule out.
    """
    found = dict(ranges)
    of_number: dict[Number, list[Relation]] = defaultdict(list)
    for relation in relations:
        for number in (relation.whole, *relation.parts):
            of_number[number].append(relation)
    waiting = deque(relations)
    turns = dict.fromkeys(relations, 0)
    queued = set(relations)
    while waiting:
        relation = waiting.popleft()
        queued.discard(relation)
        turns[relation] += 1
        for number, drawn_in in _drawn_in(relation, found):
            found[number] = drawn_in
            again = [r for r in of_number[number] if r not in queued and turns[r] < MOST_TURNS]
            waiting.extend(again)
            queued.update(again)
    return found


def _drawn_in(relation: Relation, ranges: Mapping[Number, Range]) -> list[tuple[Number, Range]]:
    """The numbers of a relation whose ranges it draws in, with their new ranges."""
    low, high = (sum(ranges[part][end] for part in relation.parts) for end in (0, 1))
    least, most = ranges[relation.whole]
    bounds = {relation.whole: (max(least, low), min(most, high))}
    for part in relation.parts:
        own_low, own_high = ranges[part]
        bounds[part] = max(own_low, least - (high - own_high)), min(own_high, most - (low - own_low))
    return [(number, drawn_in) for number, drawn_in in bounds.items() if drawn_in != ranges[number]]
