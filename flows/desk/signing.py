"""The pages for signing in and out, for one's own password, and the log of who did what."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.desk.accounts import Role, end_sessions, set_password, signed_in
from flows.desk.sessions import NotAllowedError, Words, form, own_path, signs_in, visitor_address
from flows.desk.store import noted
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
    return _asked(request, own_path(request.query_params.get("next", "/")))


def _asked(request: Request, onward: str, problem: str = "", status: int = 200) -> Response:
    return page(request, "sign_in", status, onward=onward, problem=problem)


def _sign_in(request: Request, sent: Words) -> Response:
    onward = own_path(sent["next"])
    try:
        found = signed_in(sent["name"], sent["password"], visitor_address(request))
    except ReportError as error:
        return _asked(request, onward, f"{error.problem} {error.remedy}", 429)
    if found is None:
        return _asked(request, onward, _("The name or the password is not right."), 403)
    signs_in(request, found)
    return RedirectResponse(onward, 303)


def _sign_out(request: Request, sent: Words) -> Response:
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def _sign_out_everywhere(request: Request, sent: Words) -> Response:
    end_sessions(request.state.account.name)
    return _sign_out(request, sent)


def _account_page(request: Request) -> Response:
    return page(request, "account", problem="")


def _change_password(request: Request, sent: Words) -> Response:
    name = request.state.account.name
    try:
        known = signed_in(name, sent["present"], visitor_address(request))
        if known is None:
            raise NotAllowedError(_("The present password is not right."))
        set_password(name, sent["password"], name)
    except ReportError as error:
        return page(request, "account", 403, problem=f"{error.problem} {error.remedy}")
    return _sign_out(request, sent)


def _choose_language(request: Request) -> Response:
    chosen = RedirectResponse(own_path(request.query_params.get("next", "/")), 303)
    if (code := request.path_params["code"]) in translations():
        chosen.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="lax")
    return chosen


def _log(request: Request) -> Response:
    if not request.state.account.may(Role.APPROVER):
        raise NotAllowedError(_("The log is for approvers."), remedy=_("Ask one of them."))
    return page(request, "log", lines=noted())
