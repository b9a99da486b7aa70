"""A trial installation on one machine: everything started by one command, and stopped by one.

A supervisor starts the Prefect server, registers the deployments, starts the run monitor, a worker for each pool and
the editions site, all on the loopback. It starts again what ends by itself, and ends all when it is told to. It holds a
lock while it runs, by which others find it; the system frees that when it dies. For production there are systemd units.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flows.operate.server import (
    POOLS,
    end,
    environment,
    start,
    stored_password,
    wait_for,
    wait_until_ready,
)
from flows.settings import HOST, PORTS, PROJECT, address_of
from tasks.model.errors import StageError, UsageError
from tasks.storage.atomic_files import write_file

HOLD, READY, LOG, PASSWORD = "up.lock", "up.json", "up.log", "password"
FIRST, THEN = ("prefect", "watch"), (*(f"worker-{pool}" for pool in POOLS), "site")
"""The services in the order of their start. The monitor from the first: it counts for how long runs are silent."""
PAUSE, GRACE = 2.0, 15.0
"""Seconds from one look at the services to the next, and those that one has to end by itself."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a trial installation keeps its files, and the port of its Prefect page; the next two are taken as well."""

    home: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What every service finds in its environment."""
        return {
            "PREFECT_WORKER_QUERY_SECONDS": os.environ.get("PREFECT_WORKER_QUERY_SECONDS", "2"),
            # A person reads the log of a run on its page.
            "PREFECT_LOGGING_LEVEL": "INFO",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": f"{address_of('prefect', self.port)}/api",
        }

    @property
    def password(self) -> Path:
        """The file of the password that the Prefect page asks for."""
        return self.home / PASSWORD

    @property
    def readers(self) -> tuple[str, str]:
        """The two addresses for people: the Prefect page and the editions site."""
        return address_of("prefect", self.port), address_of("site", self.port)

    @property
    def is_up(self) -> bool:
        """Whether a supervisor holds the lock, and has said that everything answers."""
        if not (self.home / READY).exists():
            return False
        if (handle := _lock(self.home / HOLD)) is not None:
            os.close(handle)
        return handle is None


def run_trial(trial: Trial) -> None:
    """Run everything until a signal comes.

    Raises:
        UsageError: a trial is running from this home already, or a port is taken.
        StageError: a service did not start.
    """
    trial.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= trial.environment
    with ExitStack() as ends:
        if (handle := _lock(trial.home / HOLD)) is None:
            raise UsageError("It is up already.", str(trial.home), "Take it down first: make down.")
        ends.callback(os.close, handle)
        _refuse_taken_ports(trial)
        os.environ |= environment(stored_password(trial.password))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        ends.callback((trial.home / READY).unlink, missing_ok=True)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        ends.callback(_end, processes)
        processes |= {name: _start(trial, name) for name in FIRST}
        wait_until_ready()
        from flows.operate.register import register  # Prefect reads its settings when it is imported

        register()
        processes |= {name: _start(trial, name) for name in THEN}
        for name in ("site", "watch"):
            if not wait_for(url := f"{address_of(name, trial.port)}/health", processes[name]):
                raise StageError("A service does not answer.", url, "See whether another program uses its port.")
        while True:
            _write_ready(trial, processes)
            while all(process.poll() is None for process in processes.values()):
                time.sleep(PAUSE)
            processes |= {name: _start(trial, name) for name, each in processes.items() if each.poll() is not None}


def start_trial(trial: Trial) -> tuple[str, ...]:
    """Start a supervisor in the background and wait until everything answers; one that runs already is left alone.

    Returns:
        The addresses for people.

    Raises:
        StageError: it did not come up; its log says why.
    """
    ready = trial.home / READY
    if trial.is_up:
        return tuple(json.loads(ready.read_text())["addresses"])
    trial.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    ready.unlink(missing_ok=True)
    with (trial.home / LOG).open("ab") as log:
        supervisor = subprocess.Popen(  # noqa: S603 - every word of the command is ours
            [sys.executable, "-m", "flows.cli", "up", "--stay", "--port", str(trial.port)],
            env=os.environ | trial.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while supervisor.poll() is None:
        if ready.exists():
            return trial.readers
        time.sleep(0.1)
    raise StageError("It did not come up.", str(trial.home / LOG), "Read the last lines there; then make up again.")


def stop_trial(trial: Trial) -> bool:
    """Stop the supervisor and all that it started; False where none runs."""
    if not trial.is_up:
        return False
    os.kill(json.loads((trial.home / READY).read_text())["supervisor"], signal.SIGTERM)
    end = time.monotonic() + 2 * GRACE
    while trial.is_up and time.monotonic() < end:
        time.sleep(0.1)
    return True


def _lock(path: Path) -> int | None:
    """A handle that holds the lock until it is closed; None where another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _refuse_taken_ports(trial: Trial) -> None:
    # Another Prefect server there would answer in place of ours, and get our deployments.
    for service, offset in PORTS.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, trial.port + offset))
                continue
            except OSError:
                pass
        where = f"port {trial.port + offset}, for the {service}"
        raise UsageError("Another program uses the port.", where, "Stop it, or choose others: up --port 4300.")


def _start(trial: Trial, name: str) -> subprocess.Popen[bytes]:
    _, _, pool = name.partition("-")
    command = ("worker", pool) if pool else ("serve", name, "--port", str(trial.port + PORTS[name]))
    with (trial.home / f"{name}.log").open("ab") as log:
        return start(*command, log=log, folder=PROJECT)


def _end(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """The last first: a worker still tells the server what becomes of its runs."""
    for process in reversed(list(processes.values())):
        end(process, GRACE)


def _write_ready(trial: Trial, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    ids = {name: process.pid for name, process in processes.items()}
    state = {"supervisor": os.getpid(), "processes": ids, "addresses": trial.readers}
    write_file(trial.home / READY, json.dumps(state).encode())
