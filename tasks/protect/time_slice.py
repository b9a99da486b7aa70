"""One slice: its figures rounded together and audited; drawn again, or with categories merged, where that fails."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import itemgetter

from expectations.contract.vocabulary import vocabularies
from tasks.disclosure.alternatives import alternatives_bytes, fewest_values, numbers_with_few_values
from tasks.disclosure.attacker import AttackerConstraints, PublishedNumbers, attacker_constraints, published_numbers
from tasks.disclosure.invariants import MAX_DEVIATION
from tasks.disclosure.printed import PrintedValue, consistent_values
from tasks.disclosure.prior_constraints import PriorConstraints, prior_constraints
from tasks.disclosure.relations import Number
from tasks.disclosure.series import FIRST, Series
from tasks.disclosure.tables import Layout, LinkedTables, link
from tasks.disclosure.windows import Merges, merged_counts
from tasks.model.errors import DisclosureError
from tasks.model.figures import Audit, FigureCounts, FigureSpec, TimeSlice
from tasks.model.manifest import digest_of
from tasks.model.period import Period
from tasks.model.records import RawTimeSlice
from tasks.protect.audit import AuditResult, EarlierVersion, audit, audit_with_earlier, current, earlier_versions
from tasks.protect.rounding import RoundingProblem, draw, draw_key, refuse_unsound, true_values

DRAWS = 4
"""How often a time slice is drawn before categories are merged: the audit nearly always passes the first draw."""
FREE_DRAWS = 2
"""In how many of them the totals that headlines tell exactly may go up."""


@dataclass(frozen=True, slots=True)
class ProtectedSlice:
    """A time slice that may be published, and the content of the file of alternative tables that shows it."""

    time_slice: TimeSlice
    alternatives: bytes


def protect_slice(
    specs: Mapping[str, FigureSpec], raw: RawTimeSlice, secret: bytes, series: Series = FIRST
) -> ProtectedSlice:
    """Round a time slice so that the attacker's audit passes.

    Categories are merged, as the contract allows and one at a time, until it does.

    Args:
        specs: what each figure is.
        raw: the time slice as counted.
        secret: the installation's key, which the draw depends on; empty where none is configured.
        series: how the edition continues what is out already.

    Raises:
        DisclosureError: no rounding passes, and there is nothing left to merge.
        UsageError: a printed value names no figure or cell, or contradicts the logs.
    """
    printed = consistent_values(series.printed, specs, raw)
    superseded = tuple(time_slice for time_slice in series.superseded if time_slice.period == raw.period)
    merges: Merges = {}
    while True:
        figures = {i: merged_counts(specs[i], counts, merges) for i, counts in raw.figures.items()}
        candidate = _MergedSlice(specs, raw.period, figures, merges, printed, superseded)
        outcome = candidate.protected(secret)
        if isinstance(outcome, ProtectedSlice):
            return outcome
        further = next_merge(specs, figures, outcome, merges)
        if further is None:
            raise candidate.refusal(outcome)
        merges = further


@dataclass(frozen=True)
class _MergedSlice:
    """A time slice as counted, with some categories merged."""

    specs: Mapping[str, FigureSpec]
    period: Period
    figures: Mapping[str, FigureCounts]
    merges: Merges
    printed_before: tuple[PrintedValue, ...]
    superseded: tuple[TimeSlice, ...]

    @cached_property
    def tables(self) -> LinkedTables:
        return link(self.specs, self.period, self.figures)

    @cached_property
    def truth(self) -> Mapping[Number, int]:
        return true_values(self.tables, self.figures)

    @cached_property
    def _as_counted(self) -> PublishedNumbers:
        return published_numbers(self.specs, self.tables, self.figures)

    @cached_property
    def headlines(self) -> frozenset[Number]:
        """The numbers that are published exactly."""
        return frozenset(self._as_counted.exact)

    @cached_property
    def _prior(self) -> PriorConstraints:
        return prior_constraints(self.printed_before, self.specs, self.tables, self.period, self.merges)

    @cached_property
    def _earlier_versions(self) -> tuple[EarlierVersion, ...]:
        return earlier_versions(self.specs, self.superseded)

    def protected(self, secret: bytes) -> "ProtectedSlice | tuple[Number, ...]":
        """The time slice, or the numbers that stand in the way."""
        exposed: tuple[Number, ...] = ()
        preferred: dict[Number, int] = {}
        acceptable: tuple[ProtectedSlice, tuple[int, int]] | None = None
        drawn = 0
        for attempt in range(DRAWS):
            down = self.headlines if attempt >= FREE_DRAWS else self._must_go_down
            draw_number = partial(draw, draw_key(secret, self.period, drawn))
            printed = self._as_counted.rounded.keys()
            problem = RoundingProblem(self.truth, self.tables.relations, printed, draw_number, down, preferred)
            values = problem.solve()
            if values is None:
                return problem.blocking()
            refuse_unsound(problem, values)
            figures = {i: self._counts(i, self.tables.layouts[i], values) for i in self.figures}
            known = self._known(figures, values)
            found, with_earlier = audit(known), audit_with_earlier(known, self._earlier_versions, self.truth)
            exposed = tuple(n for each in (found, *with_earlier) for n in each.exposed)
            if not exposed and not found.limited:
                return self._audited(figures, known, found, with_earlier)
            if not found.exposed and not any(each.small for each in with_earlier):
                candidate = self._audited(figures, known, found, with_earlier), (len(exposed), len(found.limited))
                acceptable = min(filter(None, (acceptable, candidate)), key=itemgetter(1))
            before = self._last_published(n for each in with_earlier for n in each.exposed)
            drawn += before.items() <= preferred.items()
            preferred |= before
        return acceptable[0] if acceptable else exposed

    def _last_published(self, exposed: Iterable[Number]) -> dict[Number, int]:
        """The last published values of numbers that two releases together expose; of a difference, its terms'."""
        numbers = {current(number) for number in exposed}
        for layout in self.tables.layouts.values():
            if layout.missing_follows and layout.missing in numbers:
                numbers |= {layout.total, *filter(None, [layout.known])}
        last = self._earlier_versions[-1].published.rounded if numbers else {}
        return {number: last[number] for number in sorted(numbers, key=str) if number in last}

    @cached_property
    def _must_go_down(self) -> frozenset[Number]:
        """Headlines whose records all answer some question.

        Told that there were 109 calls, and 110 with a known hour, anyone knows that three at most are without. So a
        headline may go up only where none of two parts of it is printed as none; that is certain where one is none.
        Otherwise the audit of the drawn rounding decides.
        """
        return frozenset(
            relation.whole
            for relation in self.tables.relations
            if relation.whole in self.headlines
            and len(relation.parts) == 2
            and not any(part.auxiliary for part in relation.parts)
            and 0 in [self.truth[part] for part in relation.parts]
        )

    def _known(self, figures: Mapping[str, FigureCounts], values: Mapping[Number, int]) -> AttackerConstraints:
        off = (abs(value - self.truth[number]) for number, value in values.items() if not number.auxiliary)
        max_deviation = max((MAX_DEVIATION, *off))
        return attacker_constraints(
            self.tables, published_numbers(self.specs, self.tables, figures), values, max_deviation, self._prior
        )

    def _audited(
        self,
        figures: Mapping[str, FigureCounts],
        known: AttackerConstraints,
        found: AuditResult,
        with_earlier: Sequence[AuditResult],
    ) -> ProtectedSlice:
        every = [table for each in (found, *with_earlier) for table in each.tables]
        tables = [{number: table[number] for number in known.ranges} for table in every]
        content = alternatives_bytes(self.period, tables)
        summary = Audit(
            covered=known.covered,
            least=fewest_values(tables, known),
            tables=len(tables),
            witnesses=f"sha256:{digest_of(content)}",
            few=len(numbers_with_few_values(tables, known)),
            printed=len(self.printed_before),
            told_before=len(known.previously_disclosed),
            with_earlier=min((fewest_values(each.tables, known) for each in with_earlier if each.tables), default=0),
            relations=self.tables.digest,
        )
        return ProtectedSlice(TimeSlice(self.period, figures, self.merges, summary), content)

    def _counts(self, figure_id: str, layout: Layout, values: Mapping[Number, int]) -> FigureCounts:
        raw = self.figures[figure_id]
        if self.specs[figure_id].exact:
            return replace(raw, partial={})
        return FigureCounts(
            values[layout.total],
            values[layout.missing] if layout.missing else 0,
            {key: values[number] for key, number in layout.cells.items()},
            {key: values[number] for key, number in layout.groups.items()},
        )

    def refusal(self, numbers: tuple[Number, ...]) -> DisclosureError:
        return DisclosureError(
            "No way was found to round the figures so that nobody can be told from them and they still add up.",
            where=f"{self.period.words}: {', '.join(self.tables.figures_of(numbers)) or 'between the figures'}",
            remedy="Name in the vocabulary, with merge_into, categories of these figures that may be counted together.",
        )


def next_merge(
    specs: Mapping[str, FigureSpec],
    figures: Mapping[str, FigureCounts],
    blocking: Collection[Number],
    merges: Merges,
) -> Merges | None:
    """The merges and one more, or None where nothing may be merged.

    It is the smallest category that blocks a rounding or, if none of those may be merged, of a question that does.
    """
    asked = {condition for number in blocking for condition in number.conditions}
    sizes = dict(_mergeable(specs, figures))
    questions = {question for question, _ in asked}
    found = [pair for pair in sizes if pair in asked] or [pair for pair in sizes if pair[0] in questions]
    if not found:
        return None
    dimension, key = min(found, key=lambda pair: (sizes[pair], pair))
    into = vocabularies()[dimension][key].merge_into or key
    before = {k: into if target == key else target for k, target in merges.get(dimension, {}).items()}
    return {**merges, dimension: {**before, key: into}}


def _mergeable(
    specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts]
) -> Iterator[tuple[tuple[str, str], int]]:
    for figure_id, counts in figures.items():
        for place, dimension in enumerate(specs[figure_id].dimensions):
            allowed = {c.key for c in vocabularies().get(dimension, ()) if c.merge_into}
            sizes = Counter[str]()
            for key, count in counts.cells.items():
                sizes[key[place]] += count
            yield from (((dimension, key), size) for key, size in sizes.items() if key in allowed)
