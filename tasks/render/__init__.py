"""Render: figures, charts and texts become a web page in each language, and PDFs, with the same content.

The PDF takes longest by far. So the page for print is made first (:func:`render_print_page`), and set in a process of
its own (:func:`setting_pdf`); the web pages come meanwhile (:func:`render`), the PDFs of the infographic after it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tasks.language.texts import Texts
from tasks.model.drawing import Infographic, InfographicWords
from tasks.render.document import Prepared, prepare
from tasks.render.html import infographic_page, infographic_words, render_html, render_print_page
from tasks.render.model import Attached, BuildNote, Inputs, Page
from tasks.render.pdf import environment, render_pdf
from tasks.storage.child_process import Child, started

__all__ = [
    "Attached",
    "BuildNote",
    "Inputs",
    "Page",
    "finish_pdfs",
    "infographic_words",
    "prepare",
    "render",
    "render_print_page",
    "setting_pdf",
]


@contextmanager
def setting_pdf(page: str, inputs: Inputs) -> Iterator[Child[bytes]]:
    """A process that sets a PDF of an edition within the block, with the tables inside."""
    edition = inputs.figures.edition
    made_of = (page, edition, inputs.build.build_id, inputs.attachments)
    with started("the setting of the PDF", environment(edition), render_pdf, *made_of) as child:
        yield child


def finish_pdfs(
    child: Child[bytes], source: Prepared, words: InfographicWords, infographic: Infographic
) -> dict[str, bytes]:
    """Wait for the report's PDF, and have the same process set those of the infographic; all by their names."""
    edition, build_id = source.inputs.figures.edition, source.inputs.build.build_id
    pages = {name: infographic_page(source, words, drawing) for name, drawing in infographic.printed.items()}
    report = child.result()
    others = {name: child.asked(None, render_pdf, page, edition, build_id, ()) for name, page in pages.items()}
    return {"report.pdf": report, **others}


def render(source: Prepared, translations: Sequence[Inputs] = ()) -> tuple[Page, ...]:
    """The report of an edition as a web page in each language, the source first. Equal arguments give equal bytes.

    Args:
        source: the report in the source language.
        translations: the same figures with the texts and charts of other languages.

    Raises:
        TextError: a text cannot be rendered.
    """
    texts = [inputs.texts for inputs in (source.inputs, *translations)]
    # The source's page is made last: what translations take over from its texts is rendered with them.
    others = [_page(prepare(inputs, source), texts) for inputs in translations]
    return (_page(source, texts), *others)


def _page(prepared: Prepared, languages: Sequence[Texts]) -> Page:
    own = prepared.inputs.texts
    html = render_html(prepared, [texts for texts in languages if texts.language.code != own.language.code])
    return Page(own, html, tuple(prepared.engine.rendered.values()), tuple(prepared.engine.left_out))
