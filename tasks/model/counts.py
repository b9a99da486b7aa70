"""Raw counts, as aggregate makes them and protect takes them; they never leave the left side of the line."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.model.figures import FigureCounts, FigureSpec
from tasks.model.period import Period


@dataclass(frozen=True, slots=True)
class RawTimeSlice:
    """All figures over the months of one time slice, as counted."""

    period: Period
    figures: Mapping[str, FigureCounts]


@dataclass(frozen=True, slots=True)
class Counts:
    """All raw counts of a build, by time slice, in the order of time."""

    edition: Period
    specs: Mapping[str, FigureSpec]
    slices: tuple[RawTimeSlice, ...]
