"""The checks of figures: each looks for figures that contradict each other in one way.

What figures must obey is known to :mod:`tasks.disclosure.invariants`; a check gives a kind of conflict its id. A build
holds its figures to them before and after they are protected, and verifying an edition holds what lies in its file.
"""

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from operator import contains

from tasks.disclosure.edition_view import Contradiction, EditionView, FigureView
from tasks.disclosure.invariants import (
    HEADLINE_SUMS,
    OPENING,
    Link,
    base_total,
    counts_of,
    is_rounded,
    surplus,
    window_shares,
)
from tasks.disclosure.questions import width
from tasks.disclosure.windows import is_sum
from tasks.model.asked import not_asked
from tasks.model.checks import Check, checks_of
from tasks.model.declared import vocabularies
from tasks.model.figures import Base, FigureCounts, Measure, TimeSlice
from tasks.model.period import Period, reporting_years
from tasks.model.shares import SMALLEST_BASE, published_share, rounded_share

PRECISION = Fraction(1, 20_000) + Fraction(1, 10**12)
"""Half of the last place that is published of a share or a mean, and a grain for its being a binary number."""
NO_SMALL_BASES = 2
"""Since this version of ``figures.json`` no share of fewer than :data:`SMALLEST_BASE` records is told."""

# ------------------------------------------------------------------------------------------------ time


def comparison_complete(edition: EditionView) -> Iterator[Contradiction]:
    """Every figure has three windows: the edition, the whole period of equal length before it or none at all, and all
    months since the launch."""
    for figure_id, windows in edition.figures.items():
        expected = edition.expected[figure_id]
        if windows.keys() != expected.keys():
            yield Contradiction("all windows", (figure_id,))
        for name, view in windows.items():
            period = expected.get(name)
            of_no_period = period is None and (
                view.counts.total or (view.spec.dimensions and view.counts.cells) or view.value is not None
            )
            if view.period != period or of_no_period:
                yield view.contradicts()


def window_sums(edition: EditionView) -> Iterator[Contradiction]:
    """A window is the sum of its time slices, and they cover its months."""
    for each, following in pairwise(edition.slices):
        if following.period.first != each.period.last + 1:
            yield Contradiction(f"{each.period} and {following.period}", ("the months between",))
    for view in edition if edition.slices else ():
        is_count = view.spec.measure is not Measure.COUNT or (view.value or 0) == view.counts.cells[()]
        if not is_count or not is_sum(view.spec, view.counts, edition.slices, view.period):
            yield view.contradicts()


def series_ledger(edition: EditionView) -> Iterator[Contradiction]:
    """An edition tells what the editions before it told of the same months, or says what it revises and why."""
    slices = {each.period: each for each in edition.slices}
    for published in edition.published:
        own = slices.get(published.period)
        changed = _changed(own, published) if own else ("published months that it lacks",)
        yield from (Contradiction(str(published.period), (name,)) for name in changed)
    if edition.revision and not edition.reason:
        yield Contradiction(str(edition.edition), ("a revision without a reason",))


def period_feasible(edition: EditionView) -> Iterator[Contradiction]:
    """No month holds more cases than it had new contacts."""
    by_month = [s.id for s in edition.specs.values() if s.base is Base.CASES and s.dimensions[:1] == ("month",)]
    for view in (view for name in by_month for view in edition.of(name)):
        calls, emails = edition.other(view, "calls_by_month").counts.cells, edition.other(view, "new_emails").value
        at_most = {key: calls.get((key[0], "new"), 0) + (emails or 0) + view.tolerance for key in view.counts.cells}
        if any(count > at_most[key] for key, count in view.counts.cells.items()):
            yield view.contradicts("calls_by_month", "new_emails")


def valid_from(edition: EditionView) -> Iterator[Contradiction]:
    """A question or a category counts only since it was asked.

    What was published then was true by its own contract.
    """
    if not edition.published:
        for view in edition:
            if any(count and not_asked(view.spec, key, view.shown) for key, count in view.counts.cells.items()):
                yield view.contradicts()


def _changed(own: TimeSlice, published: TimeSlice) -> Iterator[str]:
    """The figures that show other numbers than were published; cells of which nothing is counted say nothing."""
    for figure_id, before in published.figures.items():
        now = own.figures.get(figure_id, FigureCounts())
        if _without_zeros(now) != _without_zeros(before):
            yield figure_id


def _without_zeros(counts: FigureCounts) -> FigureCounts:
    cells, groups = ({k: n for k, n in found.items() if n} for found in (counts.cells, counts.groups))
    return FigureCounts(counts.total, counts.missing, cells, groups)


# ------------------------------------------------------------------------------------------------ ids and categories


def one_id_one_concept(edition: EditionView) -> Iterator[Contradiction]:
    """An id stands for one figure, with its own categories."""
    for figure_id, windows in edition.figures.items():
        for view in windows.values():
            if view.spec.id != figure_id:
                yield view.contradicts(figure_id)
    unfit = [view.contradicts() for view in edition if not _fit(view)]
    yield from unfit or edition.conflicting(Link.PART)


def _fit(view: FigureView) -> bool:
    """Whether a figure has a breakdown for each of its questions, and its keys are made of their categories."""
    spec = view.spec
    if not spec.dimensions:
        return True
    known = [frozenset(_categories(name, view.period)) for name in spec.dimensions]
    cells, groups = view.counts.cells, view.counts.groups
    fit = all(len(key) == len(known) and all(map(contains, known, key)) for key in cells)
    in_cells = groups.keys() <= {key[: spec.share_within] for key in cells}
    return fit and in_cells and sum(map(width, spec.questions)) == len(known)


def _categories(dimension: str, period: Period | None) -> Collection[str]:
    if period and dimension == "month":
        return [str(month) for month in period]
    if period and dimension == "quarter":
        return period.quarters
    if period and dimension == "year":
        return reporting_years(period)
    if dimension == "hour":
        return [f"{hour:02d}" for hour in range(24)]
    if dimension == "services":
        keys = vocabularies()["service"].keys
        return ["+".join(part) for size in range(1, len(keys) + 1) for part in combinations(keys, size)]
    return vocabularies()[dimension].keys if dimension in vocabularies() else ()


# ------------------------------------------------------------------------------------------------ sums


def partition_exact(edition: EditionView) -> Iterator[Contradiction]:
    """Categories and missing make up the base; figures of one base have one total; parts add up."""
    for view in edition:
        if view.spec.dimensions and not _makes_up_its_total(view):
            yield view.contradicts()
    yield from edition.conflicting(Link.BASE, Link.PARTITION)
    for total, parts in HEADLINE_SUMS.items():
        for whole in edition.of(total) if edition.figures.keys() >= {*parts} else ():
            if sum(edition.other(whole, part).value or 0 for part in parts) != whole.value:
                yield whole.contradicts(*parts)
    for view in edition.of("channel"):
        for (log,), count in view.counts.cells.items():
            if count != edition.other(view, log).value:
                yield view.contradicts(log)


def subset_le(edition: EditionView) -> Iterator[Contradiction]:
    """A part is no larger than the whole that it is a part of.

    No cell exceeds the records whose value is known, and no part of a base exceeds the base.
    """
    for view in edition:
        if view.spec.dimensions and any(count > view.counts.known for count in view.counts.cells.values()):
            yield view.contradicts()
        base = edition.other(view, base_total(view.spec.base))
        if view.counts.total > base.counts.total + view.tolerance:
            yield view.contradicts(base.spec.id)


def same_margin(edition: EditionView) -> Iterator[Contradiction]:
    """The same margin is the same in every table that has it."""
    yield from edition.conflicting(Link.MARGIN)


def no_double_channel(edition: EditionView) -> Iterator[Contradiction]:
    """Cases are the new calls and new e-mails, less those that opened in both."""
    for cases in edition.of("cases"):
        if (cases.value or 0) > sum(edition.other(cases, name).value or 0 for name in OPENING):
            yield cases.contradicts(*OPENING)


def _makes_up_its_total(view: FigureView) -> bool:
    # With several values a case stands in several cells, so that they come to more than the cases; to less only where
    # each of them was rounded down.
    over = surplus(view.counts)
    return over >= -view.tolerance * (len(view.counts.cells) + 1) if view.spec.multi_response else over == 0


# ------------------------------------------------------------------------------------------------ shares and means


def pct_matches_count(edition: EditionView) -> Iterator[Contradiction]:
    """A share and the count beside it agree within rounding.

    That goes for each cell, and for the shares that are single numbers. Of few records no share is published.
    """
    for view in edition if edition.version else ():
        shares = [(share, cell.count, base) for cell, share, base in window_shares(view.spec, view.counts, view.shown)]
        if view.spec.measure is Measure.SHARE:
            shares = [(view.value, round((view.value or 0) * view.counts.known), view.counts.known)]
        if not all(_may_be_published(*share, edition.version) for share in shares):
            yield view.contradicts()
    for view, part, whole in _ratios(edition, Measure.SHARE):
        if view.value is not None and _differ(view.value, part.value or 0, whole.value or 0):
            yield view.contradicts(part.spec.id, whole.spec.id)


def mean_times_n(edition: EditionView) -> Iterator[Contradiction]:
    """A mean times its months is its total."""
    for mean, total, _ in _ratios(edition, Measure.PER_MONTH):
        if _differ(mean.value or 0, total.value or 0, mean.period.months if mean.period else 0):
            yield mean.contradicts(total.spec.id)


def subgroup_bounds(edition: EditionView) -> Iterator[Contradiction]:
    """The share of the whole lies between those of its parts.

    Of the parts, those of no gender or of a small one have no share.
    """
    for parts in (view for view in edition if view.spec.share_within and view.spec.dimensions[0] == "gender"):
        for whole in _margin_figures(edition, parts):
            sizes = {group: size for group, size in parts.counts.groups.items() if size >= SMALLEST_BASE}
            free = whole.counts.known - sum(sizes.values())
            rounding = PRECISION * (whole.counts.known + sum(sizes.values()))
            for key, share in whole.shares.items():
                of_all = Fraction(share) * whole.counts.known
                by_gender = (Fraction(parts.shares.get((*g, *key), 0)) * size for g, size in sizes.items())
                least = sum(by_gender, Fraction(0))
                if not least - rounding <= of_all <= least + free + rounding:
                    yield whole.contradicts(parts.spec.id)


def _margin_figures(edition: EditionView, crossed: FigureView) -> Iterator[FigureView]:
    """The figure that shows the second variable of a cross-table by itself."""
    for view in edition.windows[crossed.window].values():
        spec = view.spec
        alone = (crossed.period, crossed.spec.base, crossed.spec.dimensions[1:], None)
        if (view.period, spec.base, spec.dimensions, spec.part) == alone:
            yield view


def _ratios(edition: EditionView, measure: Measure) -> Iterator[tuple[FigureView, FigureView, FigureView]]:
    """Each mean or share that is a single exact number, with the headline totals of its part and its whole."""
    totals = {(s.base, s.part): s.id for s in edition.specs.values() if s.measure is Measure.COUNT}
    for spec in edition.specs.values():
        part, whole = totals.get((spec.base, spec.part)), totals.get((spec.base, None))
        if spec.exact and spec.measure is measure and part and whole:
            yield from ((view, edition.other(view, part), edition.other(view, whole)) for view in edition.of(spec.id))


def _may_be_published(share: float | None, part: int, whole: int, version: int) -> bool:
    """Whether a share is that of its count: of few records none, or their share where that was published then."""
    return share == published_share(part, whole) or (version < NO_SMALL_BASES and share == rounded_share(part, whole))


def _differ(share: float, count: float, whole: float) -> bool:
    return abs(Fraction(share) * Fraction(whole) - Fraction(count)) > PRECISION * Fraction(whole)


# ------------------------------------------------------------------------------------------------ rounding


def disclosure_control(edition: EditionView) -> Iterator[Contradiction]:
    """A rounded figure tells no number that rounding would have hidden."""
    for view in edition:
        if view.tolerance and not is_rounded(*counts_of(view.counts)):
            yield view.contradicts()


CHECKS: tuple[Check[EditionView, Contradiction], ...] = checks_of(
    comparison_complete,
    window_sums,
    series_ledger,
    one_id_one_concept,
    partition_exact,
    subset_le,
    same_margin,
    no_double_channel,
    pct_matches_count,
    subgroup_bounds,
    mean_times_n,
    period_feasible,
    valid_from,
    disclosure_control,
)
"""All of them. Where a window is missing, which the first finds, the others have nothing to stand on."""
