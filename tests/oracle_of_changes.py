"""A second opinion on every comparison: what the oracle counted in two periods, subtracted and judged by hand.

It shares no code with :mod:`tasks.compare`: the interval of Newcombe is written out from Wilson's formula, and the test
of two counts is summed up term by term. Counts are taken as exact.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist

from tests.oracle import Answer, Key, ratio

Z = NormalDist().inv_cdf(0.975)
CROSSED = """
    gender_by_year case_types_by_year province_by_year perpetrator_by_year age_band_by_year platform_by_year
    referral_by_year heard_from_by_year services_by_year
    contacting_for_by_gender contacting_for_by_quarter case_types_by_gender case_types_by_platform perpetrator_by_gender
    age_by_gender platform_by_month suicidal_ideation_by_gender calls_by_month calls_by_weekday_and_hour
""".split()
"""Tables that cross two questions: no row of them is compared."""
MEANS = ("mean_calls_per_month", "mean_new_calls_per_month")
SHARES = ("follow_up_share", "types_per_case")
TAKEOVERS = "takeover_scams_by_month"
SINCE = {("gender", ("transgender",)): "2017-12", ("gender", ("non_binary",)): "2017-12", (TAKEOVERS, ()): "2018-09"}


@dataclass(frozen=True)
class Verdict:
    """What the oracle holds of a row: its differences, whether chance may have made them, or what is in the way."""

    counts: int | None = None
    points: Decimal | None = None
    chance: bool | None = None
    obstacle: str | None = None


def judged(counted: dict[str, dict[str, Answer]], first_before: str) -> Iterator[tuple[tuple[str, Key], Verdict]]:
    """Figure and key of every row that is compared, with the verdict on it."""
    for figure, windows in counted.items():
        now, before = windows["edition"], windows["previous"]
        if figure in CROSSED or figure in MEANS:
            continue
        if figure == TAKEOVERS:
            yield (figure, ()), _judged((figure, ()), (now.total, None), (before.total, None), first_before)
        elif figure in SHARES:
            bases = now.total - now.missing, before.total - before.missing
            sides = [(round((a.value or 0) * base), base) for a, base in zip((now, before), bases, strict=True)]
            yield (figure, ()), _judged((figure, ()), sides[0], sides[1], first_before)
        elif now.value is not None:
            sides = [(int(answer.value or 0), None) for answer in (now, before)]
            yield (figure, ()), _judged((figure, ()), sides[0], sides[1], first_before)
        else:
            for key in now.cells:
                if key[1:] != ("secondary",):
                    sides = [(answer.cells[key], answer.total - answer.missing) for answer in (now, before)]
                    yield (figure, key), _judged((figure, key), sides[0], sides[1], first_before)


def _judged(
    row: tuple[str, Key], now: tuple[int, int | None], before: tuple[int, int | None], first_before: str
) -> Verdict:
    if SINCE.get(row, "") > first_before:
        return Verdict(obstacle="since")
    difference = now[0] - before[0]
    if now[1] is None or before[1] is None:
        return Verdict(difference, None, e_test(now[0], before[0]) >= 0.05)
    if min(now[1], before[1]) < 30:
        return Verdict(difference, obstacle="small_base" if now[1] and before[1] else "unrecorded")
    points = tenths(ratio(now[0], now[1]) or 0) - tenths(ratio(before[0], before[1]) or 0)
    low, high = newcombe(now[0], now[1], before[0], before[1])
    return Verdict(difference, points, tenths(low) <= 0 <= tenths(high))


def tenths(share: float) -> Decimal:
    """Percentage points to one decimal, half up."""
    return (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def wilson(count: int, base: int) -> tuple[float, float]:
    share = count / base
    middle = share + Z**2 / (2 * base)
    spread = Z * math.sqrt(share * (1 - share) / base + Z**2 / (4 * base**2))
    return (middle - spread) / (1 + Z**2 / base), (middle + spread) / (1 + Z**2 / base)


def newcombe(count: int, base: int, other: int, other_base: int) -> tuple[float, float]:
    """The tenth method of Newcombe's paper of 1998, for the first share less the second."""
    share, other_share = count / base, other / other_base
    (low, high), (other_low, other_high) = wilson(count, base), wilson(other, other_base)
    below = math.hypot(share - low, other_high - other_share)
    above = math.hypot(high - share, other_share - other_low)
    return share - other_share - below, share - other_share + above


def e_test(count: int, other: int) -> float:
    """The chance that two counts over equally many months lie as far apart, were they of one rate.

    Krishnamoorthy and Thomson 2004: both counts drawn with the pooled mean, all pairs summed that lie as far apart in
    units of their spread.
    """
    if count + other == 0:
        return 1.0
    mean = (count + other) / 2
    observed = abs(count - other) / math.sqrt(count + other)
    reach = int(10 * math.sqrt(mean) + 20)
    drawn = range(max(0, int(mean) - reach), int(mean) + reach)
    chances = {k: math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in drawn}
    return sum(
        chances[a] * chances[b] for a in drawn for b in drawn if a + b and abs(a - b) / math.sqrt(a + b) >= observed
    )
