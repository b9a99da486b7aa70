"""Shares, rounded half up, and what speaks against the difference of two sides.

Where counts are rounded, chance is judged by the counts that the rounding allows and that lie closest together, so that
a difference which holds up does so whatever the rounding hid.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import sqrt

from tasks.model.changes import CHANCE, Difference, Doubt, Side
from tasks.model.figures import Figure, Key, WindowName


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


# ------------------------------------------------------------------------------------------------ differences

LARGE = 10_000
"""Above this sum of two counts the test is made on their sum: its tables would grow with the counts, its result not."""

Proportion = tuple[int, int]
"""Some records of how many."""


def rows_together(figure: Figure, name: WindowName, keys: Sequence[Key]) -> Side | None:
    """Some rows of a figure as one side, or its single number without any; the deviations of rows add up.

    None where the window has no months. It has no share where the rows belong to several groups.
    """
    window, within = figure.windows[name], figure.spec.share_within
    if window.period is None:
        return None
    if not keys:
        return Side(window.period, int(window.value or 0), slack=window.deviation)
    cells = [cell for key in keys if (cell := window.get(*key))]
    groups = {cell.key[:within] for cell in cells}
    base = sum(cell.count for cell in window if cell.key[:within] in groups) if within else window.known
    count, share_of = sum(cell.count for cell in cells), base if len(groups) == 1 else None
    return Side(
        window.period, count, share_of, rounded_share(count, share_of or 0), slack=window.deviation * len(cells)
    )


def difference(now: Side, before: Side, *, by_share: bool) -> Difference:
    """What the later side has more: percentage points, or records."""
    return difference_of_shares(now, before) if by_share else difference_of_counts(now, before)


def difference_of_counts(now: Side, before: Side) -> Difference:
    """The records that the later side has more."""
    hidden = now.slack + before.slack
    gap = now.count - before.count
    doubts = []
    if _chance_in_counts(now, before):
        doubts.append(Doubt.CHANCE)
    if hidden and abs(gap) <= hidden:
        doubts.append(Doubt.ROUNDING)
    return Difference(None if now.below or before.below else Decimal(gap), tuple(doubts))


def difference_of_shares(now: Side, before: Side) -> Difference:
    """The percentage points that the later side has more; both sides must have a share.

    All points are those of print, with one decimal: a reader's subtraction agrees, and an interval that is printed as
    reaching zero counts as reaching it.
    """
    low = _points(share_interval(_least(now), _most(before))[0])
    high = _points(share_interval(_most(now), _least(before))[1])
    doubts = []
    if low <= 0 <= high:
        doubts.append(Doubt.CHANCE)
    if (now.slack or before.slack) and _may_be_equal(now, before):
        doubts.append(Doubt.ROUNDING)
    points = None if now.below or before.below else _points(now.share) - _points(before.share)
    return Difference(points, tuple(doubts), (low, high))


def share_range(side: Side) -> tuple[float, float]:
    """From where to where the share of a side may lie, whatever chance and rounding made of it."""
    return share_bounds(_least(side))[0], share_bounds(_most(side))[1]


def doubts_of_half(side: Side) -> tuple[Doubt, ...]:
    """What speaks against a share's being on the side of a half on which it was published."""
    low, high = share_range(side)
    (least, of_least), (most, of_most) = _least(side), _most(side)
    by_chance, by_rounding = low <= 1 / 2 <= high, least / of_least <= 1 / 2 <= most / of_most
    found = {Doubt.CHANCE: by_chance, Doubt.ROUNDING: by_rounding and side.slack > 0}
    return tuple(doubt for doubt, applies in found.items() if applies)


def _chance_in_counts(now: Side, before: Side) -> bool:
    upper, lower = (now, before) if now.count >= before.count else (before, now)
    most, least = upper.count - upper.slack, lower.count + lower.slack
    return most <= least or counts_may_be_alike(most, upper.period.months, least, lower.period.months)


def _least(side: Side) -> Proportion:
    return max(0, side.count - side.slack), (side.base or 0) + side.slack


def _most(side: Side) -> Proportion:
    base = max(1, (side.base or 0) - side.slack)
    return min(side.count + side.slack, base), base


def _may_be_equal(now: Side, before: Side) -> bool:
    least_now, most_now, least_before, most_before = (
        count / base for count, base in (_least(now), _most(now), _least(before), _most(before))
    )
    return least_now <= most_before and least_before <= most_now


def _points(share: float | None) -> Decimal:
    return rounded(Decimal(str(share or 0)) * 100, 1)


# ------------------------------------------------------------------------------------------------ chance


def share_interval(now: Proportion, before: Proportion) -> tuple[float, float]:
    """From where to where the true difference of two shares may lie: Newcombe's interval, from Wilson's of each share.

    Newcombe 1998, method 10, at 95%, without a correction for continuity.
    """
    (now_low, now_share, now_high), (before_low, before_share, before_high) = _wilson(now), _wilson(before)
    difference = now_share - before_share
    low = difference - sqrt((now_share - now_low) ** 2 + (before_high - before_share) ** 2)
    high = difference + sqrt((now_high - now_share) ** 2 + (before_share - before_low) ** 2)
    return low, high


@lru_cache(maxsize=4096)
def counts_may_be_alike(now: int, months_now: int, before: int, months_before: int) -> bool:
    """Whether chance alone may have made the difference of two counts over so many months.

    Kept, since it takes a millisecond, and each text that ranks the rows of a figure asks it of each two of them.
    """
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
