"""Render: figures, charts and texts become a web page in each language, and one PDF, with the same content.

The PDF takes longest by far, in a process of its own. So the page that it is set from is made and handed over first
(:func:`typeset`); then come the web pages (:func:`render`), while it is set.
"""

from collections.abc import Sequence

from tasks.core.texts import Texts
from tasks.render.document import Inputs, Prepared, prepare
from tasks.render.html import render_html
from tasks.render.model import Attached, BuildNote, Medium, Page, Rendered
from tasks.render.typesetter import Typesetter, typesetter

__all__ = ["Attached", "BuildNote", "Inputs", "Page", "Rendered", "Typesetter", "render", "typeset", "typesetter"]


def typeset(inputs: Inputs, setting: Typesetter | None = None) -> Prepared:
    """The report in the source language, prepared for any medium; and the order for its PDF, if one is to be set.

    Args:
        inputs: everything that the edition is rendered from.
        setting: who sets the PDF; it is not waited for. None where there is to be no PDF.

    Raises:
        TextError: a text cannot be rendered.
    """
    source = prepare(inputs)
    if setting:
        page = render_html(source, Medium.PRINT)
        setting.begin(page, inputs.figures.edition, inputs.build.build_id, inputs.attachments)
    return source


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
    html = render_html(prepared, Medium.SCREEN, [texts for texts in languages if texts is not own])
    return Page(own, html, tuple(prepared.engine.passages.values()))
