"""The ledger, held against an edition: what it freezes is what the edition tells, and was approved as it is."""

from collections.abc import Iterator

from tasks.core.figures import Disclosure, ProtectedFigures, Tile
from tasks.disclosure.ledger import Ledger


def ledger_faults(figures: ProtectedFigures, digest: str, ledger: Ledger, *, published: bool) -> list[str]:
    """Where an edition and the ledger disagree.

    Args:
        figures: the edition's figures.
        digest: of its manifest.
        ledger: the ledger that it continues.
        published: whether it is a published revision; else a draft, whose own months need not be frozen yet.
    """
    if figures.disclosure is Disclosure.NONE:
        return ["an internal draft is among the publications"] if published else []
    faults = [fault for tile in figures.tiles for fault in _tile_faults(figures, tile, ledger, published)]
    if published and digest not in {e.draft for e in ledger.entries if e.edition == str(figures.edition)}:
        faults.append("it is not the draft that was approved and published")
    return faults


def ledger_words(ledger: Ledger) -> str:
    """What was looked at where nothing is wrong."""
    return f"its months are as {len(ledger.entries)} entries of {ledger.path.name} froze them, in one chain"


def _tile_faults(figures: ProtectedFigures, tile: Tile, ledger: Ledger, published: bool) -> Iterator[str]:
    frozen = [known for entry in ledger.entries for known in entry.tiles if known.period == tile.period]
    if tile in frozen:
        return
    revised = figures.revision > (ledger.revision(figures.edition) or 0) and tile.period.first in figures.edition
    if published or (frozen and not revised):
        yield f"{tile.period.words}: not as it was frozen" if frozen else f"{tile.period.words} was never frozen"
    elif any(period != tile.period and period.overlaps(tile.period) for period in ledger.tiles):
        yield f"{tile.period.words} cuts a period that was frozen"
