"""Protect: turn raw counts into figures that may be published. The only door through the line.

Each time slice is rounded once, all of its figures together, and audited as an attacker would. Windows are sums of
slices, and shares are taken from them after.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from expectations.contract.fields import fields
from expectations.contract.span import Span
from tasks.disclosure.alternatives import alternatives_file
from tasks.disclosure.invariants import EXACT_WARNINGS
from tasks.disclosure.series import FIRST, Series
from tasks.disclosure.windows import windows
from tasks.model.errors import DisclosureError, guarded
from tasks.model.figures import Base, Disclosure, Figure, FigureSpec, Measure, ProtectedFigures, TimeSlice
from tasks.model.period import Period
from tasks.model.quality import FieldMissing, Quality, Severity, warn_of_missing
from tasks.model.records import Counts, RawTimeSlice
from tasks.protect.time_slice import protect_slice
from tasks.storage.workspace import write_private

__all__ = ["protect", "protect_quality"]


@guarded("protect")
def protect(
    counts: Counts,
    disclosure: Disclosure,
    built_from: str,
    series: Series = FIRST,
    *,
    secret: bytes = b"",
    sample: bool = False,
    private: Path | None = None,
) -> ProtectedFigures:
    """Figures of an edition under a disclosure policy.

    Args:
        counts: raw counts of every figure, in the time slices that were not published yet.
        disclosure: ``round`` for an edition that may be published; ``none`` keeps the counts as they are, for an
            internal draft.
        built_from: digest of the inputs, carried into the edition.
        series: how the edition continues what was published, and what else the audit takes as known.
        secret: the installation's key, which the draw depends on; empty for the sample.
        sample: whether the records are those that come with the program.
        private: the private folder, for the files of alternative tables of the audit, one a slice; None writes none.

    Raises:
        DisclosureError: the policy cannot be met, or the edition was published without a figure that was asked then.
        UsageError: a printed value names no figure or cell, or contradicts the logs.
    """
    specs = counts.specs
    new = [_time_slice(counts, time_slice, disclosure, secret, series, private) for time_slice in counts.slices]
    slices = tuple(sorted((*series.published, *new), key=lambda time_slice: time_slice.period.first))
    dated = (_counted_from(spec, counts.edition, series.published) for spec in specs.values())
    figures = {spec.id: windows(spec, counts.edition, slices, disclosure) for spec in dated}
    return ProtectedFigures(
        counts.edition,
        disclosure,
        built_from,
        series.revision,
        figures,
        slices,
        series.reason,
        keyed=bool(secret),
        sample=sample,
    )


def _counted_from(spec: FigureSpec, edition: Period, published: Sequence[TimeSlice]) -> FigureSpec:
    """The figure, asked from the first month on that was not published without it.

    Raises:
        DisclosureError: all of the edition was, although its question was asked then.
    """
    lacking = [time_slice.period for time_slice in published if spec.id not in time_slice.figures]
    if not lacking:
        return spec
    first = str(max(period.last for period in lacking) + 1)
    if first > str(edition.last) and spec.asked.meets(str(edition.first), str(edition.last)):
        raise DisclosureError(
            f"The period was published without the figure {spec.id}.",
            where=edition.words,
            remedy="Leave it as it is: later editions have the figure, counted from their own first month on. To have "
            "it for these months too, revise their edition (--revise).",
        )
    return replace(spec, asked=spec.asked & Span(first))


def _time_slice(
    counts: Counts,
    raw: RawTimeSlice,
    disclosure: Disclosure,
    secret: bytes,
    series: Series,
    private: Path | None,
) -> TimeSlice:
    if disclosure is Disclosure.NONE:
        return TimeSlice(raw.period, {i: replace(counts, partial={}) for i, counts in raw.figures.items()})
    protected = protect_slice(counts.specs, raw, secret, series)
    time_slice = protected.time_slice
    if private and time_slice.audit:
        write_private(
            private / alternatives_file(time_slice.period, time_slice.audit.witnesses), protected.alternatives
        )
    return time_slice


BOTH_LOGS = "both"


def protect_quality(quality: Quality, figures: ProtectedFigures) -> Quality:
    """The statement for an edition; that of an internal draft stays as it is.

    What is missing is told for the cases of the edition and as the figures tell it: a count of its own, by log, would
    give away what they hide. Of warnings about single records only those remain that say nothing of answers; staff find
    all of them in their fix list. Records that were set aside are counted nowhere, and stay.
    """
    if figures.disclosure is Disclosure.NONE:
        return quality
    missing = tuple(_missing({each.field: None for each in quality.missing}, figures))
    rules = [r for r in quality.rules if r.severity is Severity.CRITICAL or r.rule in EXACT_WARNINGS]
    return replace(quality, missing=missing, rules=(*rules, *warn_of_missing(missing)))


def _missing(asked: Mapping[str, None], figures: ProtectedFigures) -> Iterator[FieldMissing]:
    by_question = _figures_by_question(figures)
    for name in asked:
        if figure := by_question.get(fields()[name].question):
            window = figure.edition
            below = None if window.missing else window.bound
            yield FieldMissing(name, BOTH_LOGS, window.total, window.missing, below)


def _figures_by_question(figures: ProtectedFigures) -> Mapping[str, Figure]:
    """From a question to the figure that tells how many cases have no answer to it.

    That is the one that shows the answers and no other question's, or a share, whose last question has to be answered.
    """
    found: dict[str, Figure] = {}
    for figure in figures:
        spec = figure.spec
        if spec.base is Base.CASES and (len(spec.questions) == 1 or spec.measure is Measure.SHARE):
            found.setdefault(spec.questions[-1], figure)
    return found
