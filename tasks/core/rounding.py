"""Rounding of what is printed, half up, as people round."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: Decimal | float, digits: int = 0) -> Decimal:
    """The value to so many decimal places, half up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
