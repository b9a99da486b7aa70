"""Whom the services answer: callers who know the password, by names that are ours, and no page but their own.

A browser sends requests to this machine for any page that it shows. So a service refuses what was called by another
name (a page may have bound its own name to this machine), and what another page sends, before anything else is looked
at. The Prefect server also asks for a password.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.operate.server import SERVER_PASSWORD
from flows.requests import check_formats
from tasks.model.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost")
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer says."""
OWN_PAGE = "/api"
"""Prefect's page is told to ask the address that it came from, by whichever name."""
SCHEDULING = {
    # What is due while the server is away is run late, if it was made before: it makes the next three of each schedule,
    # and by itself none that is more than a hundred days away, as the next half-year is.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": "P400D",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "120",
}
"""Settings of the server that an installation may choose otherwise."""


def guarded(service: ASGIApp, names: Iterable[str] = (), headers: Mapping[str, str] | None = None) -> ASGIApp:
    """A service that answers what is called by one of its names, and no request of another page.

    Args:
        service: the web application.
        names: how it is called besides the names of the loopback.
        headers: what its answers say besides what those of all services say, or in place of it.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and _from_elsewhere(Headers(scope=scope)):
            refusal = PlainTextResponse("The request comes from another page.\n", 403)
            await refusal(scope, receive, send)
        else:
            await service(scope, receive, send)

    named = TrustedHostMiddleware(answer, allowed_hosts=[*LOOPBACK, *names], www_redirect=False)
    return with_headers(named, {**HEADERS, **(headers or {})})


def with_headers(service: ASGIApp, headers: Mapping[str, str]) -> ASGIApp:
    """Return a service whose answers, refusals too, all have the headers that they do not set themselves."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                for name, value in headers.items():
                    MutableHeaders(scope=message).setdefault(name, value)
            await send(message)

        await service(scope, receive, send_with_headers)

    return answer


def _from_elsewhere(headers: Headers) -> bool:
    # Browsers say where a request comes from wherever it could change anything; programs do not.
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def names_in(addresses: Iterable[str]) -> tuple[str, ...]:
    """The names of hosts in addresses."""
    return tuple(name for address in addresses if (name := urlsplit(address).hostname))


def prefect(names: Iterable[str] = ()) -> ASGIApp:
    """The Prefect server as a web application, with everything closed that it leaves open by itself.

    Raises:
        UsageError: no password is set.
    """
    if not os.environ.get(SERVER_PASSWORD):
        raise UsageError(
            "The Prefect server has no password, so that every program and page could use it.",
            SERVER_PASSWORD,
            "Draw one, and set it for the server and its clients: docs/operating.md.",
        )
    for name, value in SCHEDULING.items():
        os.environ.setdefault(name, value)
    os.environ |= {
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{LOOPBACK[0]}",
        "PREFECT_SERVER_UI_API_URL": OWN_PAGE,
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(Path(os.environ["PREFECT_HOME"]) / "page"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    }
    import prefect
    from prefect.context import refresh_global_settings_context
    from prefect.server.api.server import create_app

    check_formats()
    refresh_global_settings_context()  # Prefect may have read its settings before
    _begin_transactions_immediately()
    # Prefect has two generations of its page, and no setting to have one. What it cannot find it does not serve, nor
    # link to; its links to runs in messages lead to the one that is left.
    prefect.__ui_v2_static_path__ = Path(os.devnull) / "none"
    return guarded(create_app(final=True), names)


class ImmediateTransactions(AioSqliteConfiguration):
    """Prefect's configuration of SQLite, with every transaction begun as a writer's."""

    def begin_transaction(self, session: Any, with_for_update: bool = True) -> Any:
        """Begin a transaction, once no other writes."""
        return super().begin_transaction(session, with_for_update=True)


def _begin_transactions_immediately() -> None:
    address = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if address.startswith("sqlite"):
        MODELS_DEPENDENCIES["database_config"] = ImmediateTransactions(connection_url=address)
