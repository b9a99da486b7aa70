"""Shares of counts, and rounding: half up, as people round."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: Decimal | float, digits: int = 0) -> Decimal:
    """The value to so many decimal places, half up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def rounded_share(part: int, whole: int) -> float | None:
    """Part of the whole to four places, half up; None for an empty whole."""
    if not whole:
        return None
    return float((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


SMALLEST_BASE = 30
"""A share of fewer records is told nowhere: one record more or less would change the picture."""


def published_share(part: int, whole: int) -> float | None:
    """Part of the whole as it may be published: None where the whole is smaller than :data:`SMALLEST_BASE`."""
    return rounded_share(part, whole) if whole >= SMALLEST_BASE else None
