"""The pages for signing in and out, for one's own password, and the log of who did what."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.desk.accounts import Role, end_sessions, set_password, signed_in
from flows.desk.sessions import NotAllowedError, Sent, form, own_path, signs_in, visitor_address
from flows.desk.store import noted
from flows.operate.settings import load_settings
from flows.site.languages import COOKIE, _, translations
from flows.site.pages import page
from tasks.model.errors import ReportError

YEAR = 365 * 24 * 3600


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route("/sign-in", _sign_in_page),
        form("/sign-in", _sign_in, public=True),
        form("/sign-out", _sign_out),
        Route("/account/", _account_page),
        form("/account/password", _change_password),
        form("/account/everywhere", _sign_out_everywhere),
        Route("/log/", _log),
        Route("/language/{code}", _choose_language),
    ]


def _sign_in_page(request: Request) -> Response:
    return _asked(own_path(request.query_params.get("next", "/")))


def _asked(onward: str, problem: str = "", status: int = 200) -> Response:
    return HTMLResponse(page("sign_in", settings=load_settings(), onward=onward, problem=problem), status)


def _sign_in(request: Request, sent: Sent) -> Response:
    onward = own_path(sent["next"])
    try:
        found = signed_in(sent["name"], sent["password"], visitor_address(request))
    except ReportError as error:
        return _asked(onward, f"{error.problem} {error.remedy}", 429)
    if found is None:
        return _asked(onward, _("The name or the password is not right."), 403)
    signs_in(request, found)
    return RedirectResponse(onward, 303)


def _sign_out(request: Request, sent: Sent) -> Response:
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def _sign_out_everywhere(request: Request, sent: Sent) -> Response:
    end_sessions(sent.account.name)
    return _sign_out(request, sent)


def _account_page(request: Request) -> Response:
    return HTMLResponse(page("account", settings=load_settings(), problem=""))


def _change_password(request: Request, sent: Sent) -> Response:
    name = sent.account.name
    try:
        known = signed_in(name, sent["present"], visitor_address(request))
        if known is None:
            raise NotAllowedError(_("The present password is not right."))
        set_password(name, sent["password"], name)
    except ReportError as error:
        problem = f"{error.problem} {error.remedy}"
        return HTMLResponse(page("account", settings=load_settings(), problem=problem), 403)
    return _sign_out(request, sent)


def _choose_language(request: Request) -> Response:
    chosen = RedirectResponse(own_path(request.query_params.get("next", "/")), 303)
    if (code := request.path_params["code"]) in translations():
        chosen.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="lax")
    return chosen


def _log(request: Request) -> Response:
    if not request.state.account.may(Role.APPROVER):
        raise NotAllowedError(_("The log is for approvers."), remedy=_("Ask one of them."))
    return HTMLResponse(page("log", settings=load_settings(), lines=noted()))
