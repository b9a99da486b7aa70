"""The check on counts that look like part and whole and are not: a text tells both, and that they are kept apart."""

from collections.abc import Iterator

from tasks.core.figures import Key
from tasks.core.passages import Passage, Told
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding

KEPT_APART: tuple[tuple[tuple[str, Key], tuple[str, Key], str], ...] = (
    (
        ("vulnerable_community", ("gender_sexual_minority",)),
        ("gender", ("transgender",)),
        "a community at risk, which people name unasked, and a gender, which they state",
    ),
)
"""What looks like a whole, what looks like its part, and why the one is not part of the other."""


def subset_le(proof: Proof) -> Iterator[Finding]:
    """Where a part seems larger than its whole, since the two are counted apart, a text says so with both numbers."""
    for (whole, whole_key), (part, part_key), why in KEPT_APART:
        counted = [_count(proof, figure, key) for figure, key in ((whole, whole_key), (part, part_key))]
        if counted[0] < counted[1] and not any(_tells_both(p, whole, part) for p in proof.passages):
            yield Finding(
                proof.texts.place("figures.toml", whole, "title"),
                f"{whole} {whole_key[0]} counts {counted[0]} and {part} {part_key[0]} counts {counted[1]}, and no text "
                "tells that they are kept apart.",
                f"both counts in one text, with the reason: {why}",
            )


def _count(proof: Proof, figure: str, key: Key) -> int:
    cell = proof.figures[figure].edition.get(*key)
    return cell.count if cell else 0


def _tells_both(passage: Passage, whole: str, part: str) -> bool:
    told = {span.source.subject for span in passage.spans if span.source.told is Told.COUNT}
    return {whole, part} <= told
