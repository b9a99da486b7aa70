"""Invariants: what published figures obey among each other, whatever rounding made of them.

Counts are multiples of the rounding unit, but for the headline totals. Categories and missing make up the total. Shares
are those of the counts beside them. What two figures count alike is one number in both, and tables add up to their
margins: ``age_by_gender``, summed over the ages, is ``gender`` without the cases whose age is not known. Which numbers
these are is derived from the linked tables. Only sums between bases, such as calls and e-mails, are declared here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from tasks.disclosure.relations import Number, Range, Relation, add_up, numbers_in
from tasks.disclosure.tables import Layout, lay_out
from tasks.model.figures import ROUNDED_TO, Base, Cell, FigureCounts, FigureSpec, Key, Measure, Window
from tasks.model.shares import published_share

# ------------------------------------------------------------------------------------------------ the rounding unit

MAX_DEVIATION = ROUNDED_TO - 1
"""How far a rounded count of one time slice may lie from the true one."""


def is_rounded(*counts: int) -> bool:
    """Whether all counts are multiples of the rounding unit."""
    return not any(count % ROUNDED_TO for count in counts)


def zero_bound(slices: int) -> int | None:
    """Below what a count lies that is printed as 0 in a sum of time slices: 5 in one, 9 in two; None without any."""
    return slices * MAX_DEVIATION + 1 if slices else None


def counts_of(counts: FigureCounts) -> Iterator[int]:
    """Every count of a figure that is published."""
    yield from (counts.total, counts.missing, *counts.cells.values(), *counts.groups.values())


# ------------------------------------------------------------------------------------------------ one figure


def share_bases(spec: FigureSpec, counts: FigureCounts) -> dict[Key, int]:
    """For each cell, the records that its share is of: those of its group where shares are within one, else all known.

    Where a record can stand in several cells of its group, such as platforms in a month, groups have own counts.
    """
    known = counts.known
    within = spec.share_within
    return {key: counts.groups.get(key[:within], 0) if within else known for key in counts.cells}


def shares(spec: FigureSpec, counts: FigureCounts) -> dict[Key, float | None]:
    """The share of each cell; None where it is of too few records."""
    return {key: published_share(counts.cells[key], base) for key, base in share_bases(spec, counts).items()}


def window_shares(spec: FigureSpec, counts: FigureCounts, window: Window) -> Iterator[tuple[Cell, float | None, int]]:
    """Each share that a window has a place for: its cell, the share, and the records that it is of."""
    bases = share_bases(spec, counts)
    for cell in window:
        yield cell, cell.share, bases[cell.key]
        if spec.share_of_all or cell.share_of_all is not None:
            yield cell, cell.share_of_all, counts.total


def surplus(counts: FigureCounts) -> int:
    """How many more the cells count than there are records with a known value; 0 where each stands in one cell."""
    return sum(counts.cells.values()) + counts.missing - counts.total


def unequal(relations: Iterable[Relation], values: Mapping[Number, int]) -> Iterator[Relation]:
    """The relations whose parts do not add up to the whole."""
    for relation in relations:
        if values[relation.whole] != sum(values[part] for part in relation.parts):
            yield relation


# ------------------------------------------------------------------------------------------------ headline totals


HEADLINE_SUMS = {
    "calls": ("new_calls", "follow_up_calls"),
    "emails": ("new_emails", "follow_up_emails"),
    "contacts": ("calls", "emails"),
}
"""From a headline total to those that add up to it."""
OPENING = ("new_calls", "new_emails")
"""What opens a case: there are no more cases than these together, and fewer where one came by both ways."""
EXACT_WARNINGS = ("case_opened_once",)
"""Warnings whose number of records follows from the headline totals; of no other may the exact number be published."""


def base_total(base: Base) -> str:
    """The headline total that tells how many records a base has; the harassment cases are a part of the cases."""
    return Base.CASES.value if base is Base.HARASSMENT_CASES else base.value


# ------------------------------------------------------------------------------------------------ linked tables


class Link(Enum):
    """What links figures that contradict each other."""

    BASE = auto()
    """They count the same records: all of a base."""
    PART = auto()
    """One figure's records are what another counts in a cell."""
    PARTITION = auto()
    """The parts that one shows add up to what another shows."""
    MARGIN = auto()
    """One is a cross-table, the others show its variables alone."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that cannot all be true of the same records, and what links them; the first one is to be mended."""

    link: Link
    figures: tuple[str, ...]


def conflicts(
    specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts], tolerance: int = 0
) -> Iterator[Conflict]:
    """Which figures of the same months contradict each other.

    Numbers that no figure shows, such as the women whose age is not known, may be anything from 0 on. Relations that
    hold for records but not in print, such as those of answers of which several are allowed, are left out.

    Args:
        specs: what each figure is.
        figures: their counts over the months, raw, published, or summed over several time slices.
        tolerance: by how much an exact count and a rounded one of the same records may differ.
    """
    yield from _Linked(specs, figures, tolerance).conflicts()


class _Linked:
    def __init__(self, specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts], tolerance: int) -> None:
        self._specs, self._tolerance = specs, tolerance
        self._layouts: dict[str, Layout] = {}
        self._relations: dict[str, list[Relation]] = {}
        self._shown: dict[Number, dict[str, int]] = {}
        for figure_id, counts in figures.items():
            layout, relations = lay_out(specs[figure_id], counts)
            self._layouts[figure_id] = layout
            self._relations[figure_id] = [r for r in relations if not any(n.auxiliary for n in r.numbers)]
            is_count = specs[figure_id].measure in (Measure.CELLS, Measure.COUNT)
            shown = layout if is_count else replace(layout, cells={})
            for number, count in shown.published_counts(counts):
                self._shown.setdefault(number, {})[figure_id] = count

    def conflicts(self) -> Iterator[Conflict]:
        for number, counts in self._shown.items():
            yield from self._unlike(number, counts)
        for figure_id, relations in self._relations.items():
            if relations and self._specs[figure_id].dimensions:
                yield from self._unbalanced(figure_id)

    def _unlike(self, number: Number, counts: Mapping[str, int]) -> Iterator[Conflict]:
        """Figures that count the same records differently."""
        first = min(counts, key=self._rank)
        for other, count in counts.items():
            like = self._specs[first].exact == self._specs[other].exact
            if abs(count - counts[first]) > (0 if like else self._tolerance):
                totals = number in (self._layouts[first].total, self._layouts[other].total)
                link = Link.MARGIN if not totals else Link.PART if number.conditions else Link.BASE
                yield Conflict(link, (other, first))

    def _rank(self, figure_id: str) -> tuple[bool, int]:
        spec = self._specs[figure_id]
        return not spec.exact, len(spec.dimensions)

    def _unbalanced(self, figure_id: str) -> Iterator[Conflict]:
        """Whether a table adds up with what other figures show of it; else, which of them it does not agree with."""
        others = self._others(figure_id)
        if self._adds_up(figure_id, others):
            return
        disagreeing = [o for o in others if self._adds_up(figure_id, [each for each in others if each != o])]
        if not self._adds_up(figure_id, ()):
            disagreeing, others = [], []
        crossed = len(self._specs[figure_id].dimensions) > 1 and not self._specs[figure_id].exact
        yield Conflict(Link.MARGIN if crossed else Link.PARTITION, (figure_id, *(disagreeing or others)))

    def _others(self, figure_id: str) -> list[str]:
        """The figures that show numbers of a table too, exact or rounded as it is."""
        total = self._layouts[figure_id].total
        numbers = [number for number in numbers_in(self._relations[figure_id]) if number != total]
        found = {other for number in numbers for other in self._shown.get(number, ())}
        exact = self._specs[figure_id].exact
        return sorted(other for other in found if other != figure_id and self._specs[other].exact == exact)

    def _adds_up(self, figure_id: str, others: Collection[str]) -> bool:
        relations, sources = self._relations[figure_id], (figure_id, *others)
        most = sum(self._shown[self._layouts[figure_id].total].values())
        ranges: dict[Number, Range] = dict.fromkeys(numbers_in(relations), (0, most))
        for number in ranges:
            shown = self._shown.get(number, {})
            source = next((each for each in sources if each in shown), None)
            if source:
                ranges[number] = shown[source], shown[source]
        return add_up(relations, ranges)
