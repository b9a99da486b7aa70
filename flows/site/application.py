"""The editions site: drafts for those who approve them, publications, the quality of the logs over the weeks, and what
staff have to mend.

It reads the folders at each request, so that what it shows is what ``publish`` would take. It shows drafts, and so it
listens on the loopback alone; others read it through a proxy, and sign in (docs/operating.md).
"""

from collections.abc import Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.desk import comments, lines, making, page_pictures, signing, writing
from flows.desk.sessions import with_sessions
from flows.operate.access import guarded
from flows.operate.settings import Settings, load_settings
from flows.requests import EDITION, has_format
from flows.site import log_quality, onboarding
from flows.site.drafts import all_drafts, draft_page
from flows.site.languages import _
from flows.site.pages import page
from flows.site.publications import file_of, notice_of, publications, published_file, served
from tasks.model.errors import FileError, ReportError, UsageError, file_error
from tasks.publish.index import INDEX_FILES, LANDING

TOO_LARGE = 413
HEADERS = {
    # What a draft holds changes; a reader must not approve what the browser remembers.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; font-src data:;"
    " img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    # Another site learns no address of ours; and to none at all browsers would send forms as if from elsewhere.
    "Referrer-Policy": "same-origin",
}


def site(names: Iterable[str] = ()) -> ASGIApp:
    """The site as a web application; it is called by ``names``, see :func:`flows.operate.access.guarded`."""
    routes = [
        Route("/", _home),
        Route("/health", _health),
        Route("/drafts/{edition}/", _draft),
        Route("/drafts/{edition}", _with_slash),
        Route("/drafts/{edition}/{path:path}", _draft_file),
        Route("/published/", _index),
        Route("/published/{edition}/", _landing),
        Route("/published/{name}", _index),
        Route("/published/{edition}/{path:path}", _published_file),
        *signing.routes(),
        *writing.routes(),
        *comments.routes(),
        *lines.routes(),
        *making.routes(),
        *page_pictures.routes(),
        *log_quality.routes(),
        *onboarding.routes(),
    ]
    refusals = {ReportError: _refusal, OSError: _refusal, HTTPException: _not_there}
    return guarded(with_sessions(Starlette(routes=routes, exception_handlers=refusals)), names, HEADERS)


def _home(request: Request) -> Response:
    folders = load_settings().folders
    listed, faults = publications(folders.published)
    return _page("home", here="/", drafts=all_drafts(folders), publications=listed, faults=faults)


def _health(request: Request) -> Response:
    return JSONResponse({"ok": True})


def _draft(request: Request) -> Response:
    return _page("draft", draft=draft_page(request.path_params["edition"], load_settings().folders))


def _with_slash(request: Request) -> Response:
    # By hand: Starlette's own would name the address as it came to this machine, without the proxy's https.
    return RedirectResponse(f"/drafts/{request.path_params['edition']}/")


def _draft_file(request: Request) -> Response:
    return served(_found(load_settings().folders.out, request))


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
    publications, edition, path = (
        load_settings().folders.published,
        request.path_params["edition"],
        request.path_params["path"],
    )
    if path == LANDING:
        return _landing(request)
    found = _found(publications, request)
    return published_file(found, notice_of(publications, edition, path.partition("/")[0]), request)


def _found(root: Path, request: Request) -> Path:
    found = file_of(root, request.path_params["edition"], request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    return found


def _page(name: str, **content: object) -> Response:
    return HTMLResponse(page(name, settings=load_settings(), **content))


def _refusal(request: Request, error: Exception) -> Response:
    refusal = file_error(error) or FileError(_("The disk refused.")) if isinstance(error, OSError) else error
    return HTMLResponse(page("refusal", settings=_settings_or_none(), error=refusal), getattr(error, "status", 404))


def _settings_or_none() -> Settings:
    """The settings; the usual ones where they are what is wrong."""
    try:
        return load_settings()
    except ReportError:
        return Settings()


def _not_there(request: Request, error: Exception) -> Response:
    if getattr(error, "status_code", 0) != TOO_LARGE:
        return HTMLResponse(page("refusal", settings=_settings_or_none(), error=None), 404)
    refusal = UsageError(_("That is larger than anything the site takes."))
    return HTMLResponse(page("refusal", settings=_settings_or_none(), error=refusal), TOO_LARGE)
