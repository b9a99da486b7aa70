"""Folios, as printers call the numbers on the pages: they are put on last, since no gathering knows its place."""

from collections.abc import Sequence

from pikepdf import Array, Name, Pdf

from tasks.render.model import PrintPages
from tasks.render.pdf.press import Press
from tasks.render.pdf.writing import new_stream, put_stream

_FOLIO = '<div class="folio"></div>'
AT_ONCE = 20
"""How many are set at once. They are kept, so that a report with a page more finds its numbers on the shelf."""


def put_numbers(whole: Pdf, pages: PrintPages, lengths: Sequence[int], press: Press) -> None:
    """Number the pages of a report through; the cover counts, but has no number on it.

    Args:
        whole: the report.
        pages: what it was set from.
        lengths: how many pages each of its gatherings has.
        press: what sets the numbers.
    """
    numbered = [
        gathering.numbered for gathering, length in zip(pages.gatherings, lengths, strict=True) for _ in range(length)
    ]
    at_once = -(-len(numbered) // AT_ONCE) * AT_ONCE
    folios = press.print(pages.empty.replace("</body>", f"{_FOLIO * at_once}</body>")).pdf
    begin = new_stream(whole, b"q")
    for number, (page, folio) in enumerate(zip(whole.pages, folios.pages, strict=False), 1):
        if numbered[number - 1]:
            drawn, name = whole.copy_foreign(folio.as_form_xobject()), Name(f"/Folio{number}")
            put_stream(drawn, drawn.read_bytes())
            page.add_resource(drawn, Name.XObject, name)
            page.obj.Contents = Array([begin, page.obj.Contents, new_stream(whole, f"Q {name} Do".encode())])
