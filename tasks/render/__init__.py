"""Render: figures, charts and texts become one web page and one PDF with the same content."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks.core.brand import Brand
from tasks.core.changes import Comparison
from tasks.core.drawing import Drawing
from tasks.core.figures import ProtectedFigures
from tasks.core.quality import Quality
from tasks.core.texts import TEXTS, load_texts
from tasks.render.document import Inputs, prepare
from tasks.render.html import render_html
from tasks.render.model import Attached, BuildNote, Medium, Rendered
from tasks.render.pdf import render_pdf

__all__ = ["Attached", "BuildNote", "Rendered", "render"]


def render(
    figures: ProtectedFigures,
    comparison: Comparison,
    quality: Quality,
    charts: Mapping[str, Drawing],
    brand: Brand,
    attachments: Sequence[Attached],
    build: BuildNote,
    pdf: bool = True,
    texts: Path = TEXTS,
) -> Rendered:
    """The report of an edition, as a page and, if asked, as a PDF. Equal arguments give equal bytes.

    Args:
        figures: every published number.
        comparison: what changed since an earlier period.
        quality: the quality statement of the build.
        charts: figure id → its drawing, and the chart of what changed.
        brand: colours, type and drawings.
        attachments: the tables that travel inside the PDF; ``<figure id>.csv`` is offered below its figure on the page.
        build: what the colophon prints.
        pdf: whether the PDF is made.
        texts: the folder of the texts.

    Raises:
        TextError: a text cannot be rendered.
    """
    loaded = load_texts(texts, figures.edition)
    prepared = prepare(Inputs(figures, comparison, quality, charts, brand, tuple(attachments), build, loaded))
    printed = render_html(prepared, Medium.PRINT) if pdf else ""
    document = render_pdf(printed, figures.edition, build.build_id, attachments) if pdf else None
    page = render_html(prepared, Medium.SCREEN)
    return Rendered(page, document, loaded.omitted, tuple(prepared.engine.passages.values()))
