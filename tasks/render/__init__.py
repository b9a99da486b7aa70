"""Render: figures, charts and texts become a web page in each language, and one PDF, with the same content."""

from collections.abc import Mapping, Sequence

from tasks.core.brand import Brand
from tasks.core.changes import Comparison
from tasks.core.drawing import Drawing
from tasks.core.figures import ProtectedFigures
from tasks.core.quality import Quality
from tasks.core.texts import Texts
from tasks.render.document import Inputs, Prepared, prepare
from tasks.render.html import render_html
from tasks.render.model import Attached, BuildNote, Medium, Page, Rendered
from tasks.render.typesetter import typesetter

__all__ = ["Attached", "BuildNote", "Page", "Rendered", "render"]

Charts = Mapping[str, Drawing]


def render(
    figures: ProtectedFigures,
    comparison: Comparison,
    quality: Quality,
    charts: Sequence[Charts],
    brand: Brand,
    attachments: Sequence[Attached],
    build: BuildNote,
    texts: Sequence[Texts],
    pdf: bool = True,
) -> Rendered:
    """The report of an edition, as a page in each language and, if asked, as a PDF. Equal arguments give equal bytes.

    Args:
        figures: every published number.
        comparison: what changed since an earlier period.
        quality: the quality statement of the build.
        charts: for each language, figure id → its drawing, and the chart of what changed.
        brand: colours, type and drawings.
        attachments: the tables that travel inside the PDF; ``<figure id>.csv`` is offered below its figure on the page.
        build: what the colophon prints.
        texts: the texts of each language: those of the source language, of which the PDF is made, then translations.
        pdf: whether the PDF is made.

    Raises:
        TextError: a text cannot be rendered.
        StageError: the PDF could not be set.
    """
    shared = (tuple(attachments), build)
    inputs = [
        Inputs(figures, comparison, quality, drawn, brand.lettered(loaded.language.code), *shared, loaded)
        for loaded, drawn in zip(texts, charts, strict=True)
    ]
    if not pdf:
        return Rendered(*_pages(prepare(inputs[0]), inputs[1:]))
    with typesetter() as setting:
        source = prepare(inputs[0])
        setting.begin(render_html(source, Medium.PRINT), figures.edition, build.build_id, attachments)
        page, translations = _pages(source, inputs[1:])
        return Rendered(page, translations, setting.finished())


def _pages(source: Prepared, others: Sequence[Inputs]) -> tuple[Page, tuple[Page, ...]]:
    """The web page in the source language, and those of its translations."""
    texts = [source.inputs.texts, *(other.texts for other in others)]
    page = _page(source, texts)
    return page, tuple(_page(prepare(other, source), texts) for other in others)


def _page(prepared: Prepared, languages: Sequence[Texts]) -> Page:
    own = prepared.inputs.texts
    html = render_html(prepared, Medium.SCREEN, [texts for texts in languages if texts is not own])
    return Page(own, html, tuple(prepared.engine.passages.values()))
