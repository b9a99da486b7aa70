"""The attacker's constraints: what anyone can derive of the true numbers of a time slice from all that is published.

The attacker is assumed to know every published number, how they add up, the exact headline totals, what was printed in
earlier years, and how rounding works: a number printed as 10 lies between 6 and 14. Shares, means and charts add
nothing, since they follow from the counts. The constraints are linear equations and ranges; the audit solves them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.disclosure.prior_constraints import NO_PRIOR, PriorConstraints
from tasks.disclosure.relations import Number, Range, Relation, condition, numbers_in, tightened
from tasks.disclosure.tables import LinkedTables
from tasks.model.figures import ROUNDED_TO, Base, FigureCounts, FigureSpec
from tasks.model.period import PERIODS, Month, months_in

THRESHOLD = ROUNDED_TO
"""The minimum frequency: a count below it must not be disclosed."""
REQUIRED_VALUES = 5
"""The least width of the feasibility interval of an at-risk number: how many values it must be able to have."""
FEW_RECORDS = 30
"""Where a headline total says that fewer records than this are behind a number, it may be unable to have that many
values, whatever is done. As many are tried for; two must remain, unless the headline says there are none."""


@dataclass(frozen=True, slots=True)
class AttackerConstraints:
    """Equations and ranges that the true numbers of a time slice fulfil, and those of them that must not be disclosed.

    Attributes:
        relations: what adds up to what.
        ranges: for each number in relations, between which values it must lie.
        at_risk: the published numbers that may be small, as far as a reader can tell: those printed as 0 or 5, but
            for those that count nothing at all, as answers to a question that was not asked yet. For each, how many
            values must remain possible.
        differences: the same of unprinted numbers that may be small by what follows from printed ones.
        desired: how many values those should keep that need fewer, since headlines tell of hardly any records.
        previously_disclosed: of the published numbers that may be small, those of which values printed in earlier years
            leave fewer values than that by themselves, whatever is published now.
    """

    relations: tuple[Relation, ...]
    ranges: Mapping[Number, Range]
    at_risk: Mapping[Number, int]
    previously_disclosed: frozenset[Number] = frozenset()
    differences: Mapping[Number, int] = field(default_factory=dict)
    desired: Mapping[Number, int] = field(default_factory=dict)

    @property
    def required(self) -> Mapping[Number, int]:
        """Return how many values must remain possible of each number that may be small, printed or not."""
        return {**self.differences, **self.at_risk}

    @property
    def covered(self) -> int:
        """How many numbers that may be small were not disclosed by earlier prints already."""
        return len(self.at_risk.keys() - self.previously_disclosed)

    @property
    def limited_by_headlines(self) -> int:
        """How many numbers need fewer values than the rule, since headlines say that there are hardly any."""
        return sum(self.at_risk[n] < REQUIRED_VALUES for n in self.at_risk.keys() - self.previously_disclosed)


@dataclass(frozen=True, slots=True)
class PublishedNumbers:
    """The numbers of a time slice as published.

    Attributes:
        rounded: the numbers that were rounded.
        exact: the headline totals, which were not.
        derived: differences of two rounded ones, which may lie twice as far from the truth.
    """

    rounded: Mapping[Number, int]
    exact: Mapping[Number, int] = field(default_factory=dict)
    derived: Mapping[Number, int] = field(default_factory=dict)


def published_numbers(
    specs: Mapping[str, FigureSpec], tables: LinkedTables, figures: Mapping[str, FigureCounts]
) -> PublishedNumbers:
    """The published numbers of a time slice, from the counts of its figures."""
    rounded: dict[Number, int] = {}
    exact: dict[Number, int] = {}
    derived: dict[Number, int] = {}
    for figure_id, layout in tables.layouts.items():
        is_rounded = layout.rounded_numbers
        for number, count in layout.published_counts(figures[figure_id]):
            kind = exact if specs[figure_id].exact else rounded if number in is_rounded else derived
            kind[number] = count
    return PublishedNumbers(rounded, exact, derived)


def attacker_constraints(
    tables: LinkedTables,
    published: PublishedNumbers,
    hidden: Mapping[Number, int] | None = None,
    max_deviation: int = MAX_DEVIATION,
    before: PriorConstraints = NO_PRIOR,
) -> AttackerConstraints:
    """The constraints of a time slice.

    Args:
        tables: its structure.
        published: the numbers that are published.
        hidden: rounded values of further numbers. Nobody is told these, but some could be worked out from others; to
            take all of them as known is to be on the safe side.
        max_deviation: how far the hidden ones may lie from the truth.
        before: what was printed in earlier years.
    """
    limit = sum(published.exact.values()) + sum(published.rounded.values())
    headlines = _Headlines(published.exact, limit)
    relations = (*tables.relations, *before.relations)
    ranges = intersected(
        _headline_ranges(headlines, relations),
        {number: (value - MAX_DEVIATION, value + MAX_DEVIATION) for number, value in published.rounded.items()},
        {number: (value - 2 * MAX_DEVIATION, value + 2 * MAX_DEVIATION) for number, value in published.derived.items()},
        {number: (value, value) for number, value in published.exact.items()},
        headlines.cases_by_month(),
        before.ranges,
    )
    settled = {*published.exact, *_nobody_behind(headlines, tables.relations)}
    subtracted = _small_differences(headlines, relations, published)
    small = [n for n, value in (*published.rounded.items(), *published.derived.items()) if value <= THRESHOLD]
    most = _bounds_of_sums(headlines, tables.relations)
    records = {
        n: min(headlines.upper_bound(n), most.get(n, limit))
        for n in (*small, *subtracted)
        if n in ranges and n not in settled
    }
    required = {n: REQUIRED_VALUES if most >= FEW_RECORDS else min(2, most + 1) for n, most in records.items()}
    known = AttackerConstraints(
        relations,
        ranges,
        at_risk={n: required[n] for n in small if n in required},
        differences={n: required[n] for n in subtracted if n in required},
        desired={n: min(REQUIRED_VALUES, most + 1) for n, most in records.items() if most < FEW_RECORDS},
    )
    if before.ranges:
        known = _relaxed(known, before, limit)
    rounded = {number: value for number, value in (hidden or {}).items() if not number.auxiliary}
    hidden_ranges = {number: (value - max_deviation, value + max_deviation) for number, value in rounded.items()}
    return replace(known, ranges=intersected(known.ranges, hidden_ranges))


def _small_differences(
    headlines: "_Headlines", relations: Sequence[Relation], published: PublishedNumbers
) -> list[Number]:
    """Return the unprinted numbers that may be small by what is printed, but for those that headlines tell exactly."""
    exact = {n: (value, value) for n, value in published.exact.items()}
    told = tightened(relations, intersected(_headline_ranges(headlines, relations), headlines.cases_by_month(), exact))
    differences = _differences(relations, published)
    return [n for n, value in differences.items() if value <= THRESHOLD and told[n][0] != told[n][1]]


def _differences(relations: Iterable[Relation], published: PublishedNumbers) -> dict[Number, int]:
    """Return the rounded values of unprinted numbers that follow from printed ones, relation by relation."""
    values = {**published.rounded, **published.derived, **published.exact}
    printed, waiting, before = set(values), list(relations), -1
    while len(waiting) != before:
        before, still_waiting = len(waiting), []
        for relation in waiting:
            unprinted = [number for number in relation.numbers if number not in values]
            if len(unprinted) > 1:
                still_waiting.append(relation)
            elif unprinted == [relation.whole]:
                values[relation.whole] = sum(values[part] for part in relation.parts)
            elif unprinted:
                values[unprinted[0]] = values[relation.whole] - sum(values.get(part, 0) for part in relation.parts)
        waiting = still_waiting
    return {number: value for number, value in values.items() if number not in printed}


def _nobody_behind(headlines: "_Headlines", relations: Sequence[Relation]) -> set[Number]:
    """The numbers that are 0 by what headlines say, and by when questions were asked: there is nobody to protect."""
    from_headlines = intersected(_headline_ranges(headlines, relations), headlines.cases_by_month())
    return {number for number, (_, high) in tightened(relations, from_headlines).items() if high <= 0}


def _bounds_of_sums(headlines: "_Headlines", relations: Iterable[Relation]) -> dict[Number, int]:
    """The most that wholes can be by what headlines say of their parts: of takeovers, the cases of the months asked."""
    found: dict[Number, int] = {}
    for relation in relations:
        if not any(part.auxiliary for part in relation.parts):
            together = sum(headlines.upper_bound(part) for part in relation.parts)
            found[relation.whole] = min(found.get(relation.whole, together), together)
    return found


def _headline_ranges(headlines: "_Headlines", relations: Sequence[Relation]) -> dict[Number, Range]:
    """From 0 to what headlines leave possible. An auxiliary number may count a record several times."""
    most = {number: headlines.upper_bound(number) for number in numbers_in(relations)}
    for relation in relations:
        if relation.whole.auxiliary:
            most[relation.whole] = max(most[relation.whole], sum(most[part] for part in relation.parts))
    for relation in relations:
        for part in relation.parts:
            if part.auxiliary:
                most[part] = max(most[part], most[relation.whole])
    return {number: (0, high) for number, high in most.items()}


def intersected(ranges: Mapping[Number, Range], *further: Mapping[Number, Range]) -> dict[Number, Range]:
    """The ranges, each intersected with further ones of the same number."""
    found = dict(ranges)
    for source in further:
        for number, (low, high) in source.items():
            if number in found:
                found[number] = max(found[number][0], low), min(found[number][1], high)
    return found


def _relaxed(known: AttackerConstraints, before: PriorConstraints, limit: int) -> AttackerConstraints:
    """Require of no number more values than earlier prints left it; take in the sub-periods that they set apart."""
    from_now = tightened(known.relations, known.ranges)
    asked = {**known.at_risk, **{n: REQUIRED_VALUES for n in before.subperiods if from_now[n][0] < THRESHOLD}}
    at_first = {number: before.ranges.get(number, (0, max(limit, high))) for number, (_, high) in known.ranges.items()}
    from_before = tightened(known.relations, at_first)
    left = {number: high - low + 1 for number, (low, high) in from_before.items()}
    return replace(
        known,
        at_risk={number: min(required, left[number]) for number, required in asked.items() if left[number] > 1},
        differences={},  # a print of long ago tells of many, and no rounding takes that back
        desired={number: min(count, left[number]) for number, count in known.desired.items() if left[number] > 1},
        previously_disclosed=frozenset(number for number, required in asked.items() if left[number] < required),
    )


@dataclass(frozen=True)
class _Headlines:
    """What the exact totals say of numbers that are not among them; ``limit`` is the most where they say nothing."""

    exact: Mapping[Number, int]
    limit: int

    def upper_bound(self, number: Number) -> int:
        """The most that a number can be: the records of its base in its months."""
        of_base = self.exact.get(Number(number.base), self.limit)
        months = self._months(number)
        return (
            of_base if months is None else min(of_base, sum(self._monthly_upper_bound(number.base, m) for m in months))
        )

    def cases_by_month(self) -> dict[Number, Range]:
        """New calls of a month are printed exactly, and each is a case unless it is counted as an e-mail too."""
        found = {}
        for month, count in self._new_calls.items():
            least = count - self._in_both_channels if self._in_both_channels is not None else 0
            found[Number(Base.CASES, condition("month", month))] = least, self._monthly_upper_bound(Base.CASES, month)
        return found

    def _monthly_upper_bound(self, base: Base, month: str) -> int:
        if base == Base.CALLS:
            return sum(n for number, n in self.exact.items() if number.base == base and month in _answers(number))
        new = self._new_calls.get(month)
        return self.limit if new is None else new + self.exact.get(_NEW_EMAILS, 0)

    @cached_property
    def _new_calls(self) -> dict[str, int]:
        """The new calls of each month."""
        return {
            answer: count
            for number, count in self.exact.items()
            if number.base == Base.CALLS and ("kind", "new") in number.conditions
            for question, answer in number.conditions
            if question == "month"
        }

    @cached_property
    def _published_months(self) -> Sequence[Month]:
        return tuple(map(Month.parse, self._new_calls))

    @cached_property
    def _in_both_channels(self) -> int | None:
        """How many cases came by both channels, and so are counted among new calls and new e-mails."""
        asked = (_NEW_CALLS, _NEW_EMAILS, Number(Base.CASES))
        if any(number not in self.exact for number in asked):
            return None
        calls, emails, cases = (self.exact[number] for number in asked)
        return calls + emails - cases

    def _months(self, number: Number) -> list[str] | None:
        """The months that a number is of; None where it is of all."""
        for question, answer in number.conditions:
            if question == "month":
                return [answer]
            if question in PERIODS:
                return list(map(str, months_in(question, answer, self._published_months)))
        return None


_NEW_CALLS, _NEW_EMAILS = (Number(base, condition("kind", "new")) for base in (Base.CALLS, Base.EMAILS))


def _answers(number: Number) -> set[str]:
    return {answer for _, answer in number.conditions}
