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
from typing import IO

from expectations.contract.content import PROGRAM
from flows.settings import HOST
from tasks.model.errors import StageError, UsageError
from tasks.storage.atomic_files import write_once

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
SLOWEST_LIBRARY = "great_expectations"
"""The library that takes longest to import: flows that check records have it imported while a server starts."""
POOLS = {
    "logs": "Runs that read the logs or need the private folder: building, checking, publishing.",
    "texts": "Runs that need frozen figures and texts only: rendering, withdrawing.",
}
"""The work pools of the Prefect server; each has a worker."""
PATIENCE = 120.0
"""Seconds to wait; the first start of all makes the database, which takes longest."""
BRIEF_PATIENCE = 4.0
"""Seconds to wait for a server that runs already."""
UNUSED_SERVICES = (
    *("CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS"),
    *("REPOSSESSOR", "SCHEDULER", "TRIGGERS"),
)
"""Services of the server that no command asks for: they would look every few seconds for deployments and workers."""
SERVER_ONLY = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_UI_ENABLED": "0",
    **{f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false" for service in UNUSED_SERVICES},
}
"""What the server of a single command finds in its environment."""
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
    """A Prefect server that is there for the block, and gone after it.

    Raises:
        UsageError: nothing answers at the address that the environment names.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        if not answers(f"{url}/health", BRIEF_PATIENCE):
            raise no_server(url)
        yield
        return
    port = _free_port()
    os.environ |= (reached := {"PREFECT_API_URL": f"http://{HOST}:{port}/api", **environment(drawn_password())})
    process = start("serve", "prefect", "--port", str(port), variables=SERVER_ONLY)
    try:
        yield
    finally:
        for name in reached:
            del os.environ[name]
        end(process, 5.0)


def start(
    *command: str,
    log: int | IO[bytes] = subprocess.DEVNULL,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command of this program in a process that ends when this one dies.

    Args:
        command: its words.
        log: where its output goes; by default nowhere, for a terminal is for people.
        folder: where it is started, if elsewhere.
        variables: what it finds in its environment besides all that this process has there.
    """
    return subprocess.Popen(  # noqa: S603 - every word of the command is ours
        [sys.executable, "-m", "flows.cli", *command],
        cwd=folder,
        env=os.environ | (variables or {}),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
    )


def end(process: subprocess.Popen[bytes], grace: float) -> None:
    """End a process: by itself within so many seconds, else by force."""
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def drawn_password() -> str:
    """A password that nobody can guess, with the name before it."""
    return f"{USER}:{secrets.token_urlsafe(24)}"


def stored_password(file: Path) -> str:
    """The password that a file keeps; drawn, and written for its owner alone, where there is none yet.

    Raises:
        UsageError: others can read the file.
    """
    write_once(file, f"{drawn_password()}\n".encode(), 0o600)
    if file.stat().st_mode & 0o077:
        raise UsageError("Others can read the password.", str(file), "Delete the file; another is drawn.")
    return file.read_text("utf-8").strip()


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


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait until a service answers at an address; False where its process ended, or it takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (process is None or process.poll() is None):
        if answers(url):
            return True
        time.sleep(0.05)
    return False


def no_server(url: str) -> UsageError:
    """The refusal where nothing answers at the address of a server that is to run already."""
    return UsageError(
        "No Prefect server answers at the address in PREFECT_API_URL.",
        url,
        "Start it: make up, or systemctl start helpline-server. Or leave PREFECT_API_URL out: a command then starts a"
        " server of its own.",
    )


def wait_until_ready() -> None:
    """Wait until the server answers.

    Raises:
        StageError: it does not within the patience.
        UsageError: it asks for another password than the environment has, or none is named.
    """
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        raise UsageError("No Prefect server is named.", "PREFECT_API_URL", "Set it to the address of the server.")
    if not wait_for(f"{url}/health"):
        raise StageError(
            "The Prefect server did not start.",
            where=url,
            remedy="Look whether the folder named by PREFECT_HOME can be written, or name a running server.",
        )
    if not admits(url, os.environ.get(CLIENT_PASSWORD, ""), PATIENCE):
        raise UsageError(
            "The Prefect server asks for a password, and the right one is not given.",
            where=url,
            remedy=f"Set {CLIENT_PASSWORD} to the server's, or leave PREFECT_API_URL out to have a server started.",
        )


def _end_with_parent() -> None:
    # A build that is killed cannot stop its server; the kernel then does.
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
