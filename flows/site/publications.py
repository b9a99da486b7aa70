"""The publications as the site's first page lists them."""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from tasks.publish import Revision, published


def publications(shelf: Path) -> Mapping[str, tuple[Revision, ...]]:
    """The revisions of each edition by the words of its period, the latest first."""
    groups = groupby(published(shelf), key=lambda revision: revision.period.words)
    return {words: tuple(revisions) for words, revisions in groups}
