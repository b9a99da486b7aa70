"""Words that a function printed, with their source: what a text prints must be one of these or stand in it as typed."""

from typing import Self

from markupsafe import Markup

from tasks.core.passages import Source


class Said(str):
    """Text that a function printed. It is compared and joined as any text; joined, it is no longer ``Said``."""

    __slots__ = ("source",)
    source: Source

    def __new__(cls, text: str, source: Source) -> Self:
        """Text with its source."""
        said = super().__new__(cls, text)
        said.source = source
        return said


class SaidMarkup(Markup):
    """A mark that a function printed, which Markdown acts on."""

    __slots__ = ("source",)
    source: Source

    def __new__(cls, text: str, source: Source) -> Self:
        """A mark with its source."""
        said = super().__new__(cls, text)
        said.source = source
        return said
