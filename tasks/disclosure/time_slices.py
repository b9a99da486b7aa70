"""Tiles: the parts into which the windows of an edition, and what was published before, cut time.

Each tile is counted once and protected once. A window is a whole number of tiles and its figures are their sums, so
that editions can neither contradict nor unmask one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from expectations.contract.fields import LOG_START
from tasks.core.errors import DisclosureError
from tasks.core.figures import WindowName
from tasks.core.period import Month, Period

LAUNCH = Month.parse(LOG_START)


def tiling(edition: Period, published: Iterable[Period] = (), printed: Iterable[Period] = ()) -> tuple[Period, ...]:
    """The tiles from the launch to the end of an edition, in order: time cut at its windows, and at published tiles.

    Where the window before the edition begins within a published tile, or within a period that was printed before the
    ledger began, it cuts nothing: it cannot be told then.

    Args:
        edition: its period.
        published: the tiles in the ledger.
        printed: the periods of values that were printed before; they cut nothing, and lie within one tile each.

    Raises:
        DisclosureError: the edition cuts such a period, so that two would tell different things of its months.
    """
    known, whole = (
        sorted((period for period in periods if period.first <= edition.last), key=lambda period: period.first)
        for periods in (published, printed)
    )
    _refuse_cuts(edition, [*known, *whole])
    start, previous = min(LAUNCH, edition.first), edition.previous.first
    cuts = {start, edition.first, *(month for tile in known for month in (tile.first, tile.last + 1))}
    if edition.last < LAUNCH:
        cuts = {edition.first}
    elif previous >= start and not any(period.first < previous <= period.last for period in (*known, *whole)):
        cuts.add(previous)
    ends = [*sorted(cut for cut in cuts if cut <= edition.last), edition.last + 1]
    return tuple(Period(first, following + -1) for first, following in pairwise(ends))


def windows_of(edition: Period, tiles: Sequence[Period]) -> Mapping[WindowName, tuple[Period, ...]]:
    """The tiles of each window, of all that there are up to the end of the edition.

    The window before the edition has none where it begins before the launch, or with no tile: half a period is nothing
    to compare with.
    """
    previous = edition.previous
    comparable = any(tile.first == previous.first for tile in tiles)
    return {
        WindowName.EDITION: _within(edition, tiles),
        WindowName.PREVIOUS: _within(previous, tiles) if comparable else (),
        WindowName.SINCE_LAUNCH: tuple(tiles),
    }


def span(tiles: Sequence[Period]) -> Period | None:
    """The months of adjoining tiles; None for none."""
    return Period(tiles[0].first, tiles[-1].last) if tiles else None


def _within(period: Period, tiles: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(tile for tile in tiles if period.covers(tile))


def _refuse_cuts(edition: Period, known: Sequence[Period]) -> None:
    cut = [tile for tile in known if tile.first < edition.first <= tile.last or tile.first <= edition.last < tile.last]
    if not cut:
        return
    whole = ", ".join(f"“First month” {tile.first} “Last month” {tile.last}" for tile in known)
    raise DisclosureError(
        "The period overlaps figures that are published already, and cuts them: "
        f"{' and '.join(tile.words for tile in cut)}. Two counts of the same people, a few months apart, could be "
        "subtracted from each other until single people show.",
        where=edition.words,
        remedy="Take a period that has each published one whole or not at all: "
        f"{whole}, several of these in a row, or one that begins with “First month” "
        f"{max(tile.last for tile in known) + 1}.",
    )
