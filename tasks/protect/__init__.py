"""Protect: turn raw counts into figures that may be published. The only door through the line.

Each tile is rounded once, all of its figures together, and audited as an attacker would; windows are sums of tiles, and
shares are taken from them after.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks.core.errors import DisclosureError
from tasks.core.figures import Counts, Disclosure, FigureCounts, FigureSpec, ProtectedFigures, RawTile, Tile
from tasks.core.guard import guarded
from tasks.core.workspace import write_private
from tasks.disclosure.alternatives import witness_file
from tasks.disclosure.printed import Printed
from tasks.disclosure.windows import windows
from tasks.protect.quality import protect_quality
from tasks.protect.tile import Earlier, protect_tile

__all__ = ["protect", "protect_quality"]


@guarded("protect")
def protect(
    counts: Counts,
    disclosure: Disclosure,
    built_from: str,
    *,
    secret: bytes = b"",
    sample: bool = False,
    frozen: Sequence[Tile] = (),
    revision: int = 0,
    reason: str = "",
    printed: Sequence[Printed] = (),
    replaced: Sequence[Tile] = (),
    witnesses: Path | None = None,
) -> ProtectedFigures:
    """Figures of an edition under a disclosure policy.

    Args:
        counts: raw counts of every figure, in the tiles that are not frozen yet.
        disclosure: ``round`` for an edition that may be published; ``none`` keeps the counts as they are, for an
            internal draft.
        built_from: digest of the inputs, carried into the edition.
        secret: the installation's key, which the draw depends on; empty for the sample.
        sample: whether the records are those that come with the program.
        frozen: the tiles that were published before, and are taken as they are.
        revision: how often figures of the edition's period were revised.
        reason: why; empty where they never were.
        printed: values that were printed before the ledger began, which the audit takes as known.
        replaced: for a revision, all that was published of the same months before.
        witnesses: the private folder for the witness files of the audit, one a tile; None keeps none.

    Raises:
        DisclosureError: the policy cannot be met.
        UsageError: a printed value names no figure or cell, or contradicts the logs.
    """
    specs = counts.specs
    earlier = Earlier(tuple(printed), tuple(replaced))
    fresh = [_tile(counts, tile, disclosure, secret, earlier, witnesses) for tile in counts.tiles]
    tiles = tuple(sorted((*frozen, *fresh), key=lambda tile: tile.period.first))
    _refuse_unknown(specs, frozen)
    figures = {figure_id: windows(spec, counts.edition, tiles, disclosure) for figure_id, spec in specs.items()}
    return ProtectedFigures(
        counts.edition, disclosure, built_from, revision, figures, tiles, reason, keyed=bool(secret), sample=sample
    )


def _refuse_unknown(specs: Mapping[str, FigureSpec], frozen: Sequence[Tile]) -> None:
    lacking = {figure_id: tile.period for tile in frozen for figure_id in specs if figure_id not in tile.figures}
    if lacking:
        raise DisclosureError(
            f"Figures are not in the ledger that an edition has now: {', '.join(lacking)}.",
            where=", ".join(dict.fromkeys(period.words for period in lacking.values())),
            remedy="Revise these periods (--revise), so that the figures are counted for them too.",
        )


def _tile(
    counts: Counts,
    raw: RawTile,
    disclosure: Disclosure,
    secret: bytes,
    earlier: Earlier,
    witnesses: Path | None,
) -> Tile:
    if disclosure is Disclosure.NONE:
        figures = raw.figures.items()
        return Tile(raw.period, {i: FigureCounts(f.total, f.missing, f.cells, f.groups) for i, f in figures})
    protected = protect_tile(counts.specs, raw, secret, earlier)
    tile = protected.tile
    if witnesses and tile.audit:
        write_private(witnesses / witness_file(tile.period, tile.audit.witnesses), protected.witnesses)
    return tile
