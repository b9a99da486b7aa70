"""From the print pages to one file that is PDF/A-3a and PDF/UA-1 at once, with the tables inside.

The report is set in gatherings, as a bookbinder calls the sheets that are sewn together. Each is set by itself and
knows nothing of its place, so that a change of text sets one of them anew and takes the others from the shelf. Then
they are bound, and numbered through.
"""

import datetime
from collections.abc import Sequence

from tasks.core.period import Period
from tasks.core.shelf import NOTHING_KEPT, Shelf
from tasks.render.model import Attached, PrintPages


def render_pdf(
    pages: PrintPages,
    edition: Period,
    build_id: str,
    attachments: Sequence[Attached],
    shelf: Shelf = NOTHING_KEPT,
) -> bytes:
    """The PDF of a report. Equal arguments give equal bytes, whatever lies on the shelf.

    Args:
        pages: what it is set from; it may refer to ``data:`` addresses only.
        edition: dates the file, to the day after its end.
        build_id: names the build; becomes the identifier of the file.
        attachments: the tables that travel inside.
        shelf: where gatherings are kept that were set before.

    Raises:
        StageError: the contents never came to rest, or no way was found to write the file within its profiles.
    """
    # Loading what binds takes a tenth of a second, which the command line should not wait for.
    from tasks.render.pdf.binding import bind
    from tasks.render.pdf.folios import put_numbers
    from tasks.render.pdf.paging import paged
    from tasks.render.pdf.press import Press
    from tasks.render.pdf.writing import write

    after = edition.last + 1
    day = datetime.datetime(after.year, after.number, 1, tzinfo=datetime.UTC)
    press = Press(pages.css, day, shelf)
    sheets = paged(pages.gatherings, press)
    whole = bind(sheets)
    put_numbers(whole, pages, [sheet.pages for sheet in sheets], press)
    return write(whole, build_id, attachments, day)
