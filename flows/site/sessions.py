"""Who is asking: sessions by a word in a signed cookie, the pages for signing in and out, and what every form is asked.

Where nobody has an account yet the site reads as before, for the proxy's readers; written and published is nothing
then, but on this machine in a trial, which says so.
"""

import hmac
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from anyio import move_on_after
from itsdangerous import TimestampSigner
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.operate.access import LOOPBACK
from flows.settings import Settings, is_configured, load_settings
from flows.site.accounts import (
    LASTS,
    Account,
    Role,
    account,
    account_of,
    accounts,
    begin_session,
    end_session,
    end_sessions,
    secret,
    set_password,
    signed_in,
)
from flows.site.languages import COOKIE, HOST_ONLY, _, asked_for, spoken, translations
from flows.site.pages import page
from flows.site.store import noted
from tasks.model.errors import ReportError, UsageError

OPEN = ("/health", "/published/", "/sign-in", "/language/")
"""What everyone may ask for."""
YEAR = 365 * 24 * 3600
"""Seconds for which a browser remembers the choice of a language, and that the site is asked by TLS alone."""
LARGEST = 1 << 20
"""Bytes of a form; no file is taken at all."""
SLOWEST = 60.0
"""Seconds in which a form arrives."""
FormFields = Mapping[str, str]
"""What a form says, by the names of its fields; empty where it does not say."""
HERE = (*LOOPBACK, "::1")
"""The addresses of this machine, on which the proxy is."""


class NotAllowedError(UsageError):
    """Somebody asks for what is not theirs to do; ``status`` is that of the answer."""

    status = 403


class NotTakenError(UsageError):
    """A form says what the site does not take; ``status`` is that of the answer."""

    status = 422


class OutdatedError(UsageError):
    """A form was sent for what is another by now; ``status`` is that of the answer."""

    status = 409


def with_sessions(service: ASGIApp) -> ASGIApp:
    """A service that knows who is asking, and sends whoever has to sign in to do so."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await service(scope, receive, send)
            return
        request = Request(scope)
        spoken.set(asked_for(request))
        who, trial = await run_in_threadpool(_asking, request)
        if who or request.url.path == "/sign-in":
            request.session.setdefault("csrf", secrets.token_urlsafe(24))
        scope["state"] = {**scope.get("state", {}), "account": who, "trial": trial}
        if who or request.url.path.startswith(OPEN):
            await service(scope, _limited(receive), send)
        elif request.method in ("GET", "HEAD"):
            await RedirectResponse(f"/sign-in?next={request.url.path}", 303)(scope, receive, send)
        else:
            await PlainTextResponse(_("Sign in first."), 403)(scope, receive, send)

    secure = False
    try:
        secure = is_by_tls()
        key = secret()
    except ReportError:
        # What is wrong with the settings is said on each page.
        key = secrets.token_hex()
    name = f"{HOST_ONLY}desk" if secure else "desk"
    signed = SessionMiddleware(answer, key, session_cookie=name, max_age=LASTS, same_site="lax", https_only=secure)
    signed.signer = TimestampSigner(key, key_derivation="hmac", digest_method=sha256)  # by itself it takes SHA-1
    return signed


def form(path: str, handle: Callable[[Request, FormFields], Response], *roles: Role) -> Route:
    """A route that takes a form from somebody who has one of the roles, if any, with the token of their session."""

    async def endpoint(request: Request) -> Response:
        who: Account | None = request.state.account
        if roles and not (who and who.may(*roles)):
            raise NotAllowedError(
                _("This is for somebody who is %(role)s.", role=", ".join(map(_, roles))),
                remedy=_(
                    "Ask the data officer for an account: helpline-report user add NAME --role %(role)s", role=roles[0]
                ),
            )
        sent = await request.form(max_files=0, max_fields=40, max_part_size=LARGEST)
        _refuse_forged(request, sent)
        words = defaultdict(str, {name: value for name, value in sent.items() if isinstance(value, str)})
        return await run_in_threadpool(handle, request, words)

    return Route(path, endpoint, methods=["POST"])


def _asking(request: Request) -> tuple[Account | None, bool]:
    """Who asks, and whether this is a trial, in which everybody may do everything."""
    nobody = Account("", frozenset({Role.READER}))
    try:
        settings = load_settings()
    except ReportError:
        return nobody, False  # What is wrong with the settings is all that any page says.
    try:
        if accounts():
            return _by_session(request) or _by_proxy(request, settings), False
    except ReportError:
        return None, False
    if is_configured():
        return nobody, False
    here = visitor_address(request) in (*HERE, "testclient")
    return (Account("trial", frozenset(Role)), True) if here else (None, False)


def _by_session(request: Request) -> Account | None:
    return account_of(str(request.session.get("word", "")))


def _by_proxy(request: Request, settings: Settings) -> Account | None:
    """Whom the proxy of this machine names, where the settings trust it to."""
    header = settings.site.user_header
    return account(request.headers.get(header, "")) if header and _peer(request) in HERE else None


def visitor_address(request: Request) -> str:
    """The address of whoever asks: as the proxy of this machine says, or of whoever connected."""
    named = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    return named if named and _peer(request) in HERE else _peer(request)


def _peer(request: Request) -> str:
    # Of the connection itself: what headers say of it is not taken over by the server (flows/cli/operation.py).
    return request.client.host if request.client else ""


def _refuse_forged(request: Request, sent: FormData) -> None:
    token, given = request.session.get("csrf", ""), sent.get("csrf") or request.headers.get("x-csrf", "")
    if not token or not isinstance(given, str) or not hmac.compare_digest(token.encode(), given.encode()):
        raise NotAllowedError(
            _("This form is not one of your session: it may have ended since the page was opened."),
            remedy=_("Go back: what you wrote is kept in the browser. Load the page again, then send it once more."),
        )


def _limited(receive: Receive) -> Receive:
    """What is received, up to the size of the largest form, and while it has not taken too long."""
    got, going_on, until = 0, True, time.monotonic() + SLOWEST

    async def receive_some() -> Message:
        nonlocal got, going_on
        message: Message = {}
        with move_on_after(until - time.monotonic() if going_on else None):
            message = await receive()
        if not message:
            raise HTTPException(408)
        got, going_on = got + len(message.get("body", b"")), message.get("more_body", False)
        if got > LARGEST:
            raise HTTPException(413)
        return message

    return receive_some


def is_by_tls() -> bool:
    """Return True where readers reach the site by TLS, as the address in the settings says."""
    return load_settings().site.address.startswith("https:")


def routes() -> list[BaseRoute]:
    """The routes of the pages for signing in and out, for one's own password, and of the log of who did what."""
    return [
        Route("/sign-in", _sign_in_page),
        form("/sign-in", _sign_in),
        form("/sign-out", _sign_out),
        Route("/account/", _account_page),
        form("/account/password", _change_password),
        form("/account/everywhere", _sign_out_everywhere),
        Route("/log/", _log),
        Route("/language/{code}", _choose_language),
    ]


def own_path(address: str) -> str:
    """A path of this site, to go on to; its first page where the address leads elsewhere."""
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    return address if plain and address.startswith("/") and not parts.netloc and not parts.scheme else "/"


def _sign_in_page(request: Request) -> Response:
    return _asked(request, own_path(request.query_params.get("next", "/")))


def _asked(request: Request, onward: str, problem: str = "", status: int = 200) -> Response:
    return page(request, "sign_in", status, onward=onward, problem=problem)


def _sign_in(request: Request, sent: FormFields) -> Response:
    onward = own_path(sent["next"])
    try:
        found = signed_in(sent["name"], sent["password"], visitor_address(request))
    except ReportError as error:
        return _asked(request, onward, f"{error.problem} {error.remedy}", 429)
    if found is None:
        return _asked(request, onward, _("The name or the password is not right."), 403)
    # It has nothing of the session before it, which ends.
    end_session(str(request.session.get("word", "")))
    request.session.clear()
    request.session.update(word=begin_session(found), csrf=secrets.token_urlsafe(24))
    return RedirectResponse(onward, 303)


def _sign_out(request: Request, sent: FormFields) -> Response:
    end_session(str(request.session.get("word", "")))
    request.session.clear()
    # Nothing of what was read or written stays in the browser, a text that was not saved included.
    return RedirectResponse("/sign-in", 303, {"Clear-Site-Data": '"cache", "storage"'})


def _sign_out_everywhere(request: Request, sent: FormFields) -> Response:
    end_sessions(request.state.account.name)
    return _sign_out(request, sent)


def _account_page(request: Request) -> Response:
    return page(request, "account", problem="")


def _change_password(request: Request, sent: FormFields) -> Response:
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
        secure = is_by_tls()
        name = f"{HOST_ONLY}{COOKIE}" if secure else COOKIE
        chosen.set_cookie(name, code, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    return chosen


def _log(request: Request) -> Response:
    if not request.state.account.may(Role.APPROVER):
        raise NotAllowedError(_("The log is for approvers."), remedy=_("Ask one of them."))
    return page(request, "log", lines=noted())
