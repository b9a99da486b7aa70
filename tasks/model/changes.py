"""Comparisons: a row of a figure in two periods, the difference, and what speaks against relying on it.

Made by :mod:`tasks.compare` from protected figures; charts, texts and tables print them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from expectations.contract.span import ALWAYS, Span
from tasks.model.figures import Key
from tasks.model.period import Period

CHANCE = 0.05
"""How often a row that did not change is taken for changed: one time in twenty."""

CHART = "what_changed"
"""Names the chart of the changes among those of the figures."""
DRAWN = 12
"""How many rows that chart has at most; the table has them all."""


class Basis(StrEnum):
    """What an edition is compared with: the period before, else its own first half, else nothing."""

    PREVIOUS = "previous"
    HALVES = "halves"
    NOTHING = "nothing"


class Doubt(StrEnum):
    """Why a difference may be none."""

    CHANCE = "chance"
    ROUNDING = "rounding"


class Obstacle(StrEnum):
    """Why two periods cannot be compared: not asked or counted in all of both, not asked alike, or too little."""

    SINCE = "since"
    UNCOUNTED = "uncounted"
    UNTIL = "until"
    BREAK = "break"
    RECOUNTED = "recounted"
    DEFINITION = "definition"
    UNRECORDED = "unrecorded"
    SMALL_BASE = "small_base"


class Reliability(StrEnum):
    """Whether a difference holds up, may be none, or cannot be told."""

    HOLDS = "holds"
    DOUBTFUL = "doubtful"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class Side:
    """A row of a figure in one period, as published.

    Attributes:
        period: the months in which it was counted.
        count: the records.
        base: the records of which ``share`` is taken; None where the row is a number of records and no share.
        share: ``count`` of ``base``, between 0 and 1.
        below: set where the count is not told, only that it lies under this bound.
        slack: how far the true count may lie from the published one; 0 where counts are exact.
        asked: False where the row was not asked in any month of the period, so that it has no count at all.
    """

    period: Period
    count: int
    base: int | None = None
    share: float | None = None
    below: int | None = None
    slack: int = 0
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """What the later period has more than the earlier one.

    Attributes:
        amount: records, or percentage points to one decimal; None where a count is not told.
        interval: for percentage points, from where to where the true difference may lie.
        doubts: why the difference may be none.
    """

    amount: Decimal | None
    doubts: tuple[Doubt, ...] = ()
    interval: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a figure in two periods.

    Attributes:
        figure: id of the figure.
        key: key of the row within the figure; empty for a single number.
        named: the breakdowns and keys by which the row is called in print.
        now, before: the two sides; ``since_launch`` where that is more than the edition.
        counts: the difference of the counts, where they can be compared.
        shares: the difference of the shares, where there are any and they can be compared.
        obstacle: why the row cannot be compared.
        asked: the months in which the row was asked.
        redefined: the first month in which it counts what it counts now; empty where it always did.
        main: whether the page of changes tells it; figures of many rows have the smallest left out there.
    """

    figure: str
    key: Key
    named: tuple[tuple[str, str], ...]
    now: Side
    before: Side
    since_launch: Side | None = None
    counts: Difference | None = None
    shares: Difference | None = None
    obstacle: Obstacle | None = None
    asked: Span = ALWAYS
    redefined: str = ""
    main: bool = True

    @property
    def is_share(self) -> bool:
        """Whether the row is judged by its share."""
        return self.now.base is not None

    @property
    def deciding(self) -> Difference | None:
        """The difference by which the row is judged: of the shares, or of the counts where there are none."""
        return None if self.obstacle else self.shares if self.is_share else self.counts

    @property
    def verdict(self) -> Reliability:
        """Whether the difference holds up."""
        if self.deciding is None:
            return Reliability.INCOMPARABLE
        return Reliability.DOUBTFUL if self.deciding.doubts else Reliability.HOLDS

    @property
    def size(self) -> float:
        """By how much the row changed, to rank it among its like: points for shares, relative to before for counts."""
        if self.is_share:
            return abs((self.now.share or 0) - (self.before.share or 0))
        return abs(self.now.count - self.before.count) / max(self.before.count, 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows of an edition that were set beside an earlier period.

    ``now`` and ``before`` are None where there is nothing to compare with.
    """

    basis: Basis
    now: Period | None = None
    before: Period | None = None
    changes: tuple[Change, ...] = ()

    def of(self, figure: str) -> tuple[Change, ...]:
        """The rows of one figure, in the order of its table."""
        return tuple(change for change in self.changes if change.figure == figure)

    def rows(self, verdict: Reliability, *, shares: bool | None = None) -> Sequence[Change]:
        """The main rows of a verdict, those that changed most first; numbers of records before shares.

        What cannot be compared has no order of size, and keeps that of the figures. ``shares`` takes only rows judged
        by their share, or only the others.
        """
        found = [change for change in self.changes if change.main and change.verdict is verdict]
        if shares is not None:
            found = [change for change in found if change.is_share is shares]
        if verdict is Reliability.INCOMPARABLE:
            return found
        return sorted(found, key=lambda change: (change.is_share, -change.size))

    @property
    def drawn(self) -> Sequence[Change]:
        """The rows of the chart: the shares that changed most and hold up, where both sides are told."""
        held = self.rows(Reliability.HOLDS, shares=True)
        return [change for change in held if change.shares and change.shares.amount is not None][:DRAWN]
