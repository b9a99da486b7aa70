"""Merging: counting one category under another, where the contract allows it and no rounding exists else."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import FigureCounts, FigureSpec
from tasks.disclosure.relations import Number
from tasks.disclosure.windows import Merges


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
