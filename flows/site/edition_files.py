"""The files of drafts and publications: which may be read, how they are served, and the notice above withdrawn ones."""

import re
from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.edition.reading import is_draft
from flows.requests import EDITION, has_format
from flows.settings import load_settings
from flows.site.languages import _, spoken, translations
from flows.site.pages import page
from tasks.model.errors import EditionError
from tasks.model.manifest import MANIFEST, is_internal, read_manifest
from tasks.model.period import EDITION_NAME
from tasks.publish.index import INDEX_FILES, LANDING
from tasks.publish.publications import revision_number, revisions_of

AS_PUBLISHED = "as-published"
"""Asks for a file of a withdrawn revision without the notice."""
VARY = {"Vary": "Accept"}
_BODY = re.compile(rb"<body[^>]*>")
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_SCRIPT = re.compile("'sha256-[A-Za-z0-9+/]+=*'")
_HEAD = 4096
"""Bytes within which a report states its policy."""


def routes() -> list[BaseRoute]:
    """The routes of these files."""
    return [
        Route("/drafts/{edition}/{path:path}", _draft_file),
        Route("/published/", _index),
        Route("/published/{edition}/", _landing),
        Route("/published/{name}", _index),
        Route("/published/{edition}/{path:path}", _published_file),
    ]


def draft_folder(edition: str) -> Path:
    """The folder of a draft.

    Raises:
        EditionError: there is none, or one with exact counts.
    """
    folder = load_settings().folders.out / edition
    if not is_draft(folder):
        raise EditionError(_("There is no such draft."), edition[:40], _("Go back to the list of editions."))
    return folder


def file_of(root: Path, edition: str, path: str) -> Path:
    """A file of an edition, or of one of its revisions, by its path.

    Raises:
        HTTPException: there is none that may be read.
    """
    first, __, rest = path.partition("/")
    folder, name = (root / edition / first, rest) if revision_number(first) else (root / edition, path)
    try:
        manifest = read_manifest(folder) if re.fullmatch(EDITION_NAME, edition) else None
    except EditionError:
        manifest = None
    if manifest and not is_internal(manifest) and name in {MANIFEST, *manifest.files}:
        found = folder / name
        # Neither the file nor a folder on the way to it may lead elsewhere; the folder of editions may be a link.
        if found.is_file() and found.resolve() == root.resolve() / edition / path:
            return found
    raise HTTPException(404)


def _draft_file(request: Request) -> Response:
    return _served(file_of(load_settings().folders.out, request.path_params["edition"], request.path_params["path"]))


def _index(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    if has_format(name, EDITION):
        return RedirectResponse(f"/published/{name}/")
    return _unversioned_page(name if name in INDEX_FILES else "")


def _landing(request: Request) -> Response:
    edition = request.path_params["edition"]
    return _unversioned_page(f"{edition}/{LANDING}" if has_format(edition, EDITION) else "")


def _unversioned_page(path: str) -> Response:
    """A page beside the revisions, which no manifest names; the folder of publications itself may be a link."""
    root = load_settings().folders.published
    if not path or not (root / path).is_file() or (root / path).resolve() != root.resolve() / path:
        raise HTTPException(404)
    return FileResponse(root / path)


def _published_file(request: Request) -> Response:
    """A published file, byte for byte. A browser that opens one of a withdrawn revision meets the notice.

    On a web page it stands above the text; before any other file it is a page of its own, which leads on to the file.
    """
    edition, path = request.path_params["edition"], request.path_params["path"]
    if path == LANDING:
        return _landing(request)
    root = load_settings().folders.published
    file, revisions = file_of(root, edition, path), revisions_of(edition, root)
    folder, __, name = path.partition("/")
    withdrawn = next((each for each in revisions if each.folder.name == folder and each.withdrawal), None)
    is_person = "text/html" in request.headers.get("accept", "")
    if withdrawn is None or AS_PUBLISHED in request.query_params or not is_person:
        return _served(file)
    current = next((each for each in revisions if each.withdrawal is None), None)
    onward = name if current and (current.folder / name).is_file() else "report.html"
    if file.suffix == ".html" and (code := file.name.partition(".")[2].partition(".")[0]) in translations():
        spoken.set(code)  # that of the page, whatever its reader chose
    template = "banner" if file.suffix == ".html" else "withdrawn"
    notice = page(
        request, template, headers=VARY, revision=withdrawn, current=current, onward=onward, as_published=AS_PUBLISHED
    )
    if file.suffix != ".html":
        return notice
    html = _BODY.sub(lambda body: body[0] + bytes(notice.body), file.read_bytes(), count=1)
    return HTMLResponse(html, headers={**VARY, **_own_policy(file)})


def _served(file: Path) -> Response:
    """A file of an edition. A report runs the one script that it names by its digest, as if it were of another site."""
    kind = "image/svg+xml; charset=utf-8" if file.suffix == ".svg" else None
    return FileResponse(file, headers=_own_policy(file) if file.suffix == ".html" else None, media_type=kind)


def _own_policy(file: Path) -> Mapping[str, str]:
    with file.open("rb") as opened:
        stated = _POLICY.search(opened.read(_HEAD))
    script = next(iter(_SCRIPT.findall(stated[1].decode("utf-8", "replace"))), "'none'") if stated else "'none'"
    policy = (
        f"default-src 'none'; script-src {script}; style-src 'unsafe-inline'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        # Whatever stands in a report, it has no part in the session of whoever reads it.
        " sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    )
    return {"Content-Security-Policy": policy}
