"""Words that a function printed, with their source: what a text prints is one of these, or was typed."""

from collections.abc import Collection
from enum import StrEnum
from typing import Self

from markupsafe import Markup

from tasks.language.rendered_text import Source


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


class TracedText(str):
    """Text that a function printed. It is compared and joined as any text; joined, it is no longer ``Said``.

    ``stands`` is set for rows: where the row stands, or the first of several.
    """

    __slots__ = ("source", "stands")
    source: Source
    stands: Stands | None

    def __new__(cls, text: str, source: Source, stands: Stands | None = None) -> Self:
        """Text with its source."""
        said = super().__new__(cls, text)
        said.source, said.stands = source, stands
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
