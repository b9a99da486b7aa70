"""Merging: counting one category under another, where the contract allows it and no rounding exists else."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import FigureCounts, FigureSpec, Key
from tasks.core.linked import Number
from tasks.core.merges import Merges, merged_key


def merged(
    specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts], merges: Merges
) -> dict[str, FigureCounts]:
    """The figures with categories counted together."""
    return {figure_id: merged_counts(specs[figure_id], counts, merges) for figure_id, counts in figures.items()}


def merged_counts(spec: FigureSpec, counts: FigureCounts, merges: Merges) -> FigureCounts:
    """One figure with categories counted together. A record has one of them at most, so that counts may be added."""
    if not merges.keys() & set(spec.dimensions):
        return counts
    parts = (_merged_keys(spec, found, merges) for found in (counts.cells, counts.groups, counts.partial))
    return FigureCounts(counts.total, counts.missing, *parts)


def next_merge(
    specs: Mapping[str, FigureSpec],
    figures: Mapping[str, FigureCounts],
    blocking: Collection[Number],
    merges: Merges,
) -> Merges | None:
    """The merges and one more, or None where nothing may be merged.

    It is the smallest category that blocks a rounding or, if none of those may be merged, of a question that does.
    """
    asked = {condition for number in blocking for condition in number.conditions}
    sizes = dict(_mergeable(specs, figures))
    questions = {question for question, _ in asked}
    found = [pair for pair in sizes if pair in asked] or [pair for pair in sizes if pair[0] in questions]
    if not found:
        return None
    dimension, key = min(found, key=lambda pair: (sizes[pair], pair))
    into = vocabularies()[dimension][key].merge_into or key
    before = {k: into if target == key else target for k, target in merges.get(dimension, {}).items()}
    return {**merges, dimension: {**before, key: into}}


def _mergeable(
    specs: Mapping[str, FigureSpec], figures: Mapping[str, FigureCounts]
) -> Iterator[tuple[tuple[str, str], int]]:
    for figure_id, counts in figures.items():
        for place, dimension in enumerate(specs[figure_id].dimensions):
            allowed = {c.key for c in vocabularies().get(dimension, ()) if c.merge_into}
            sizes = Counter[str]()
            for key, count in counts.cells.items():
                sizes[key[place]] += count
            yield from (((dimension, key), size) for key, size in sizes.items() if key in allowed)


def _merged_keys(spec: FigureSpec, counts: Mapping[Key, int], merges: Merges) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key, count in counts.items():
        into = merged_key(spec.dimensions, key, merges)
        found[into] = found.get(into, 0) + count
    return {key: found[key] for key in counts if key in found} | found
