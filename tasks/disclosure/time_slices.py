"""Time slices: adjoining periods, each of which is counted and protected once.

The windows of an edition, and what was published before, cut time into slices. The two-year edition is one slice; an
edition of the half-year after it adds another. A window is a whole number of slices and its figures are their sums, so
that editions can neither contradict one another nor be subtracted from one another to undo the rounding.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from expectations.contract.helpline import helpline
from tasks.model.errors import DisclosureError
from tasks.model.figures import WindowName
from tasks.model.period import Month, Period


@cache
def launch() -> Month:
    """The month of the first contact."""
    return Month.parse(helpline().first_month)


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
    start, previous = min(launch(), edition.first), edition.previous.first
    cuts = {start, edition.first, *(month for time_slice in known for month in (time_slice.first, time_slice.last + 1))}
    if edition.last < launch():
        cuts = {edition.first}
    elif previous >= start and not any(period.first < previous <= period.last for period in (*known, *whole)):
        cuts.add(previous)
    ends = [*sorted(cut for cut in cuts if cut <= edition.last), edition.last + 1]
    return tuple(Period(first, following + -1) for first, following in pairwise(ends))


def windows_of(edition: Period, slices: Sequence[Period]) -> Mapping[WindowName, tuple[Period, ...]]:
    """The time slices of each window, of all that there are up to the end of the edition.

    The window before the edition has none where it begins before the launch, or with no slice: half a period is nothing
    to compare with.
    """
    previous = edition.previous
    comparable = any(time_slice.first == previous.first for time_slice in slices)
    return {
        WindowName.EDITION: _within(edition, slices),
        WindowName.PREVIOUS: _within(previous, slices) if comparable else (),
        WindowName.SINCE_LAUNCH: tuple(slices),
    }


def span(slices: Sequence[Period]) -> Period | None:
    """The months of adjoining time slices; None for none."""
    return Period(slices[0].first, slices[-1].last) if slices else None


def _within(period: Period, slices: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(time_slice for time_slice in slices if period.covers(time_slice))


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
