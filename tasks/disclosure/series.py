"""The series of editions: how time is cut into slices, and which of a new edition's were published before.

Time slices are adjoining periods, each of which is counted and protected once. The windows of an edition, and what was
published before, cut time into them. The two-year edition is one slice; an edition of the half-year after it adds
another. A window is a whole number of slices and its figures are their sums, so that editions can neither contradict
one another nor be subtracted from one another to undo the rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.disclosure.ledger import Ledger
from tasks.disclosure.printed import PrintedValue, spans
from tasks.model.errors import DisclosureError, UsageError
from tasks.model.figures import TimeSlice
from tasks.model.period import Period, launch


def slice_periods(
    edition: Period, published: Iterable[Period] = (), printed: Iterable[Period] = ()
) -> tuple[Period, ...]:
    """The slices from the launch to the end of an edition, in order: time cut at its windows, and at published slices.

    Where the window before the edition begins within a published slice, or within a period that was printed before the
    ledger began, it cuts nothing: it cannot be told then.

    Args:
        edition: its period.
        published: the time slices in the ledger.
        printed: the periods of values that were printed before; they cut nothing, and lie within one time slice each.

    Raises:
        DisclosureError: the edition cuts such a period, so that two would tell different things of its months.
    """
    known, whole = (
        sorted((period for period in periods if period.first <= edition.last), key=lambda period: period.first)
        for periods in (published, printed)
    )
    _refuse_cuts(edition, [*known, *whole])
    begins = launch(edition.first)
    start, previous = min([begins, edition.first, *(period.first for period in known)]), edition.previous.first
    cuts = {start, edition.first, *(month for time_slice in known for month in (time_slice.first, time_slice.last + 1))}
    if edition.last < begins:
        cuts = {edition.first}
    elif previous >= start and not any(period.first < previous <= period.last for period in (*known, *whole)):
        cuts.add(previous)
    ends = [*sorted(cut for cut in cuts if cut <= edition.last), edition.last + 1]
    return tuple(Period(first, following + -1) for first, following in pairwise(ends))


def _refuse_cuts(edition: Period, known: Sequence[Period]) -> None:
    cut = [each for each in known if each.first < edition.first <= each.last or each.first <= edition.last < each.last]
    if not cut:
        return
    whole = ", ".join(f"“First month” {each.first} “Last month” {each.last}" for each in known)
    raise DisclosureError(
        "The period overlaps figures that are published already, and cuts them: "
        f"{' and '.join(each.words for each in cut)}. Two counts of the same people, a few months apart, could be "
        "subtracted from each other until single people show.",
        where=edition.words,
        remedy="Take a period that has each published one whole or not at all: "
        f"{whole}, several of these in a row, or one that begins with “First month” "
        f"{max(each.last for each in known) + 1}.",
    )


@dataclass(frozen=True, slots=True)
class Series:
    """How an edition continues what was published.

    Attributes:
        published: the time slices that were published, up to the end of the edition, and that it takes as they are.
        to_count: the periods of the time slices that are to be counted.
        revision: how often figures of the edition's period were revised, this time included.
        reason: why they are revised now, or were the last time; empty where they never were.
        printed: values that were printed before the ledger began.
        superseded: for a revision, all that was published of the months that are counted again.
    """

    published: tuple[TimeSlice, ...] = ()
    to_count: tuple[Period, ...] = ()
    revision: int = 0
    reason: str = ""
    printed: tuple[PrintedValue, ...] = ()
    superseded: tuple[TimeSlice, ...] = ()


FIRST = Series()
"""That of an edition before which nothing was published or printed."""


def continued(
    edition: Period, ledger: Ledger | None, revise: str = "", printed: tuple[PrintedValue, ...] = ()
) -> Series:
    """How an edition continues the ledger; without one, everything is counted.

    Args:
        edition: its period.
        ledger: what was published; None for an internal draft, which continues nothing.
        revise: why figures of this period that are published are to be counted again; empty to take them as they are.
        printed: values that were printed before the ledger began.

    Raises:
        DisclosureError: the edition cuts what was published or printed.
        UsageError: there is nothing to revise, or printed values are not those that publication was audited with.
    """
    if ledger is None:
        return Series(to_count=slice_periods(edition))
    published, times = ledger.slices, ledger.revision(edition)
    if revise and times is None:
        raise UsageError("Nothing of this period is published yet.", edition.words, "Leave “Revise, because” out.")
    slices = slice_periods(edition, published, spans(printed))
    standing = [period for period in slices if period in published and not (revise and period.first in edition)]
    to_count = tuple(period for period in slices if period not in standing)
    superseded = tuple(time_slice for period in to_count for time_slice in ledger.versions(period))
    revision, reason = ((times or 0) + 1, revise) if revise else (times or 0, ledger.reason(edition))
    series = Series(tuple(published[period] for period in standing), to_count, revision, reason, printed, superseded)
    _refuse_late(series)
    return series


def _refuse_late(series: Series) -> None:
    """What was published was audited with what had been entered by then; it cannot take in more."""
    for time_slice in series.published:
        touching = [value for value in series.printed if time_slice.period.overlaps(value.period)]
        within = [value for value in touching if time_slice.period.covers(value.period)]
        audited = time_slice.audit.printed if time_slice.audit else 0
        if len(touching) > len(within) or len(within) != audited:
            where = [value for value in touching if value not in within] or touching
            raise UsageError(
                "The values printed before are not those that were known when figures of their months were published: "
                f"{time_slice.period.words}.",
                where[0].where if where else time_slice.period.words,
                "Put the file back as it was. If a value was forgotten, and lies within these months, enter it and "
                "count their figures again with “Revise, because”.",
            )
