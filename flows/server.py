"""The Prefect server for a run from the command line, where none is running.

Prefect would start one by itself, but only after importing the server's code in this process too, one after the other:
10 s on two cores. Started first thing, as the same program with the same settings, it comes up while the slow libraries
are imported here: 4 s. Where ``PREFECT_API_URL`` names a server, that one is used and nothing is started.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tasks.core.errors import StageError

HOST = "127.0.0.1"
PORT = 4200
"""The port of the Prefect page, where no other is asked for."""
PORTS = {"prefect": 0, "site": 1, "watch": 2}
"""The port of each service, counted from that of the Prefect page."""
PATIENCE = 120.0
"""Seconds to wait; the first start of all makes the database, which takes longest."""
SERVER_ONLY = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1", "PREFECT_UI_ENABLED": "0"}


@contextmanager
def running_server() -> Iterator[None]:
    """A Prefect server that is there for the block, and gone after it."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    process = _start(port)
    os.environ["PREFECT_API_URL"] = f"http://{HOST}:{port}/api"
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def address(service: str, port: int = PORT) -> str:
    """The address of a service on this machine, from the port of the Prefect page."""
    return f"http://{HOST}:{port + PORTS[service]}"


def answers(url: str, patience: float = 5.0) -> bool:
    """Whether a service answers at an address."""
    try:
        with urllib.request.urlopen(url, timeout=patience) as answer:  # noqa: S310 - an address of the installation
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def wait_until_ready() -> None:
    """Wait until the server answers.

    Raises:
        StageError: it does not within the patience.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answers(f"{os.environ['PREFECT_API_URL']}/health"):
            return
        time.sleep(0.05)
    raise StageError(
        "The Prefect server did not start.",
        where=os.environ["PREFECT_API_URL"],
        remedy="Look whether the folder named by PREFECT_HOME can be written, or name a running server.",
    )


def _start(port: int) -> subprocess.Popen[bytes]:
    prefect = find_spec("prefect")
    if prefect is None or prefect.origin is None:
        raise StageError("Prefect is not installed.", remedy="Run make report.")
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(Path(prefect.origin).parent), "--factory"]
    command += ["prefect.server.api.server:create_app", "--host", HOST, "--port", str(port)]
    command += ["--log-level", "critical", "--lifespan", "on"]
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
