"""The series of editions: which time slices of a new one were published before, and which are to be counted."""

from dataclasses import dataclass

from tasks.disclosure.ledger import Ledger
from tasks.disclosure.printed import PrintedValue, spans
from tasks.disclosure.time_slices import slice_periods
from tasks.model.errors import UsageError
from tasks.model.figures import TimeSlice
from tasks.model.period import Period


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

    published: tuple[TimeSlice, ...]
    to_count: tuple[Period, ...]
    revision: int = 0
    reason: str = ""
    printed: tuple[PrintedValue, ...] = ()
    superseded: tuple[TimeSlice, ...] = ()


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
        return Series((), slice_periods(edition))
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
