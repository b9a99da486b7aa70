"""Words that a function printed, with their source: what a text prints is one of these, or was typed."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from markupsafe import Markup

from tasks.language.rendered_text import Source
from tasks.model.changes import Doubt, Side
from tasks.model.differences import difference_of_counts, difference_of_shares


class Stands(StrEnum):
    """Where a row stands among those that it was asked with."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    BETWEEN = "between"

    @classmethod
    def of(cls, count: float, counts: Collection[float]) -> "Stands":
        """Where a count stands among others; of equal ones, each is the highest."""
        if count >= max(counts, default=count):
            return cls.HIGHEST
        return cls.LOWEST if count <= min(counts) else cls.BETWEEN


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands, or the first of several, and what that rests on.

    Attributes:
        place: where it stands.
        row: the row, or the last of several.
        rival: the row that is next to it in order; None where there is none.
        by_share: whether shares are compared, not counts.
    """

    place: Stands
    row: Side | None = None
    rival: Side | None = None
    by_share: bool = False

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What could have put the two rows in another order."""
        if self.row is None or self.rival is None:
            return ()
        return (difference_of_shares if self.by_share else difference_of_counts)(self.row, self.rival).doubts


class TracedText(str):
    """Text that a function printed. It is compared and joined as any text; joined, it is no longer ``Said``.

    ``standing`` is set for rows.
    """

    __slots__ = ("source", "standing")
    source: Source
    standing: Standing | None

    def __new__(cls, text: str, source: Source, standing: Standing | None = None) -> Self:
        """Text with its source."""
        said = super().__new__(cls, text)
        said.source, said.standing = source, standing
        return said


class TracedMarkup(Markup):
    """A mark that a function printed, which Markdown acts on."""

    __slots__ = ("source",)
    source: Source

    def __new__(cls, text: str, source: Source) -> Self:
        """A mark with its source."""
        said = super().__new__(cls, text)
        said.source = source
        return said
