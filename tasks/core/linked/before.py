"""Before: what values printed in earlier years say of the numbers of a tile.

Printed periods cut a tile into stretches. Whatever adds up over the tile adds up over each stretch, for both count
records; and a number of the tile is the sum of those of its stretches, of which some were printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tasks.core.figures import MISSING, FigureSpec, Key
from tasks.core.linked.layout import LinkedTables
from tasks.core.linked.numbers import Number, Range, Relation, condition
from tasks.core.merges import Merges, merged_key
from tasks.core.period import Month, Period
from tasks.core.printed import Printed, spans


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of a tile before it was published.

    Attributes:
        ranges: between which values numbers must lie, for what was printed.
        relations: what links these numbers to those of the tile, where they are not among them.
        stretches: the printed numbers in each part of the tile's time, where printed periods cut it.
    """

    ranges: Mapping[Number, Range] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    stretches: tuple[Number, ...] = ()


NOTHING = Before()


def known_before(
    printed: Sequence[Printed],
    specs: Mapping[str, FigureSpec],
    tables: LinkedTables,
    period: Period,
    merges: Merges,
) -> Before:
    """What printed values say of a tile; those of other months say nothing.

    Args:
        printed: values that a tile of this period can have been printed as, their figures and keys known to be right.
        specs: what each figure is.
        tables: the structure of the tile.
        period: its months.
        merges: the categories that were merged in it.
    """
    within = [value for value in printed if period.covers(value.period)]
    if not within:
        return NOTHING
    return _Reader(specs, tables, merges, period, _stretches(period, [*spans(within), period])).read(within)


def _stretches(period: Period, printed: Sequence[Period]) -> tuple[Period, ...]:
    cuts = sorted({month for each in printed for month in (each.first, each.last + 1)})
    return tuple(Period(first, following + -1) for first, following in pairwise(cuts) if first in period)


@dataclass(frozen=True)
class _Reader:
    """Reads printed values as ranges and relations of a tile."""

    specs: Mapping[str, FigureSpec]
    tables: LinkedTables
    merges: Merges
    period: Period
    stretches: tuple[Period, ...]

    def read(self, printed: Sequence[Printed]) -> Before:
        known = frozenset(self.tables.numbers)
        ranges: dict[Number, Range] = {}
        relations = dict.fromkeys(self._structure() if len(self.stretches) > 1 else ())
        told: dict[Number, None] = {}
        for value in printed:
            cells = [self._cell(value.figure, key) for key in value.keys]
            if not known.issuperset(whole for whole, _ in cells):
                continue
            parts = tuple(part for _, number in cells for part in self._over(value.period, number))
            relations |= dict.fromkeys(self._merged(cells, value.period))
            if value.period != self.period:
                told |= dict.fromkeys(self._part(whole, s) for whole, _ in cells for s in self.stretches)
            number = parts[0]
            if len(parts) > 1:
                number = Number(number.base, condition("printed", f"{value.period}, {' or '.join(map(str, parts))}"))
                relations[Relation(number, parts)] = None
            low, high = ranges.get(number, (value.low, value.high))
            ranges[number] = max(low, value.low), min(high, value.high)
        ranges |= dict.fromkeys(self._outside() if len(self.stretches) > 1 else (), (0, 0))
        return Before(ranges, tuple(relations), tuple(told))

    def _cell(self, figure_id: str, key: Key) -> tuple[Number, Number]:
        """The number of the tile that a cell is counted in, and its own, which differ where categories were merged."""
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
        """The numbers that make up one over some months: that of the tile itself, or those of its stretches."""
        if period == self.period:
            return (number,)
        return tuple(self._part(number, stretch) for stretch in self.stretches if stretch.first in period)

    def _part(self, number: Number, stretch: Period) -> Number:
        return Number(number.base, number.conditions | condition("in the months", str(stretch)))

    def _structure(self) -> Iterator[Relation]:
        for relation in self.tables.relations:
            for stretch in self.stretches:
                whole, *parts = (self._part(number, stretch) for number in (relation.whole, *relation.parts))
                yield Relation(whole, tuple(parts))
        for number in self.tables.numbers:
            yield Relation(number, tuple(self._part(number, stretch) for stretch in self.stretches))

    def _outside(self) -> Iterator[Number]:
        """The numbers of a month in the stretches that it is not in."""
        for number in self.tables.numbers:
            months = [Month.parse(answer) for question, answer in number.conditions if question == "month"]
            for stretch in self.stretches:
                if any(month not in stretch for month in months):
                    yield self._part(number, stretch)

    def _merged(self, cells: Sequence[tuple[Number, Number]], period: Period) -> Iterator[Relation]:
        """A merged number is at least what was printed of its parts."""
        for whole, own in cells:
            if own != whole:
                rest = Number(own.base, own.conditions | condition("before merging", "others"))
                for parts in zip(*(self._over(period, number) for number in (whole, own, rest)), strict=True):
                    yield Relation(parts[0], parts[1:])
