"""A revision: what both roundings of the same months tell together, for whoever takes it that nothing changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tasks.core.linked import Knowledge, Number, Published
from tasks.core.linked.knowledge import CANDIDATES, REACH, narrowed

TWICE = CANDIDATES - 1
"""How many values a number must be able to have, once it is out in two roundings. Rounded down, then up, it is neither
5 nor 0, so that four remain, however often it is rounded again."""


def with_earlier(known: Knowledge, earlier: Iterable[Published], truth: Mapping[Number, int]) -> Knowledge:
    """What is known of a tile together with its earlier roundings.

    Where a record was corrected, the earlier rounding is of another truth, and says nothing of this one. Whoever holds
    the two together cannot know where. The audit is on the safe side: it grants them every number in which the earlier
    rounding happens to be right.

    Args:
        known: what is known from the present rounding.
        earlier: the numbers as they were published before, each time.
        truth: the true values now.
    """
    right = (
        {n: (v - REACH, v + REACH) for n, v in told.rounded.items() if n in truth and abs(v - truth[n]) <= REACH}
        for told in earlier
    )
    questioned = {number: min(enough, TWICE) for number, enough in known.questioned.items()}
    return replace(known, ranges=narrowed(known.ranges, *right), questioned=questioned)
