"""The report cut into the gatherings from which the PDF is set: see :mod:`tasks.render.pdf`."""

from collections.abc import Iterator, Sequence

from tasks.core.texts import BlockKind
from tasks.render.document import Prepared, Printed, print_blocks
from tasks.render.html import page_of, style_of
from tasks.render.model import Gathering, Medium, PrintPages


def render_print_pages(prepared: Prepared) -> PrintPages:
    """The report as it goes into the PDF: each gathering from a heading that begins a page to the next such.

    Raises:
        TextError: a text cannot be rendered.
    """
    gatherings = tuple(_gatherings(prepared, print_blocks(prepared, Medium.PRINT)))
    css = style_of([gathering.html for gathering in gatherings], prepared.inputs, Medium.PRINT)
    return PrintPages(css, gatherings, page_of(prepared, Medium.PRINT, []))


def _gatherings(prepared: Prepared, blocks: Sequence[Printed]) -> Iterator[Gathering]:
    starts = [place for place, printed in enumerate(blocks) if place == 0 or printed.block.begins_page]
    chapter = ""
    for first, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        together = blocks[first:end]
        goes_on = chapter if together[0].block.kind is BlockKind.SECTION else ""
        kinds = {printed.block.kind for printed in together}
        yield Gathering(
            page_of(prepared, Medium.PRINT, together, continued=goes_on),
            lists_pages=BlockKind.CONTENTS in kinds,
            numbered=BlockKind.COVER not in kinds,
        )
        chapters = [printed for printed in together if printed.block.kind is BlockKind.CHAPTER]
        chapter = f"{chapters[-1].number} {chapters[-1].title}".strip() if chapters else chapter
