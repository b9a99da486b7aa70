"""Render: figures, charts and texts become a web page in each language, and PDFs, with the same content.

The PDFs take longest by far. So the pages that they are set from are made first (:func:`print_pages`), and set in a
process of their own (:func:`setting_pdfs`); the web pages come meanwhile (:func:`render`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tasks.language.texts import Texts
from tasks.model.drawing import InfographicWords, PrintedDrawing
from tasks.render.document import Prepared, prepare
from tasks.render.html import infographic_page, infographic_words, render_html, render_print_page
from tasks.render.model import Attached, BuildNote, Inputs, Page, Rendered
from tasks.render.pdf import environment, render_pdfs
from tasks.storage.child_process import Child, started

__all__ = [
    "Attached",
    "BuildNote",
    "Inputs",
    "Page",
    "Rendered",
    "infographic_words",
    "prepare",
    "print_pages",
    "render",
    "setting_pdfs",
]

REPORT = "report.pdf"


def print_pages(source: Prepared, words: InfographicWords, drawn: Mapping[str, PrintedDrawing]) -> Mapping[str, str]:
    """The pages that PDFs are set from, by the names of these: the report, and the infographic in each size.

    Args:
        source: the report in the source language.
        words: what the infographic says.
        drawn: the infographic as it is drawn, by the names of its PDFs.

    Raises:
        TextError: a text cannot be rendered.
    """
    others = {name: infographic_page(source, words, drawing) for name, drawing in drawn.items()}
    return {REPORT: render_print_page(source), **others}


@contextmanager
def setting_pdfs(pages: Mapping[str, str], inputs: Inputs) -> Iterator[Child[dict[str, bytes]]]:
    """A process that sets PDFs of an edition within the block, by their names; the report's carries the tables."""
    edition = inputs.figures.edition
    made_of = (pages, edition, inputs.build.build_id, {REPORT: inputs.attachments})
    with started("the setting of the PDF", environment(edition), render_pdfs, *made_of) as child:
        yield child


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
