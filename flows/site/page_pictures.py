"""The pages of the draft beside those of a revision, as pictures: those that look another way, what differs framed.

They are drawn in the process of :mod:`flows.site.preview_process`, and as the PDF has them.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

from PIL import Image, ImageChops
from pypdfium2 import PdfDocument
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from flows.settings import load_settings
from flows.site.edition_files import file_of
from flows.site.pages import page
from flows.site.preview_process import PREVIEW_PROCESS
from tasks.model.manifest import digest

PDF = "report.pdf"
DRAFT = "draft"
SMALL, LARGE = 0.75, 1.5
"""How many dots a point has: to compare pages, and to look at them."""
BODY = 0.93
"""The part of a page above its number, which is another one once a page has come in before it."""


@dataclass(frozen=True, slots=True)
class PagePair:
    """Pages that stand in each other's place, by number from 1; 0 where there is none.

    ``box`` is what differs: left, top, width and height, in per cent of the page.
    """

    before: int
    after: int
    box: tuple[float, float, float, float] | None


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route("/desk/{edition}/pages/{revision}", _pages),
        Route("/desk/{edition}/picture/{folder}/{number:int}.png", _picture),
    ]


@lru_cache(maxsize=4)
def changed_pages(before: Path, after: Path, digests: tuple[str, str]) -> tuple[PagePair, ...]:
    """The pages of two PDFs that look another way but for their numbers; ``digests`` tell when they are other files."""
    matched = SequenceMatcher(None, _looks(before), _looks(after), autojunk=False)
    changes = [change for change in matched.get_opcodes() if change[0] != "equal"]
    with PdfDocument(before) as old, PdfDocument(after) as new:
        return tuple(
            PagePair(a + 1, b + 1, _differing(_body(old, a), _body(new, b)) if min(a, b) >= 0 else None)
            for _how, a1, a2, b1, b2 in changes
            for a, b in zip_longest(range(a1, a2), range(b1, b2), fillvalue=-1)
        )


def picture(file: Path, number: int) -> bytes:
    """A page as PNG; empty where there is none of this number, counted from 1."""
    drawn = BytesIO()
    with PdfDocument(file) as pdf:
        if 1 <= number <= len(pdf):
            _drawn(pdf, number - 1, LARGE).save(drawn, "PNG")
    return drawn.getvalue()


def _looks(file: Path) -> list[str]:
    with PdfDocument(file) as pdf:
        return [sha256(_body(pdf, number).tobytes()).hexdigest() for number in range(len(pdf))]


def _body(pdf: PdfDocument, number: int) -> Image.Image:
    drawn = _drawn(pdf, number, SMALL)
    return drawn.crop((0, 0, drawn.width, round(drawn.height * BODY)))


def _drawn(pdf: PdfDocument, number: int, scale: float) -> Image.Image:
    image: Image.Image = pdf[number].render(scale=scale).to_pil()
    return image


def _differing(before: Image.Image, after: Image.Image) -> tuple[float, float, float, float] | None:
    box = ImageChops.difference(before, after).getbbox() if before.size == after.size else None
    if box is None:
        return None
    left, top, right, bottom = box
    width, height = before.width, before.height / BODY
    return 100 * left / width, 100 * top / height, 100 * (right - left) / width, 100 * (bottom - top) / height


def _pages(request: Request) -> Response:
    edition, revision = request.path_params["edition"], request.path_params["revision"]
    before, after = _pdf(edition, revision), _pdf(edition, DRAFT)
    digests = digest(before.parent), digest(after.parent)
    return page(
        request,
        "page_pictures",
        edition=edition,
        revision=revision,
        pairs=PREVIEW_PROCESS.ask(changed_pages, before, after, digests),
        folders=(revision, DRAFT),
    )


def _picture(request: Request) -> Response:
    file = _pdf(request.path_params["edition"], request.path_params["folder"])
    drawn = PREVIEW_PROCESS.ask(picture, file, request.path_params["number"])
    if not drawn:
        raise HTTPException(404)
    return Response(drawn, media_type="image/png")


def _pdf(edition: str, folder: str) -> Path:
    folders = load_settings().folders
    where = (folders.out, edition, PDF) if folder == DRAFT else (folders.published, edition, f"{folder}/{PDF}")
    return file_of(*where).resolve()
