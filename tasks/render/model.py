"""What render takes beside the figures, page templates among it, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.language.rendered_text import RenderedText
from tasks.language.texts import Texts
from tasks.model.brand import Brand
from tasks.model.changes import Comparison
from tasks.model.drawing import Drawing
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.quality import Quality

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parents[2] / "report_templates"


@cache
def _environment() -> "Environment":
    # The process that sets PDFs needs none, and should not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_template(name: str) -> "Template":
    """A template of pages or of parts of them; every value is escaped."""
    return _environment().get_template(f"{name}.html.j2")


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


@dataclass(frozen=True)
class Inputs:
    """Everything that an edition is rendered from, in one language.

    Attributes:
        figures: every published number.
        comparison: what changed since an earlier period.
        quality: the quality statement of the build.
        charts: figure id → its drawing, and the chart of what changed.
        brand: colours, type and drawings.
        attachments: the tables that travel inside the PDF; ``<figure id>.csv`` is offered below its figure on the page.
        build: what the colophon prints.
        texts: the texts of the language.
    """

    figures: ProtectedFigures
    comparison: Comparison
    quality: Quality
    charts: Mapping[str, Drawing]
    brand: Brand
    attachments: tuple[Attached, ...]
    build: BuildNote
    texts: Texts

    def without_template(self, template: str) -> "Inputs":
        """Return the same without the blocks that a template fills."""
        blocks = tuple(block for block in self.texts.blocks if block.template != template)
        return replace(self, texts=replace(self.texts, blocks=blocks))

    def translated(self, texts: Texts, charts: Mapping[str, Drawing]) -> "Inputs":
        """The same edition in another language."""
        return replace(self, texts=texts, charts=charts, brand=self.brand.for_language(texts.language.code))


@dataclass(frozen=True, slots=True)
class Page:
    """The report as a web page in one language.

    Attributes:
        texts: those of the language.
        html: the page.
        rendered: its texts with what printed their parts.
        left_out: what they say of figures and answers that the edition does not have, by file and line.
    """

    texts: Texts
    html: str
    rendered: tuple[RenderedText, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionMark:
    """What an edition says of itself on every page: the mark's name, and what a reader has to know."""

    name: str
    help: str


def marks(figures: ProtectedFigures, words: Mapping[str, Any]) -> tuple[EditionMark, ...]:
    """The marks of a draft and of made-up data, in the words of a language; none for what may be published."""
    kinds = {"draft": figures.disclosure is Disclosure.NONE, "sample": figures.sample}
    return tuple(
        EditionMark(words["page"][kind], words["page"][f"{kind}_help"]) for kind, holds in kinds.items() if holds
    )


def mark_line(figures: ProtectedFigures, words: Mapping[str, Any]) -> str:
    """The names of all marks, in a line."""
    return " · ".join(mark.name for mark in marks(figures, words))
