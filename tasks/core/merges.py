"""Merged categories: what is counted under another in the figures of a tile, and so in every sum that it enters."""

from collections.abc import Iterable, Mapping, Sequence

from tasks.core.figures import Key, Tile

Merges = Mapping[str, Mapping[str, str]]
"""By dimension: from a category to the one under which it is counted."""


def combined(tiles: Iterable[Tile]) -> Merges:
    """All merges of some tiles: what was merged in one is merged in their sums."""
    found: dict[str, dict[str, str]] = {}
    for tile in tiles:
        for dimension, pairs in tile.merged.items():
            found.setdefault(dimension, {}).update(pairs)
    return {dimension: {key: _end(pairs, key) for key in pairs} for dimension, pairs in found.items()}


def merged_key(dimensions: Sequence[str], key: Key, merges: Merges) -> Key:
    """The key under which a cell is counted; a key may be shorter than the dimensions, as that of a group is."""
    return tuple(merges.get(d, {}).get(part, part) for d, part in zip(dimensions, key, strict=False))


def _end(pairs: Mapping[str, str], key: str) -> str:
    while key in pairs:
        key = pairs[key]
    return key
