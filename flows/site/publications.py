"""The publications as the site's first page lists them."""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from tasks.core.errors import EditionError
from tasks.publish import Revision, whole_and_broken


def publications(shelf: Path) -> tuple[Mapping[str, tuple[Revision, ...]], tuple[EditionError, ...]]:
    """The revisions of each edition by the words of its period, the latest first; and what is wrong with others."""
    revisions, faults = whole_and_broken(shelf)
    groups = groupby(revisions, key=lambda revision: revision.period.words)
    return {words: tuple(each) for words, each in groups}, faults
