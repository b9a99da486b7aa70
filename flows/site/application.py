"""The editions site: drafts for those who approve them, publications, the quality of the logs over the weeks, and what
staff have to mend.

It reads the folders at each request, so that what it shows is what ``publish`` would take. It shows drafts, and so it
listens on the loopback alone; others read it through a proxy, and sign in (docs/operating.md).
"""

from collections.abc import Iterable
from itertools import groupby

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.operate.access import guarded
from flows.settings import Settings, load_settings
from flows.site import (
    blocks,
    drafts,
    edition_files,
    lines,
    log_quality,
    making,
    onboarding,
    sessions,
    writing,
)
from flows.site.languages import _
from flows.site.pages import POLICY, page
from tasks.model.errors import FileError, ReportError, StageError, UsageError, file_error
from tasks.publish.publications import whole_and_broken

REFUSED = {
    400: _("The request cannot be read."),
    405: _("Nothing is done here in this way."),
    408: _("It took too long to arrive."),
    413: _("That is larger than anything the site takes."),
}
"""What is wrong with a request before anybody looks at what it says."""
HEADERS = {
    # What a draft holds changes, and is not for everyone: no browser remembers it, and no proxy.
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY.format(script="'none'"),
    # Another site learns no address of ours; and to none at all browsers would send forms as if from elsewhere.
    "Referrer-Policy": "same-origin",
}


def site(names: Iterable[str] = ()) -> ASGIApp:
    """The site as a web application; it is called by ``names``, see :func:`flows.operate.access.guarded`."""
    return guarded(sessions.with_sessions(application()), names, {**HEADERS, **_of_tls()})


def application() -> Starlette:
    """Return the routes of the site, which only :func:`site` may serve: it asks who somebody is."""
    routes = [
        Route("/", _home),
        Route("/health", _health),
        *drafts.routes(),
        *edition_files.routes(),
        *sessions.routes(),
        *writing.routes(),
        *blocks.routes(),
        *lines.routes(),
        *making.routes(),
        *log_quality.routes(),
        *onboarding.routes(),
    ]
    refusals = dict.fromkeys((ReportError, OSError, HTTPException), _refusal)
    return Starlette(routes=routes, exception_handlers=refusals)


def _of_tls() -> dict[str, str]:
    """The header that has browsers ask by TLS alone from then on, where readers reach the site by it."""
    try:
        return {"Strict-Transport-Security": f"max-age={sessions.YEAR}"} if sessions.is_by_tls() else {}
    except ReportError:
        return {}  # What is wrong with the settings is said on each page.


def _home(request: Request) -> Response:
    folders = load_settings().folders
    revisions, faults = whole_and_broken(folders.published)
    listed = {edition: [*each] for edition, each in groupby(revisions, key=lambda revision: revision.edition)}
    return page(request, "home", drafts=drafts.all_drafts(folders), publications=listed, faults=faults)


def _health(request: Request) -> Response:
    return JSONResponse({"ok": True})


def _refusal(request: Request, error: Exception) -> Response:
    """What is wrong and what to do; without a reason where there is just no such page."""
    status, refusal = getattr(error, "status", 404), error if isinstance(error, ReportError) else None
    if isinstance(error, StageError):
        status = 503
    if isinstance(error, OSError):
        refusal = file_error(error) or FileError(_("The disk refused."))
    elif isinstance(error, HTTPException):
        status = error.status_code
        refusal = UsageError(_(REFUSED[status])) if status in REFUSED else None
    try:
        settings = load_settings()
    except ReportError:
        settings = Settings()  # They are what is wrong.
    return page(request, "refusal", status, settings=settings, error=refusal)
