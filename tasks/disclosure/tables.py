"""Linked tables: which published numbers are one and the same, and which add up to which.

Every number counts the records of a base that meet some conditions: all cases, the women, the women aged 21 to 25. Two
tables that share a number, such as the margin that ``age_by_gender`` has in common with ``gender``, are linked: they
must show it alike, and whoever knows one of them can derive numbers of the other. All of this follows from the
descriptions of the figures, so that rounding, audit and verification see the same structure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product

from tasks.disclosure.edit_rules import between_questions
from tasks.disclosure.questions import Question, answered, describe, width
from tasks.disclosure.relations import EVERYTHING, Conditions, Number, Relation, condition, numbers_in
from tasks.model.figures import MISSING, FigureCounts, FigureSpec, Key
from tasks.model.period import Period


@dataclass(frozen=True, slots=True)
class Layout:
    """The numbers behind the counts of one figure; ``partial`` are those that complete its table, unprinted.

    Where records are missing, ``known`` are the others: the base of shares, which a reader is told too. In a table of
    two questions ``missing_follows``: it is not rounded itself, but what the total leaves of the known.
    """

    total: Number
    missing: Number | None
    known: Number | None
    cells: Mapping[Key, Number]
    groups: Mapping[Key, Number] = field(default_factory=dict)
    partial: Mapping[Key, Number] = field(default_factory=dict)
    missing_follows: bool = False

    @property
    def rounded_numbers(self) -> frozenset[Number]:
        """The numbers that a reader sees, or can tell from a share, and that are rounded to a multiple next to them."""
        parts = [self.known, None if self.missing_follows else self.missing]
        return frozenset([self.total, *filter(None, parts), *self.cells.values(), *self.groups.values()])

    def published_counts(self, counts: FigureCounts) -> Iterator[tuple[Number, int]]:
        """The published numbers, each with its count."""
        yield self.total, counts.total
        if self.missing:
            yield self.missing, counts.missing
        if self.known:
            yield self.known, counts.known
        for numbers, found in ((self.cells, counts.cells), (self.groups, counts.groups)):
            yield from ((number, found[key]) for key, number in numbers.items())

    def all_counts(self, counts: FigureCounts) -> Iterator[tuple[Number, int]]:
        """All numbers, printed or not, each with its count."""
        yield from self.published_counts(counts)
        yield from ((number, counts.partial[key]) for key, number in self.partial.items())


@dataclass(frozen=True, slots=True)
class LinkedTables:
    """All figures of a time slice: their layouts, and the relations between the numbers that are to be protected.

    The exact figures, headline totals, have a layout, so that it is known what they tell, and no relations.
    """

    layouts: Mapping[str, Layout]
    relations: tuple[Relation, ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers in relations, in a fixed order."""
        return numbers_in(self.relations)

    def figures_of(self, numbers: Collection[Number]) -> list[str]:
        """The figures that count any of these: by them messages name a number, and not by the cell that it is."""
        counted = ((i, layout.rounded_numbers.union(layout.partial.values())) for i, layout in self.layouts.items())
        return sorted(figure_id for figure_id, known in counted if known.intersection(numbers))

    @property
    def digest(self) -> str:
        """SHA-256 of the relations, and what is asked beside printed numbers: what an audit holds for."""
        lines = ("differences", *(f"{r.whole} = {' + '.join(sorted(map(str, r.parts)))}" for r in self.relations))
        return f"sha256:{sha256(chr(10).join(sorted(lines)).encode()).hexdigest()}"


def link(specs: Mapping[str, FigureSpec], period: Period, figures: Mapping[str, FigureCounts]) -> LinkedTables:
    """The structure of a time slice.

    Args:
        specs: what each figure is.
        period: the months of the time slice.
        figures: the counts of the time slice, of which only the keys matter.
    """
    layouts: dict[str, Layout] = {}
    relations: dict[Relation, None] = {}
    for figure_id, counts in figures.items():
        spec = specs[figure_id]
        layouts[figure_id], found = lay_out(spec, counts)
        relations |= dict.fromkeys(() if spec.exact else found)
    known = LinkedTables(layouts, tuple(relations)).numbers
    parts = [spec.part for spec in (specs[i] for i in figures) if spec.part and not spec.exact]
    relations |= dict.fromkeys(between_questions(period, known, parts))
    return LinkedTables(layouts, tuple(relations))


def lay_out(spec: FigureSpec, counts: FigureCounts) -> tuple[Layout, list[Relation]]:
    """The numbers of one figure, and how its own table adds up; of the counts only the keys matter."""
    return _TableLayout(spec, counts).lay_out() if spec.dimensions else _single(spec)


# ------------------------------------------------------------------------------------------------ single numbers


def _single(spec: FigureSpec) -> tuple[Layout, list[Relation]]:
    if spec.exact or len(spec.questions) < 2:
        counted = Number(spec.base, frozenset([spec.part]) if spec.part else EVERYTHING)
        return Layout(Number(spec.base), None, None, {(): counted}), []
    return _TableLayout(spec, FigureCounts()).lay_out_share()


# ------------------------------------------------------------------------------------------------ tables


@dataclass(frozen=True)
class _TableLayout:
    """A figure by one or two breakdowns."""

    spec: FigureSpec
    counts: FigureCounts

    def lay_out(self) -> tuple[Layout, list[Relation]]:
        asked, counts = self._asked(), self.counts
        questions = [question for _, question in asked]
        unknown = [question.unknown for question in questions if question.unknown]
        missing = self._number(unknown[0] if len(unknown) == 1 else _either(unknown)) if unknown else None
        known = self._number(*(question.known for question in questions if question.unknown)) if unknown else None
        layout = Layout(
            self._number(),
            missing,
            known,
            {key: self._behind(asked, key) for key in counts.cells},
            {group: self._behind(asked, group) for group in counts.groups},
            {key: self._behind(asked, key) for key in counts.partial},
            missing_follows=len(unknown) > 1,
        )
        relations = [*self._crossed(questions)]
        if known and missing and layout.missing_follows:
            relations.insert(0, Relation(layout.total, (known, missing)))
        return layout, relations

    def lay_out_share(self) -> tuple[Layout, list[Relation]]:
        """The records that answer one question, of those that answer another: a table of answered or not."""
        one, other = (answered(name, {}) for name in self.spec.questions)
        missing, known = self._number(other.of((MISSING,))), self._number(other.known)
        layout = Layout(self._number(), missing, known, {(): self._number(one.known, other.known)})
        return layout, [*self._crossed([other, one])]

    def _asked(self) -> list[tuple[slice, Question]]:
        """Each breakdown with the places of a key that it takes."""
        found, start = [], 0
        for name in self.spec.questions:
            places = slice(start, start + width(name))
            parts = dict.fromkeys(key[places] for key in self.counts.cells)
            found.append((places, describe(name, list(parts))))
            start = places.stop
        return found

    def _number(self, *conditions: Conditions) -> Number:
        part = frozenset([self.spec.part]) if self.spec.part else EVERYTHING
        return Number(self.spec.base, part.union(*conditions))

    def _behind(self, asked: Iterable[tuple[slice, Question]], key: Key) -> Number:
        """The number behind a key; behind the first parts of one, all its known records."""
        return self._number(*(question.of(key[places]) for places, question in asked))

    def _crossed(self, questions: list[Question]) -> Iterator[Relation]:
        """The splits of each question, within every answer to the others."""
        for place, question in enumerate(questions):
            others = [other.conditions for at, other in enumerate(questions) if at != place]
            for within in product(*others):
                for split in question.splits:
                    parts = tuple(self._number(part, *within) for part in split.parts)
                    yield Relation(self._number(split.whole, *within), parts)


def _either(unknown: Iterable[Conditions]) -> Conditions:
    names = sorted(" and ".join(sorted(question for question, _ in conditions)) for conditions in unknown)
    return condition(" or ".join(names), MISSING)
