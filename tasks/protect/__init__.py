"""Protect: turn raw counts into figures that may be published. The only door through the line.

Each tile is rounded once, all of its figures together; windows are sums of tiles, and shares are taken from them after.
"""

from collections.abc import Sequence

from tasks.core.figures import Counts, Disclosure, FigureCounts, ProtectedFigures, RawTile, Tile
from tasks.core.guard import guarded
from tasks.core.tiles import tiling
from tasks.protect.quality import protect_quality
from tasks.protect.tile import protect_tile
from tasks.protect.windows import windows

__all__ = ["protect", "protect_quality"]


@guarded("protect")
def protect(
    counts: Counts, disclosure: Disclosure, built_from: str, *, secret: bytes = b"", frozen: Sequence[Tile] = ()
) -> ProtectedFigures:
    """Figures of an edition under a disclosure policy.

    Args:
        counts: raw counts of every figure, in the tiles that are not frozen yet.
        disclosure: ``round`` for an edition that may be published; ``none`` keeps the counts as they are, for an
            internal draft.
        built_from: digest of the inputs, carried into the edition.
        secret: the installation's key, which the draw depends on; empty where none is configured.
        frozen: the tiles that were published before.

    Raises:
        DisclosureError: the policy cannot be met.
    """
    specs = counts.specs
    fresh = [_tile(counts, tile, disclosure, secret) for tile in counts.tiles]
    tiles = tuple(sorted((*frozen, *fresh), key=lambda tile: tile.period.first))
    plan = tiling(counts.edition, [tile.period for tile in frozen])
    figures = {figure_id: windows(spec, plan, tiles, disclosure) for figure_id, spec in specs.items()}
    return ProtectedFigures(counts.edition, disclosure, built_from, 0, figures, tiles)


def _tile(counts: Counts, raw: RawTile, disclosure: Disclosure, secret: bytes) -> Tile:
    if disclosure is Disclosure.ROUND:
        return protect_tile(counts.specs, raw, secret)
    return Tile(raw.period, {i: FigureCounts(f.total, f.missing, f.cells, f.groups) for i, f in raw.figures.items()})
