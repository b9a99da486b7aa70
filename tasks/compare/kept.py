"""The comparison from the shelf: no change of text alters it, and the library that tells chance takes long to load."""

from pydantic import TypeAdapter

from tasks.compare import compare
from tasks.core.changes import Comparison
from tasks.core.figures import ProtectedFigures
from tasks.core.shelf import Shelf

_JSON = TypeAdapter(Comparison)


def kept_comparison(digest: str, shelf: Shelf) -> Comparison | None:
    """The comparison as it lies on the shelf; None where it does not.

    Args:
        digest: a digest of the figures.
        shelf: where it is kept.
    """
    kept = shelf.find("comparison", digest)
    return _JSON.validate_json(kept) if kept else None


def compare_and_keep(figures: ProtectedFigures, digest: str, shelf: Shelf) -> Comparison:
    """The same as :func:`tasks.compare.compare`; it is put on the shelf."""
    comparison = compare(figures)
    shelf.keep(_JSON.dump_json(comparison), "comparison", digest)
    return comparison
