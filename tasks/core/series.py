"""The series of editions: which tiles of a new one were published before, and which are to be counted."""

from dataclasses import dataclass

from tasks.core.errors import UsageError
from tasks.core.figures import Tile
from tasks.core.ledger import Ledger
from tasks.core.period import Period
from tasks.core.tiles import tiling


@dataclass(frozen=True, slots=True)
class Series:
    """How an edition continues what was published.

    Attributes:
        frozen: the tiles that were published, up to the end of the edition, and that it takes as they are.
        fresh: the tiles that are to be counted.
        revision: how often figures of the edition's period were revised, this time included.
        reason: why they are revised now, or were the last time; empty where they never were.
    """

    frozen: tuple[Tile, ...]
    fresh: tuple[Period, ...]
    revision: int = 0
    reason: str = ""


def continued(edition: Period, ledger: Ledger | None, revise: str = "") -> Series:
    """How an edition continues the ledger; without one, everything is counted.

    Args:
        edition: its period.
        ledger: what was published; None for an internal draft, which continues nothing.
        revise: why figures of this period that are published are to be counted again; empty to take them as they are.

    Raises:
        DisclosureError: the edition cuts what was published.
        UsageError: there is nothing to revise.
    """
    if ledger is None:
        return Series((), tiling(edition))
    published, times = ledger.tiles, ledger.revision(edition)
    if revise and times is None:
        raise UsageError("Nothing of this period is published yet.", edition.words, "Leave --revise out.")
    tiles = tiling(edition, published)
    kept = [period for period in tiles if period in published and not (revise and period.first in edition)]
    frozen, fresh = (published[period] for period in kept), (period for period in tiles if period not in kept)
    revision, reason = ((times or 0) + 1, revise) if revise else (times or 0, ledger.reason(edition))
    return Series(tuple(frozen), tuple(fresh), revision, reason)
