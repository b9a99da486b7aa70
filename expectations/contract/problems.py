"""The marks that take the place of a value which is not allowed; they tell what is wrong and never hold the value."""

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with a value. ``UNKNOWN`` may be followed by a colon and the nearest key of the vocabulary."""

    UNKNOWN = "!unknown"
    FORMULA = "!formula"
    IDENTIFIER = "!identifier"
    TOO_LONG = "!too_long"
    INVALID = "!invalid"
    OUT_OF_RANGE = "!out_of_range"
    FUTURE = "!future"
    BEFORE_START = "!before_start"
