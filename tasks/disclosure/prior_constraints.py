"""Prior constraints: what values printed before tell of a time slice, beside what is published of it.

Periods of old reports cut a time slice into sub-periods. Whatever adds up over the slice adds up over each of them, for
both count records; and a number of the slice is the sum of its sub-periods, of which some were printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tasks.disclosure.printed import PrintedValue, spans
from tasks.disclosure.relations import Number, Range, Relation, condition
from tasks.disclosure.tables import LinkedTables
from tasks.disclosure.windows import Merges, merged_key
from tasks.model.figures import MISSING, FigureSpec, Key
from tasks.model.period import Month, Period


@dataclass(frozen=True, slots=True)
class PriorConstraints:
    """The attacker's constraints on a time slice from values printed before it was published.

    Attributes:
        ranges: between which values numbers must lie, for what was printed.
        relations: what links these numbers to those of the time slice, where they are not among them.
        subperiods: the printed numbers in each sub-period, where printed periods cut the slice.
    """

    ranges: Mapping[Number, Range] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    subperiods: tuple[Number, ...] = ()


NO_PRIOR = PriorConstraints()


def prior_constraints(
    printed: Sequence[PrintedValue],
    specs: Mapping[str, FigureSpec],
    tables: LinkedTables,
    period: Period,
    merges: Merges,
) -> PriorConstraints:
    """The constraints from printed values on a time slice; those of other months say nothing.

    Args:
        printed: values that a slice of this period can have been printed as, their figures and keys known to be right.
        specs: what each figure is.
        tables: the structure of the time slice.
        period: its months.
        merges: the categories that were merged in it.
    """
    within = [value for value in printed if period.covers(value.period)]
    if not within:
        return NO_PRIOR
    return _ConstraintReader(specs, tables, merges, period, _subperiods(period, [*spans(within), period])).read(within)


def _subperiods(period: Period, printed: Sequence[Period]) -> tuple[Period, ...]:
    cuts = sorted({month for each in printed for month in (each.first, each.last + 1)})
    return tuple(Period(first, following + -1) for first, following in pairwise(cuts) if first in period)


@dataclass(frozen=True)
class _ConstraintReader:
    """Reads printed values as ranges and relations of a time slice."""

    specs: Mapping[str, FigureSpec]
    tables: LinkedTables
    merges: Merges
    period: Period
    subperiods: tuple[Period, ...]

    def read(self, printed: Sequence[PrintedValue]) -> PriorConstraints:
        known = frozenset(self.tables.numbers)
        ranges: dict[Number, Range] = {}
        relations = dict.fromkeys(self._structure() if len(self.subperiods) > 1 else ())
        numbers: dict[Number, None] = {}
        for value in printed:
            cells = [self._cell(value.figure, key) for key in value.keys]
            if not known.issuperset(whole for whole, _ in cells):
                continue
            parts = tuple(part for _, number in cells for part in self._over(value.period, number))
            relations |= dict.fromkeys(self._merged(cells, value.period))
            if value.period != self.period:
                numbers |= dict.fromkeys(self._part(whole, s) for whole, _ in cells for s in self.subperiods)
            number = parts[0]
            if len(parts) > 1:
                number = Number(number.base, condition("printed", f"{value.period}, {' or '.join(map(str, parts))}"))
                relations[Relation(number, parts)] = None
            low, high = ranges.get(number, (value.low, value.high))
            ranges[number] = max(low, value.low), min(high, value.high)
        ranges |= dict.fromkeys(self._outside() if len(self.subperiods) > 1 else (), (0, 0))
        return PriorConstraints(ranges, tuple(relations), tuple(numbers))

    def _cell(self, figure_id: str, key: Key) -> tuple[Number, Number]:
        """The number of the slice that a cell is counted in, and its own, which differ where categories were merged."""
        spec, layout = self.specs[figure_id], self.tables.layouts[figure_id]
        if key and set(key) == {MISSING}:
            missing = layout.missing or layout.total
            return missing, missing
        into = merged_key(spec.dimensions, key, self.merges)
        number = layout.cells[into]
        targets = {answer for d in spec.dimensions for answer in self.merges.get(d, {}).values()}
        if not targets & set(into):
            return number, number
        return number, Number(number.base, number.conditions | condition("before merging", " and ".join(key)))

    def _over(self, period: Period, number: Number) -> tuple[Number, ...]:
        """The numbers that make up one over some months: that of the time slice itself, or those of its sub-periods."""
        if period == self.period:
            return (number,)
        return tuple(self._part(number, subperiod) for subperiod in self.subperiods if subperiod.first in period)

    def _part(self, number: Number, subperiod: Period) -> Number:
        return Number(number.base, number.conditions | condition("in the months", str(subperiod)))

    def _structure(self) -> Iterator[Relation]:
        for relation in self.tables.relations:
            for subperiod in self.subperiods:
                whole, *parts = (self._part(number, subperiod) for number in (relation.whole, *relation.parts))
                yield Relation(whole, tuple(parts))
        for number in self.tables.numbers:
            yield Relation(number, tuple(self._part(number, subperiod) for subperiod in self.subperiods))

    def _outside(self) -> Iterator[Number]:
        """The numbers of a month in the sub-periods that it is not in."""
        for number in self.tables.numbers:
            months = [Month.parse(answer) for question, answer in number.conditions if question == "month"]
            for subperiod in self.subperiods:
                if any(month not in subperiod for month in months):
                    yield self._part(number, subperiod)

    def _merged(self, cells: Sequence[tuple[Number, Number]], period: Period) -> Iterator[Relation]:
        """A merged number is at least what was printed of its parts."""
        for whole, own in cells:
            if own != whole:
                rest = Number(own.base, own.conditions | condition("before merging", "others"))
                for parts in zip(*(self._over(period, number) for number in (whole, own, rest)), strict=True):
                    yield Relation(parts[0], parts[1:])
