"""The fix list as staff see it: a summary, then the first cells to mend; the workbook has all of them."""

from datetime import datetime
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response

from flows.edition.plan import KARACHI
from flows.operate.settings import FIX_LIST_ADDRESS, Settings
from flows.site.pages import page
from tasks.validate import FIX_LIST, FIX_LIST_PAGE, read_fix_list

NOT_KEPT = {"Cache-Control": "no-store"}
"""It names contacts by their references: no browser keeps it."""


def fix_list_page(settings: Settings) -> Response:
    """The page.

    Raises:
        UsageError: what the last check left cannot be read.
    """
    found = read_fix_list(settings.folders.private)
    of = _made(settings.folders.private / FIX_LIST_PAGE) if found else ""
    content = page("fix_list", settings=settings, here=FIX_LIST_ADDRESS, found=found, of=of, workbook=FIX_LIST)
    return HTMLResponse(content, headers=NOT_KEPT)


def fix_list_file(settings: Settings) -> Response | None:
    """The workbook; None where there is none."""
    file = settings.folders.private / FIX_LIST
    return FileResponse(file, headers=NOT_KEPT) if file.is_file() and not file.is_symlink() else None


def _made(file: Path) -> str:
    return f"{datetime.fromtimestamp(file.stat().st_mtime, KARACHI):%-d %B %Y, %H:%M}"
