"""The attacker's audit: can anyone who knows all that is published derive a small number of people?

For each at-risk number, two alternative tables are looked for that fulfil the attacker's constraints and give it values
at least four apart, so that five remain feasible. Each is the solution of a linear program. One table mostly serves
many numbers: the objective moves all that are still open at once, then the other way; one number is maximised and
minimised alone only where that gets no further.

Whoever holds a revision beside what it revises may take it that nothing changed, or that records were only added. Both
beliefs are granted as far as the published numbers let them stand, and the audit is made for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from tasks.disclosure.alternatives import AlternativeTable, feasible_values
from tasks.disclosure.attacker import (
    REQUIRED_VALUES,
    THRESHOLD,
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
from tasks.protect.solver import Solver, Vector, relation_matrix

MAX_EXPOSED = 3
"""After so many exposed numbers no more are looked for: the time slice cannot be published."""
STALL_LIMIT = 2
"""After so many objectives that settled no number, each is optimised alone."""
OBJECTIVE_LENGTH = 1009
"""How many weights an objective has, which repeat over the numbers; a prime, so that each meets another weight."""

SKEW = 3
"""How unequal the weights are: the exponent of an even draw."""
PRIORITY = 1e5
"""The weight of one number beside the others where it must go as far as it can."""
PERTURBATION = 1e-3
"""The greatest weight of numbers that are not looked at; it breaks ties."""


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What the audit of a time slice found.

    Attributes:
        tables: alternative tables.
        exposed: the numbers that can have too few values; none where the time slice may be published.
        limited: the numbers that have as many as they must, and not as many as are desired.
    """

    tables: tuple[AlternativeTable, ...]
    exposed: tuple[Number, ...]
    limited: tuple[Number, ...] = ()

    @property
    def small(self) -> tuple[Number, ...]:
        """Those of the exposed that are not certain to be of five or more: each was looked at both ways to the end.

        After so many exposed that no more were looked for, all of them: what was not looked at may be small.
        """
        if len(self.exposed) >= MAX_EXPOSED:
            return self.exposed
        return tuple(n for n in self.exposed if min((table[n] for table in self.tables), default=0) < THRESHOLD)

    @property
    def contradicted(self) -> bool:
        """Whether no table at all agrees with what is taken to be known: who believes it, is wrong."""
        return bool(self.exposed) and not self.tables


def audit(known: AttackerConstraints) -> AuditResult:
    """Look for at-risk numbers of which an attacker could derive too much."""
    if not known.required:
        return AuditResult((), ())
    search = _Search(known)
    tables: list[AlternativeTable] = []
    unsettled, stalled = list(known.required), 0
    for objective in _objectives():
        if not unsettled or stalled == STALL_LIMIT:
            break
        before = len(unsettled)
        for weights in (objective, -objective):
            tables += search.optimise_all(unsettled, weights)
        unsettled = _unsettled(known, unsettled, tables)
        stalled = stalled + 1 if len(unsettled) == before else 0
    exposed: list[Number] = []
    limited: list[Number] = []
    while unsettled and len(exposed) < MAX_EXPOSED:
        number = unsettled[0]
        for direction in (1, -1):
            tables += search.optimise_one(number, direction, unsettled)
            if not _unsettled(known, [number], tables):
                break
        if feasible_values(tables, number) < known.required[number]:
            exposed.append(number)
        else:
            limited += _unsettled(known, [number], tables)
        unsettled = _unsettled(known, unsettled[1:], tables)
    return AuditResult(tuple(tables), tuple(exposed), tuple(limited))


def _unsettled(
    known: AttackerConstraints, numbers: Sequence[Number], tables: Sequence[AlternativeTable]
) -> list[Number]:
    desired = {**known.required, **known.desired}
    return [number for number in numbers if feasible_values(tables, number) < desired[number]]


def _objectives() -> Iterator[Vector]:
    """Random weights, positive or negative, a few of them large: where few records are shared out among many numbers,
    equal weights would give each a little and none enough."""
    for seed in count():
        random = np.random.default_rng(seed)
        yield random.choice((1.0, -1.0), OBJECTIVE_LENGTH) * random.uniform(0.05, 1, OBJECTIVE_LENGTH) ** SKEW


class _Search:
    """Finds tables that agree with all that is known."""

    def __init__(self, known: AttackerConstraints) -> None:
        self._column = {number: place for place, number in enumerate(known.ranges)}
        # A slight weight for each number, so that no two tables tie and every machine finds the same one.
        self._perturbation = np.random.default_rng(0).uniform(-PERTURBATION, PERTURBATION, len(known.ranges))
        low, high = (np.array(ends) for ends in zip(*known.ranges.values(), strict=True))
        relations = relation_matrix(known.relations, known.ranges)
        self._solver = Solver(relations, np.zeros(relations.shape[0]), low, high)

    def optimise_all(self, numbers: Sequence[Number], weights: Vector) -> list[AlternativeTable]:
        """The table that maximises the weighted sum of the numbers; a negative weight minimises one."""
        objective = self._perturbation.copy()
        objective[[self._column[number] for number in numbers]] = np.resize(weights, len(numbers))
        return self._table(objective)

    def optimise_one(self, number: Number, direction: int, others: Sequence[Number]) -> list[AlternativeTable]:
        """The table that maximises (1) or minimises (-1) a number and, after that, the sum of the others."""
        objective = self._perturbation.copy()
        objective[[self._column[other] for other in others]] += direction
        objective[self._column[number]] = direction * PRIORITY
        return self._table(objective)

    def _table(self, objective: Vector) -> list[AlternativeTable]:
        """The table that maximises an objective: the linear optimum if it is an integer one, as nearly always."""
        values = self._solver.linear_optimum(objective)
        if values is not None and np.abs(values - np.rint(values)).max() >= 1e-6:
            values = self._solver.integer_optimum(objective)
        return [] if values is None else [dict(zip(self._column, map(int, np.rint(values)), strict=True))]


# ------------------------------------------------------------------------------------------------ revisions

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


def audit_with_earlier(
    known: AttackerConstraints, before: Sequence[EarlierVersion], truth: Mapping[Number, int]
) -> list[AuditResult]:
    """The audits of a revision together with what it revises, of each belief that nothing published contradicts.

    Args:
        known: what is known from the present rounding.
        before: the time slice as it was published before, each time; none for one that is new.
        truth: the true values now.
    """
    if not before:
        return []
    together = [if_only_added(known, *before)] if len(before) > 1 else []
    beliefs = (if_unchanged(known, before, truth), *(if_only_added(known, each) for each in before), *together)
    return [found for found in map(audit, beliefs) if not found.contradicted]


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
    return replace(known, ranges=intersected(known.ranges, *right), at_risk=_required(known), desired={})


def if_only_added(known: AttackerConstraints, *before: EarlierVersion) -> AttackerConstraints:
    """What is known of a time slice, and of what it revises, for whoever takes it that records were only added since.

    Each number is then what it was in the printing before and what was added, printing by printing, and the headlines
    say how much was added to all of them. The small numbers of before are asked for too. Where records were also
    changed or taken away, the published numbers mostly contradict that belief, and no table agrees with it.

    Args:
        known: what is known from the present rounding.
        before: the time slice as it was published before, in the order in which it was: once, or several times.
    """
    relations, ranges, at_risk = [*known.relations], dict(known.ranges), _required(known)
    latest = {number: number for number in known.ranges}
    for place, version in reversed(list(enumerate(before, start=1))):
        own = {number: _as_of(f"printing {place}", number) for number in version.known.ranges}
        relations += (Relation(own[r.whole], tuple(own[part] for part in r.parts)) for r in version.known.relations)
        ranges |= {own[number]: within for number, within in version.known.ranges.items()}
        for number in (number for number in latest if number in own):
            added = _as_of(f"added since printing {place}", number)
            relations.append(Relation(latest[number], (own[number], added)))
            ranges[added] = 0, ranges[latest[number]][1]
        at_risk |= {own[number]: required for number, required in _required(version.known).items()}
        latest |= own
    return AttackerConstraints(tuple(relations), ranges, at_risk, known.previously_disclosed)


def current(number: Number) -> Number:
    """The number of the present time slice that one of an earlier version stands for."""
    return Number(number.base, frozenset(pair for pair in number.conditions if pair[0] != AS_OF))


def _as_of(when: str, number: Number) -> Number:
    return Number(number.base, number.conditions | condition(AS_OF, when))


def _required(known: AttackerConstraints) -> dict[Number, int]:
    return {number: min(required, REQUIRED_TOGETHER) for number, required in known.required.items()}
