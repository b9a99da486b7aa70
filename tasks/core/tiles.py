"""Tiles: the parts into which the windows of an edition, and what was published before, cut time.

Each tile is counted once and protected once. A window is a whole number of tiles and its figures are their sums, so
that editions can neither contradict nor unmask one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from expectations.contract.fields import LOG_START
from tasks.core.errors import DisclosureError
from tasks.core.figures import WindowName
from tasks.core.period import Month, Period

LAUNCH = Month.parse(LOG_START)


@dataclass(frozen=True, slots=True)
class Tiling:
    """The tiles from the launch to the end of an edition, in order, and those that make up each window.

    A window without tiles has no period: half a period is nothing to compare with.
    """

    tiles: tuple[Period, ...]
    windows: Mapping[WindowName, tuple[Period, ...]]


def tiling(edition: Period, frozen: Iterable[Period] = ()) -> Tiling:
    """Cut time at the windows of an edition and at the tiles that are frozen already.

    The window before the edition has no tiles where it begins before the launch, or cuts a frozen tile.

    Raises:
        DisclosureError: the edition cuts a frozen tile, so that the two would tell different things of the same months.
    """
    start = min(LAUNCH, edition.first)
    known = sorted((tile for tile in frozen if tile.first <= edition.last), key=lambda tile: tile.first)
    _refuse_cuts(edition, known)
    previous = edition.previous.first
    comparable = previous >= start and not any(tile.first < previous <= tile.last for tile in known)
    cuts = {start, edition.first, *(month for tile in known for month in (tile.first, tile.last + 1))}
    if edition.last < LAUNCH:
        cuts, comparable = {edition.first}, False
    elif comparable:
        cuts.add(previous)
    ends = [*sorted(cut for cut in cuts if cut <= edition.last), edition.last + 1]
    tiles = tuple(Period(first, following + -1) for first, following in pairwise(ends))
    return Tiling(
        tiles,
        {
            WindowName.EDITION: _within(edition, tiles),
            WindowName.PREVIOUS: _within(edition.previous, tiles) if comparable else (),
            WindowName.SINCE_LAUNCH: tiles,
        },
    )


def span(tiles: Sequence[Period]) -> Period | None:
    """The months of adjoining tiles; None for none."""
    return Period(tiles[0].first, tiles[-1].last) if tiles else None


def _within(period: Period, tiles: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(tile for tile in tiles if period.first <= tile.first and tile.last <= period.last)


def _refuse_cuts(edition: Period, known: Sequence[Period]) -> None:
    cut = [tile for tile in known if tile.first < edition.first <= tile.last or tile.first <= edition.last < tile.last]
    if not cut:
        return
    following = max(tile.last for tile in known) + 1
    raise DisclosureError(
        "The period overlaps figures that are published already, and cuts them: "
        f"{' and '.join(tile.words for tile in cut)}. Two counts of the same people, a few months apart, could be "
        "subtracted from each other until single people show.",
        where=edition.words,
        remedy="Take a period that has the published ones whole or not at all: "
        f"{', '.join(f'--from {tile.first} --to {tile.last}' for tile in known)}, several of these in a row, or one "
        f"from {following} on.",
    )
