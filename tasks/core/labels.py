"""The words for a key: the label of a category, or a month, quarter or hour as it is read."""

from expectations.contract.vocabulary import vocabularies
from tasks.core.errors import EditionError
from tasks.core.figures import MISSING
from tasks.core.period import Month

NOT_RECORDED = "Not recorded"
TOGETHER = "+"
"""Joins the services that were given together within one key."""
_TIME_WORDS = {
    "month": lambda key: Month.parse(key).words,
    "quarter": lambda key: f"Quarter {key[-1]} of {key[:4]}",
    "hour": lambda key: f"{key}:00 to {key}:59",
}


def label(dimension: str, key: str) -> str:
    """The label of a key of a dimension, as it stands in print: ``gender``, ``woman`` gives ``Women``.

    Raises:
        EditionError: the vocabulary does not know the key, which figures of an old edition may still have.
    """
    if key == MISSING:
        return NOT_RECORDED
    if dimension in _TIME_WORDS:
        return _TIME_WORDS[dimension](key)
    if dimension == "services":
        return f" {TOGETHER} ".join(label("service", part) for part in key.split(TOGETHER))
    known = vocabularies().get(dimension)
    if known is None or key not in known.keys:
        raise EditionError(
            f"The vocabulary has no category {key} for {dimension}.",
            remedy="Put the category back into the vocabulary, so that editions which count it can be printed.",
        )
    return known.label(key)
