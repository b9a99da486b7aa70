"""What render takes beside the figures, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tasks.core.passages import Passage

TEMPLATES = Path(__file__).parents[2] / "report_templates"


class Medium(StrEnum):
    """Where the report is read. The words are the same; only the screen has tables on demand."""

    PRINT = "print"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Attached:
    """A table that travels inside the PDF: its file name, what it holds, and its text."""

    name: str
    description: str
    content: str


@dataclass(frozen=True, slots=True)
class BuildNote:
    """What the colophon prints of a build.

    Attributes:
        build_id: digest that names the build; also the identifier of the PDF.
        versions: name → version of the programs that made it.
        text_revision: revision of the texts and the code.
    """

    build_id: str
    versions: Mapping[str, str]
    text_revision: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The finished report.

    Attributes:
        omitted: the blocks that this edition has no text for.
        passages: every text of it with what printed its parts.
    """

    html: str
    pdf: bytes | None
    omitted: tuple[str, ...]
    passages: tuple[Passage, ...]
