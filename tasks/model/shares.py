"""Shares of counts, and rounding: half up, as people round."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from tasks.model.changes import CHANCE


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


LARGE = 10_000
"""Above this sum of two counts the test is made on their sum: its tables would grow with the counts, its result not."""

Proportion = tuple[int, int]
"""Some records of how many."""


def share_interval(now: Proportion, before: Proportion) -> tuple[float, float]:
    """From where to where the true difference of two shares may lie: Newcombe's interval, from Wilson's of each share.

    Newcombe 1998, method 10, at 95%, without a correction for continuity.
    """
    (now_low, now_share, now_high), (before_low, before_share, before_high) = _wilson(now), _wilson(before)
    difference = now_share - before_share
    low = difference - sqrt((now_share - now_low) ** 2 + (before_high - before_share) ** 2)
    high = difference + sqrt((now_high - now_share) ** 2 + (before_share - before_low) ** 2)
    return low, high


def counts_may_be_alike(now: int, months_now: int, before: int, months_before: int) -> bool:
    """Whether chance alone may have made the difference of two counts over so many months."""
    from scipy.stats import binomtest, poisson_means_test

    if now + before == 0:
        return True
    if now + before > LARGE:
        p = binomtest(now, now + before, months_now / (months_now + months_before)).pvalue
    else:
        p = poisson_means_test(now, months_now, before, months_before).pvalue
    return bool(p >= CHANCE)


def share_bounds(proportion: Proportion) -> tuple[float, float]:
    """From where to where the true share may lie: Wilson's interval, at 95%."""
    low, _, high = _wilson(proportion)
    return low, high


def _wilson(proportion: Proportion) -> tuple[float, float, float]:
    """The share with the bounds of its interval."""
    # Loading the statistics takes a second, which editions without a comparison should not wait for.
    from scipy.stats import binomtest

    count, base = proportion
    # Each bound by itself: for both at once the library searches for a probability too, most of its time.
    lower, upper = (
        binomtest(count, base, alternative=side).proportion_ci(confidence_level=1 - CHANCE / 2, method="wilson")
        for side in ("greater", "less")
    )
    return float(lower.low), count / base, float(upper.high)
