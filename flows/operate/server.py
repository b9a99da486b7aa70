"""The Prefect server for a run from the command line, where none is running.

Prefect would start one by itself, but only after importing the server's code in this process too, one after the other:
10 s on two cores. Started first thing, as the same program with the same settings, it comes up while the slow libraries
are imported here: 4 s. Where ``PREFECT_API_URL`` names a server, that one is used and nothing is started.

A server that we start asks for a password, this one too: any program and any page on the machine could call it.

Here too is what must stand in the environment before Prefect is imported.
"""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from expectations.contract.content import PROGRAM
from tasks.model.errors import StageError, UsageError

DEFAULTS = {
    # Prefect and Great Expectations would otherwise look up tracking hosts on the network.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_HOME": str(PROGRAM / ".prefect"),
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # No run uses Prefect's own blocks, and registering them takes seconds at every start.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}
SLOWEST = "great_expectations"
"""The library that takes longest to import: flows that check records have it imported while a server starts."""
HOST = "127.0.0.1"
PORT = 4200
"""The port of the Prefect page, where no other is asked for."""
PORTS = {"prefect": 0, "site": 1, "watch": 2}
"""The port of each service, counted from that of the Prefect page."""
PATIENCE = 120.0
"""Seconds to wait; the first start of all makes the database, which takes longest."""
SERVER_ONLY = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1", "PREFECT_UI_ENABLED": "0"}
SERVER_PASSWORD, CLIENT_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
"""Where a server and its clients find the password; on a command line others could read it."""
USER = "helpline"
"""Prefect wants a name before the password; it is the same for all."""


def prepare_environment() -> None:
    """Set what is not set already; an installation may choose otherwise for all but tracking."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


@contextmanager
def running_server() -> Iterator[None]:
    """A Prefect server that is there for the block, and gone after it."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    os.environ |= (reached := {"PREFECT_API_URL": f"http://{HOST}:{port}/api", **environment(drawn_password())})
    process = _start(port)
    try:
        yield
    finally:
        for name in reached:
            del os.environ[name]
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def address(service: str, port: int = PORT) -> str:
    """The address of a service on this machine, from the port of the Prefect page."""
    return f"http://{HOST}:{port + PORTS[service]}"


def drawn_password() -> str:
    """A password that nobody can guess, with the name before it."""
    return f"{USER}:{secrets.token_urlsafe(24)}"


def stored_password(file: Path) -> str:
    """The password that a file keeps; drawn, and written for its owner alone, where there is none yet.

    Raises:
        UsageError: others can read the file.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise UsageError("Others can read the password.", str(file), "Delete the file; another is drawn.") from None
        return file.read_text("utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(f"{(password := drawn_password())}\n")
    return password


def environment(password: str) -> Mapping[str, str]:
    """The password as the server and its clients find it."""
    return {SERVER_PASSWORD: password, CLIENT_PASSWORD: password}


def admits(url: str, password: str, patience: float) -> bool:
    """Whether the Prefect server at an address lets a caller in who gives a password; an empty one gives none."""
    import httpx

    name, _, word = password.partition(":")
    answer = httpx.get(f"{url}/admin/version", auth=(name, word) if password else None, timeout=patience)
    return answer.is_success


def answers(url: str, patience: float = 5.0) -> bool:
    """Whether a service answers at an address."""
    import httpx

    try:
        return httpx.get(url, timeout=patience).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def wait_until_ready() -> None:
    """Wait until the server answers.

    Raises:
        StageError: it does not within the patience.
        UsageError: it asks for another password than the environment has, or none is named.
    """
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        raise UsageError("No Prefect server is named.", "PREFECT_API_URL", "Set it to the address of the server.")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answers(f"{url}/health"):
            if admits(url, os.environ.get(CLIENT_PASSWORD, ""), PATIENCE):
                return
            raise UsageError(
                "The Prefect server asks for a password, and the right one is not given.",
                where=url,
                remedy=f"Set {CLIENT_PASSWORD} to the server's, or leave PREFECT_API_URL out to have a server started.",
            )
        time.sleep(0.05)
    raise StageError(
        "The Prefect server did not start.",
        where=url,
        remedy="Look whether the folder named by PREFECT_HOME can be written, or name a running server.",
    )


def _start(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(PROGRAM), "--factory"]
    command += ["flows.operate.access:prefect", "--host", HOST, "--port", str(port), "--log-level", "critical"]
    command += ["--lifespan", "on"]
    # Its output goes nowhere: the server's log is in its database, and a terminal is for people.
    return subprocess.Popen(  # noqa: S603 - every word of the command is ours
        command,
        env=os.environ | SERVER_ONLY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
    )


def end_with_parent() -> None:
    """Called in a new process before its program starts: it is to end when the process that started it dies."""
    # A build that is killed cannot stop its server; the kernel then does.
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
