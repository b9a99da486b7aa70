"""How the contract changes in ten years: each change as somebody would write it into the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Change:
    """Lines of the content that read otherwise from a half-year on.

    Attributes:
        first: the first month of the half-year before whose build they are changed.
        words: what happened, for the table.
        edits: by file, what stands there and what takes its place.
    """

    first: str
    words: str
    edits: Mapping[str, Mapping[str, str]]


VOCABULARY, FIELDS, CITIES, OFFICES = (
    "contract/vocabulary.toml",
    "contract/fields.toml",
    "places/cities.csv",
    "places/cybercrime_offices.csv",
)
CHANGES = (
    Change(
        "2018-06",
        "a platform added",
        {VOCABULARY: {"[platform]\n": '[platform]\ndiscord = { label = "Discord", since = "2018-06", proper = true }\n'}},
    ),
    Change("2018-12", "a platform renamed", {VOCABULARY: {'label = "Twitter"': 'label = "X (Twitter)"'}}),
)


def apply(change: Change, content: Path) -> None:
    """Write a change into the content."""
    for name, edits in change.edits.items():
        text = (content / name).read_text("utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (content / name).write_text(text, "utf-8")
