"""Whom the services answer: by which names, and to which pages."""

import stat
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from flows.operate.access import guarded, names_in, prefect
from flows.operate.run_monitor import run_monitor
from flows.operate.server import SERVER_PASSWORD, stored_password
from flows.site.application import site
from tasks.model.errors import UsageError

NAMES = names_in(["https://report.example", "http://127.0.0.1:4201"])
ASKED = [
    ("our address", "127.0.0.1:4201", None, 200),
    ("our name", "localhost:4201", None, 200),
    ("the proxy's name", "report.example", None, 200),
    ("our own page", "report.example", "https://report.example", 200),
    ("our own page on the loopback", "127.0.0.1:4201", "http://127.0.0.1:4201", 200),
    ("a name bound anew", "rebound.example:4201", None, 400),
    ("a name bound anew, by its own page", "rebound.example:4201", "http://rebound.example:4201", 400),
    ("a name that begins like ours", "localhost.rebound.example", None, 400),
    ("no name", "", None, 400),
    ("another page", "127.0.0.1:4201", "https://hostile.example", 403),
    ("a page at another port", "127.0.0.1:4201", "http://127.0.0.1:8000", 403),
    ("a page without an origin", "127.0.0.1:4201", "null", 403),
]


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def service() -> ASGIApp:
    routes = [Route("/", lambda _: PlainTextResponse("ok"), methods=["GET", "POST"]), WebSocketRoute("/socket", echo)]
    return guarded(Starlette(routes=routes), NAMES)


def headers(host: str, origin: str | None) -> dict[str, str]:
    return {"Host": host} | ({"Origin": origin} if origin else {})


@pytest.mark.parametrize(("host", "origin", "status"), [a[1:] for a in ASKED], ids=[a[0] for a in ASKED])
def test_a_service_answers_to_its_names_and_its_own_page_alone(host: str, origin: str | None, status: int) -> None:
    for method in ("GET", "POST"):
        assert TestClient(service()).request(method, "/", headers=headers(host, origin)).status_code == status


@pytest.mark.parametrize(("host", "origin", "status"), [a[1:] for a in ASKED], ids=[a[0] for a in ASKED])
def test_so_it_does_to_web_sockets(host: str, origin: str | None, status: int) -> None:
    try:
        with TestClient(service()).websocket_connect("/socket", headers=headers(host, origin)):
            found = 200
    except WebSocketDenialResponse as refused:
        found = refused.status_code
    assert found == status


@pytest.mark.parametrize("made", [site, run_monitor])
def test_site_and_run_monitor_are_such_services(made: type) -> None:
    client = TestClient(made(NAMES))
    for _, host, origin, status in ASKED:
        assert client.get("/health", headers=headers(host, origin)).status_code == status


def test_the_site_lets_no_page_frame_it_run_a_script_or_read_it() -> None:
    client = TestClient(site(), "http://127.0.0.1")
    found = client.get("/health").headers
    assert client.post("/health").status_code == 405
    rules = found["Content-Security-Policy"].split("; ")
    assert {"default-src 'self'", "script-src 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(rules)
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "same-origin"
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not [name for name in found if name.startswith("access-control")]


def test_the_server_is_not_started_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SERVER_PASSWORD, raising=False)
    with pytest.raises(UsageError, match="no password"):
        prefect()


def test_a_password_is_drawn_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    one, other = (stored_password(tmp_path / name) for name in ("one", "other"))
    assert one != other
    assert len(one.partition(":")[2]) >= 32
    assert stored_password(tmp_path / "one") == one
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_a_password_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    stored_password(tmp_path / "password")
    (tmp_path / "password").chmod(0o644)
    with pytest.raises(UsageError, match="Others can read"):
        stored_password(tmp_path / "password")
