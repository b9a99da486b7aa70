"""Render: figures, charts and texts become a web page in each language, and one PDF, with the same content.

The PDF takes longest by far. So the page that it is set from is made first, and set in a process of its own
(:func:`setting_pdf`); the web pages come meanwhile (:func:`render`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tasks.language.texts import Texts
from tasks.render.document import Prepared, prepare
from tasks.render.html import render_html, render_print_page
from tasks.render.infographic import infographic_page, infographic_words
from tasks.render.model import Attached, BuildNote, Inputs, Page, Rendered
from tasks.render.pdf import environment, render_pdf, render_pictures
from tasks.storage.child_process import Child, run_apart, started

__all__ = [
    "Attached",
    "BuildNote",
    "Inputs",
    "Page",
    "Rendered",
    "Typeset",
    "infographic_pdfs",
    "infographic_words",
    "render",
    "setting_pdf",
    "typeset",
]


@dataclass(frozen=True, slots=True)
class Typeset:
    """The report in the source language, prepared for any medium; and the page that a PDF is set from, if any is."""

    source: Prepared
    print_page: str = ""


def typeset(inputs: Inputs, *, pdf: bool = False) -> Typeset:
    """Prepare the report in the source language.

    Args:
        inputs: everything that the edition is rendered from.
        pdf: whether to make its print page.

    Raises:
        TextError: a text cannot be rendered.
    """
    source = prepare(inputs)
    return Typeset(source, render_print_page(source) if pdf else "")


@contextmanager
def setting_pdf(report: Typeset) -> Iterator[Child[bytes]]:
    """A process that sets the PDF of a report within the block."""
    inputs = report.source.inputs
    edition = inputs.figures.edition
    made_of = (report.print_page, edition, inputs.build.build_id, inputs.attachments)
    with started("the setting of the PDF", environment(edition), render_pdf, *made_of) as child:
        yield child


def infographic_pdfs(source: Prepared, pictures: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The infographic as PDF, a file for each that there is as SVG; set in a process of its own, as the report is."""
    inputs, words = source.inputs, infographic_words(source)
    pages = {
        name.removesuffix(".svg") + ".pdf": infographic_page(source, words, content.decode())
        for name, content in pictures.items()
        if name.endswith(".svg")
    }
    edition = inputs.figures.edition
    made_of = (pages, edition, inputs.build.build_id)
    return run_apart("the setting of the infographic", environment(edition), render_pictures, *made_of) if pages else {}


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
    return Page(own, html, tuple(prepared.engine.rendered.values()), tuple(prepared.engine.left_out))
