"""Render: figures, charts and texts become a web page in each language, and one PDF, with the same content.

The PDF takes longest by far. So the pages that it is set from are made first and handed to a companion
(:func:`typeset`); then come the web pages (:func:`render`), while it is set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.core.companion import Companion, Order
from tasks.core.shelf import NOTHING_KEPT, Shelf
from tasks.core.texts import Texts
from tasks.render.document import Inputs, Prepared, prepare
from tasks.render.gatherings import render_print_pages
from tasks.render.html import render_html
from tasks.render.model import Attached, BuildNote, Page, Rendered
from tasks.render.pdf import render_pdf

__all__ = ["Attached", "BuildNote", "Inputs", "Page", "Rendered", "Typeset", "render", "typeset"]


@dataclass(frozen=True, slots=True)
class Typeset:
    """The report in the source language, prepared for any medium; and its PDF, being set, if there is to be one."""

    source: Prepared
    pdf: Order[bytes] | None


def typeset(inputs: Inputs, companion: Companion | None = None, shelf: Shelf = NOTHING_KEPT) -> Typeset:
    """Prepare the report in the source language, and begin its PDF.

    Args:
        inputs: everything that the edition is rendered from.
        companion: who sets the PDF; it is not waited for. None where there is to be no PDF.
        shelf: where pages are kept that were set before.

    Raises:
        TextError: a text cannot be rendered.
    """
    source = prepare(inputs)
    if not companion:
        return Typeset(source, None)
    pages = render_print_pages(source)
    arguments = (pages, inputs.figures.edition, inputs.build.build_id, inputs.attachments, shelf)
    return Typeset(source, companion.begin("the setting of the PDF", render_pdf, *arguments))


def render(source: Prepared, translations: Sequence[Inputs] = ()) -> Rendered:
    """The report of an edition as a web page in each language. Equal arguments give equal bytes.

    Args:
        source: the report in the source language.
        translations: the same figures with the texts and charts of other languages.

    Raises:
        TextError: a text cannot be rendered.
    """
    texts = [inputs.texts for inputs in (source.inputs, *translations)]
    others = tuple(_page(prepare(inputs, source), texts) for inputs in translations)
    return Rendered(_page(source, texts), others)


def _page(prepared: Prepared, languages: Sequence[Texts]) -> Page:
    own = prepared.inputs.texts
    html = render_html(prepared, [texts for texts in languages if texts is not own])
    return Page(own, html, tuple(prepared.engine.passages.values()))
