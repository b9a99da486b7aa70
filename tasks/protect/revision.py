"""A revision: what all roundings of the same months tell together.

Whoever holds a revision beside what it revises may take it that nothing changed, or that records were only added. Both
beliefs are granted as far as the published numbers let them stand, and the audit is made for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tasks.disclosure.attacker import (
    REQUIRED_VALUES,
    AttackerConstraints,
    PublishedNumbers,
    attacker_constraints,
    intersected,
    published_numbers,
)
from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.disclosure.relations import Number, Relation, condition
from tasks.disclosure.tables import link
from tasks.model.figures import FigureSpec, TimeSlice

REQUIRED_TOGETHER = REQUIRED_VALUES - 1
"""How many values a number must be able to have, once it is out in two roundings. Rounded down, then up, it is neither
5 nor 0, so that four remain, however often it is rounded again."""

AS_OF = "as of"


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A time slice as it was published before.

    Attributes:
        published: its numbers.
        known: what was known of it when it came out.
    """

    published: PublishedNumbers
    known: AttackerConstraints


def earlier_versions(specs: Mapping[str, FigureSpec], slices: Iterable[TimeSlice]) -> tuple[EarlierVersion, ...]:
    """The slices that a revision replaces, as their readers know them, in the order in which they were published."""
    found = []
    for time_slice in slices:
        tables = link(specs, time_slice.period, time_slice.figures)
        published = published_numbers(specs, tables, time_slice.figures)
        found.append(EarlierVersion(published, attacker_constraints(tables, published)))
    return tuple(found)


def if_unchanged(
    known: AttackerConstraints, before: Iterable[EarlierVersion], truth: Mapping[Number, int]
) -> AttackerConstraints:
    """What is known of a time slice for whoever takes it that nothing changed since it was published before.

    Where a record was corrected, the earlier rounding is of another truth, and says nothing of this one. Whoever holds
    the two together cannot know where. The audit is on the safe side: it grants them every number in which the earlier
    rounding happens to be right.

    Args:
        known: what is known from the present rounding.
        before: the time slice as it was published before, each time.
        truth: the true values now.
    """
    right = (
        {
            number: (value - MAX_DEVIATION, value + MAX_DEVIATION)
            for number, value in each.published.rounded.items()
            if number in truth and abs(value - truth[number]) <= MAX_DEVIATION
        }
        for each in before
    )
    return replace(known, ranges=intersected(known.ranges, *right), at_risk=_required(known))


def if_only_added(known: AttackerConstraints, before: EarlierVersion) -> AttackerConstraints:
    """What is known of a time slice, and of what it revises, for whoever takes it that records were only added since.

    Each number is then what it was before and what was added, and the headlines say how much was added to all of them.
    The small numbers of before are asked for too. Where records were also changed or taken away, the published numbers
    mostly contradict that belief, and no table agrees with it.

    Args:
        known: what is known from the present rounding.
        before: the time slice as it was published before, once.
    """
    own = {number: _as_of("before", number) for number in before.known.ranges}
    relations = [*known.relations]
    relations += (Relation(own[r.whole], tuple(own[part] for part in r.parts)) for r in before.known.relations)
    ranges = {**known.ranges, **{own[number]: within for number, within in before.known.ranges.items()}}
    for number in (number for number in known.ranges if number in own):
        added = _as_of("added since", number)
        relations.append(Relation(number, (own[number], added)))
        ranges[added] = 0, ranges[number][1]
    at_risk = _required(known) | {own[number]: required for number, required in _required(before.known).items()}
    return AttackerConstraints(tuple(relations), ranges, at_risk, known.previously_disclosed)


def current(number: Number) -> Number:
    """The number of the present time slice that one of an earlier version stands for."""
    return Number(number.base, frozenset(pair for pair in number.conditions if pair[0] != AS_OF))


def _as_of(when: str, number: Number) -> Number:
    return Number(number.base, number.conditions | condition(AS_OF, when))


def _required(known: AttackerConstraints) -> dict[Number, int]:
    return {number: min(required, REQUIRED_TOGETHER) for number, required in known.at_risk.items()}
