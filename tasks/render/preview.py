"""One block of the report as its page will print it, while somebody writes it; all others stay as they are."""

from dataclasses import replace

from tasks.language.bidi import held_together, marked_up
from tasks.language.rendered_text import RenderedText
from tasks.language.texts import Block
from tasks.render.document import Prepared, engine_of, page_templates, print_blocks
from tasks.render.figure_blocks import numbered
from tasks.render.model import Medium


def with_text(prepared: Prepared, block: Block, text: str) -> tuple[Prepared, RenderedText]:
    """The report with another text in one block, to print that alone; and the text as it was carried out.

    Args:
        prepared: the report, whose other texts give the numbers of figures.
        block: one of its blocks.
        text: as somebody wrote it.

    Raises:
        TextError: the text cannot be rendered.
    """
    inputs = prepared.inputs
    engine, place = engine_of(inputs, prepared.source), inputs.texts.place(inputs.texts.file(block))
    own = engine.marked(text, place)
    markdown = [own if other.id == block.id else source for other, source in prepared.sources]
    references = numbered(markdown, inputs.figures, inputs.texts.language)
    alone = replace(prepared, engine=engine, sources=((block, own),), references=references)
    return alone, engine.rendered[place]


def printed_alone(prepared: Prepared) -> str:
    """The blocks of a prepared report as its web page has them, without the page around them.

    Raises:
        TextError: a text cannot be rendered.
    """
    macro = page_templates().get_template("block.html.j2").module.printed_block  # type: ignore[attr-defined]
    html = "".join(str(macro(printed)) for printed in print_blocks(prepared, Medium.SCREEN))
    texts = prepared.inputs.texts
    if texts.source:
        html = marked_up(html, texts.source.language.code, texts.source.language.direction)
    return str(held_together(html) if texts.language.runs_left else html)
