"""Figures: how one is described, and how it may be published.

``ProtectedFigures`` are all that charts, text, tables and alerts ever see. Time is cut into time slices: each is
counted once and protected once, and every window is a sum of time slices.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from expectations.contract.span import ALWAYS, Span
from tasks.model import schema
from tasks.model.declared import Declarations, declared_today
from tasks.model.period import PERIODS, Period

Key = tuple[schema.KeyText, ...]
MISSING = "(missing)"
"""Stands for "not recorded" among the values of a dimension."""
ANY = "(any)"
"""Stands for "recorded, whatever it says" among the values of a dimension that allows several."""


class Base(StrEnum):
    """What a figure counts; every number names one."""

    CALLS = "calls"
    EMAILS = "emails"
    CONTACTS = "contacts"
    CASES = "cases"
    HARASSMENT_CASES = "harassment_cases"


class Measure(StrEnum):
    """What a figure without dimensions says of its base."""

    CELLS = "cells"
    COUNT = "count"
    PER_MONTH = "per_month"
    SHARE = "share"


class Chart(StrEnum):
    """The form in which a figure is drawn."""

    NUMBER = "number"
    BAR = "bar"
    COLUMNS = "columns"
    STACKED_COLUMNS = "stacked_columns"
    STACKED_BAR = "stacked_bar"
    GROUPED_BARS = "grouped_bars"
    LINE = "line"
    LINES = "lines"
    HEAT_MAP = "heat_map"
    TABLE = "table"


class WindowName(StrEnum):
    """The three windows of every figure."""

    EDITION = "edition"
    PREVIOUS = "previous"
    SINCE_LAUNCH = "since_launch"


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What a figure is, without any number.

    Attributes:
        id: the fixed id of the catalogue.
        section: the letter of its section, ``a`` to ``l``.
        base: the records that it counts.
        dimensions: names of its breakdowns, in the order of the cells' keys; empty for a single number.
        measure: for a single number, whether it is a count, a mean a month, or a share of the base.
        multi_response: one case can stand in several cells, so that shares may exceed 100 % together.
        share_within: how many leading dimensions form the group of which a cell is a share; 0 takes the whole table.
        share_of_all: whether the share of all records, missing ones included, is published too.
        chart: how it is drawn.
        asked: the months in which it was asked and counted.
        redefined: the first month in which its questions have their present meaning; empty where they always had.
        questions: the question behind each breakdown, or behind a share; figures that show the answers to the same
            question share its margins. By default the names of the dimensions.
        part: for a figure of a part of its base, the question and the answer that select this part; for a single
            number the part that it counts or is a share of.
        exact: whether its counts are headline totals, which stay exact in an edition for the public.
    """

    id: str
    section: str
    base: Base
    dimensions: tuple[str, ...] = ()
    measure: Measure = Measure.CELLS
    multi_response: bool = False
    share_within: int = 0
    share_of_all: bool = False
    chart: Chart = Chart.BAR
    asked: Span = ALWAYS
    redefined: str = ""
    questions: tuple[str, ...] = ()
    part: tuple[str, str] | None = None
    exact: bool = False

    @property
    def always_known(self) -> bool:
        """Whether every record has a value in each breakdown, as it has a month."""
        return set(self.dimensions) <= set(PERIODS)


@dataclass(frozen=True, slots=True)
class FigureCounts:
    """One figure over the months of one time slice, or summed over several.

    Attributes:
        total: the records of the base.
        missing: those without a known value in some dimension.
        cells: the known ones by key; for a single number the records counted, under the empty key.
        groups: the known records by group, for figures whose shares are taken within one.
        partial: the others by what is known of them: keys with :data:`MISSING` in some part, and with :data:`ANY` where
            a dimension allows several values. Counted left of the line only, to complete the figure's table.
    """

    total: int = 0
    missing: int = 0
    cells: Mapping[Key, int] = field(default_factory=dict)
    groups: Mapping[Key, int] = field(default_factory=dict)
    partial: Mapping[Key, int] = field(default_factory=dict, compare=False)

    @property
    def known(self) -> int:
        """The records whose value is known."""
        return self.total - self.missing


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell; ``below`` is set where a count is not told, only that it lies under that bound."""

    __pydantic_config__ = schema.STRICT

    key: Key
    count: schema.Count
    share: schema.Share | None = None
    share_of_all: schema.Share | None = None
    below: schema.Bound | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A figure in one window, as published.

    Attributes:
        period: None where there is nothing to tell, as before the helpline began; such a window has no records.
        total: the records of the base.
        missing: those without a known value.
        cells: the counts by key.
        value: for single numbers: a count, a mean a month, or a share between 0 and 1.
        bound: where counts are rounded, what lies under a count that is given as 0.
    """

    period: Period | None
    total: int
    missing: int
    cells: tuple[Cell, ...] = ()
    value: float | int | None = None
    bound: int | None = None

    @property
    def known(self) -> int:
        """The records whose value is known: the base of every share."""
        return self.total - self.missing

    @property
    def deviation(self) -> int:
        """How far a count may lie from the true one; 0 where counts are exact."""
        return self.bound - 1 if self.bound else 0

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def get(self, *key: str) -> Cell | None:
        """The cell of a key, or None where the figure has no such category."""
        return next((cell for cell in self.cells if cell.key == key), None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure in its three windows."""

    spec: FigureSpec
    windows: Mapping[WindowName, Window]

    @property
    def edition(self) -> Window:
        """The window of the edition itself."""
        return self.windows[WindowName.EDITION]


class Disclosure(StrEnum):
    """Which disclosure control an edition went through."""

    ROUND = "round"
    NONE = "none"


ROUNDED_TO = 5
"""Under ``round``, every count of a time slice is the multiple of this below or above the true one."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What the attacker's audit of a time slice found.

    Attributes:
        covered: the published numbers that may be of fewer than five people, as far as a reader can tell.
        least: the fewest values that any of these can have, for someone who knows all that is published.
        tables: how many alternative tables show it.
        witnesses: SHA-256 of the file with these tables, which lies in the private folder.
        few: of the covered, those left with fewer than five values: headlines say that hardly anyone is behind them.
        printed: how many values that were printed before there was a ledger the audit took as known.
        told_before: the published numbers that may be small and of which those values alone leave fewer than five; the
            edition tells no more of them than was printed before.
        with_earlier: for a revision, the fewest values for someone who holds it together with what was published of the
            same months before; 0 where nothing was.
        relations: digest of the relations that the audit took as known; empty for audits from before these were told.
    """

    __pydantic_config__ = schema.STRICT

    covered: schema.Count
    least: schema.Count
    tables: schema.Count
    witnesses: schema.Sha256
    few: schema.Count = 0
    printed: schema.Count = 0
    told_before: schema.Count = 0
    with_earlier: schema.Count = 0
    relations: schema.Sha256 | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class TimeSlice:
    """All figures over the months of one time slice as they may be published; windows are sums of these.

    Attributes:
        period: its months.
        figures: the counts of each figure.
        merged: by question, which answers are counted under another because no protection was possible else.
        audit: what the audit found; None where there is no disclosure control.
    """

    period: Period
    figures: Mapping[str, FigureCounts]
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    audit: Audit | None = None


@dataclass(frozen=True, slots=True)
class ProtectedFigures:
    """All figures of an edition as they may be published, and the time slices that its windows are sums of.

    Made by :mod:`tasks.protect` alone, and parsed by :mod:`tasks.model.figures_json` from what that made before.

    Attributes:
        revision: how often figures that were published already were counted again, and ``reason`` why.
        keyed: whether the draw of the rounding had the installation's key.
        sample: whether the records are those that come with the program, which are drawn without a key.
        declared: the contract that they were counted by.
        titles: what the figures were called when they were last written.
        version: that of the form in which they were written, and of the rules that they obey.
    """

    edition: Period
    disclosure: Disclosure
    built_from: str
    revision: int
    figures: Mapping[str, Figure]
    slices: tuple[TimeSlice, ...]
    reason: str = ""
    keyed: bool = False
    sample: bool = False
    declared: Declarations = field(default_factory=declared_today, compare=False)
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    version: int = field(default=schema.present(schema.FIGURES), compare=False)

    def __getitem__(self, figure_id: str) -> Figure:
        return self.figures[figure_id]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures.values())

    def slices_in(self, figure_id: str, window: Window) -> tuple[TimeSlice, ...]:
        """The time slices that a window of a figure is the sum of; those from before there was the figure lack it."""
        return tuple(
            time_slice
            for time_slice in self.slices
            if window.period and time_slice.period.first in window.period and figure_id in time_slice.figures
        )
