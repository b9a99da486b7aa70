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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.operate.register import POOLS, register
from flows.operate.server import (
    HOST,
    PATIENCE,
    PORTS,
    address,
    answers,
    end_with_parent,
    environment,
    stored_password,
    wait_until_ready,
)
from flows.operate.settings import PROJECT
from tasks.model.errors import StageError, UsageError


class Service:
    """A process of the trial, which can be started again."""

    def __init__(self, name: str, command: Sequence[str], home: Path) -> None:
        self.name, self.starts, self._command = name, 0, command
        self.log = home / f"{name}.log"
        self.start()

    def start(self) -> None:
        """Start it, with its output appended to its log."""
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - every word of the command is ours
                [sys.executable, *self._command],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
            )

    def end(self) -> None:
        """End it, by force if it does not by itself."""
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """A service that is ended after the block."""
    try:
        yield service
    finally:
        service.end()


HOLD, READY, LOG, PASSWORD = "up.lock", "up.json", "up.log", "password"
STARTS = 20
"""How often a service is started; one that goes on ending has a cause that its log names."""
PAUSE = 2.0
"""Seconds from one look at the services to the next."""
DEFAULTS = {
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "60",
}
"""Settings of Prefect that the environment may overrule."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a trial installation keeps its files, and the port of its Prefect page; the next two are taken as well."""

    home: Path
    port: int

    def address(self, service: str) -> str:
        """The address of a service."""
        return address(service, self.port)

    @property
    def environment(self) -> dict[str, str]:
        """What every service finds in its environment."""
        return {
            **{name: os.environ.get(name, value) for name, value in DEFAULTS.items()},
            # A person reads the log of a run on its page.
            "PREFECT_LOGGING_LEVEL": "INFO",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": f"{self.address('prefect')}/api",
        }

    @property
    def password(self) -> Path:
        """The file of the password that the Prefect page asks for."""
        return self.home / PASSWORD

    @property
    def readers(self) -> tuple[str, str]:
        """The two addresses for people: the Prefect page and the editions site."""
        return self.address("prefect"), self.address("site")


def run_trial(trial: Trial) -> None:
    """Run everything until a signal comes.

    Raises:
        UsageError: a trial is running from this home already, or a port is taken.
        StageError: a service did not start, or went on ending by itself.
    """
    trial.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= trial.environment
    with _held(trial.home / HOLD), ExitStack() as services:
        _refuse_taken_ports(trial)
        os.environ |= environment(stored_password(trial.password))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        services.callback((trial.home / READY).unlink, missing_ok=True)
        # The monitor from the first: it counts for how long runs are silent, and tells of what is due before it starts.
        started = [services.enter_context(running(each)) for each in _services(trial, "server", "watch")]
        wait_until_ready()
        register()
        workers = [f"worker-{pool}" for pool in POOLS]
        started += [services.enter_context(running(each)) for each in _services(trial, *workers, "site")]
        for name in ("site", "watch"):
            _wait_for(f"{trial.address(name)}/health", next(each for each in started if each.name == name))
        _write_ready(trial, started)
        _keep_running(trial, started)


def start_trial(trial: Trial) -> tuple[str, ...]:
    """Start a supervisor in the background and wait until everything answers; one that runs already is left alone.

    Returns:
        The addresses for people.

    Raises:
        StageError: it did not come up; its log says why.
    """
    if _is_held(trial.home / HOLD) and (trial.home / READY).exists():
        return tuple(json.loads((trial.home / READY).read_text())["addresses"])
    trial.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (trial.home / READY).unlink(missing_ok=True)
    command = [sys.executable, "-m", "flows.cli", "up", "--stay", "--port", str(trial.port)]
    with (trial.home / LOG).open("ab") as log:
        supervisor = subprocess.Popen(  # noqa: S603 - every word of the command is ours
            command,
            env=os.environ | trial.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while supervisor.poll() is None:
        if (trial.home / READY).exists():
            return trial.readers
        time.sleep(0.1)
    raise StageError("It did not come up.", str(trial.home / LOG), "Read the last lines there; then make up again.")


def stop_trial(trial: Trial) -> bool:
    """Stop the supervisor and all that it started; False where none runs."""
    ready = trial.home / READY
    if not _is_held(trial.home / HOLD) or not ready.exists():
        return False
    os.kill(json.loads(ready.read_text())["supervisor"], signal.SIGTERM)
    end = time.monotonic() + 2 * GRACE
    while _is_held(trial.home / HOLD) and time.monotonic() < end:
        time.sleep(0.1)
    return True


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


def _services(trial: Trial, *names: str) -> Iterator[Service]:
    for name in names:
        kind, _, pool = name.partition("-")
        served = "prefect" if kind == "server" else kind
        serve = ("serve", served, "--host", HOST, "--port", str(trial.port + PORTS.get(served, 0)))
        yield Service(name, ("-m", "flows.cli", *(("worker", pool) if pool else serve)), trial.home)


def _wait_for(url: str, service: Service) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and service.process.poll() is None:
        if answers(url):
            return
        time.sleep(0.1)
    raise StageError("A service does not answer.", url, "See whether another program uses its port.")


def _write_ready(trial: Trial, started: Sequence[Service]) -> None:
    processes = {service.name: service.process.pid for service in started}
    state = {"supervisor": os.getpid(), "processes": processes, "addresses": trial.readers}
    aside = trial.home / f"{READY}.new"
    aside.write_text(json.dumps(state))
    aside.replace(trial.home / READY)


def _keep_running(trial: Trial, started: Sequence[Service]) -> None:
    while True:
        time.sleep(PAUSE)
        for service in started:
            if service.process.poll() is None:
                continue
            if service.starts == STARTS:
                raise StageError(
                    f"The service {service.name} goes on ending by itself.", str(service.log), "Read there."
                )
            service.start()
            _write_ready(trial, started)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(handle):
            raise UsageError("It is up already.", str(path.parent), "Take it down first: make down.")
        yield
    finally:
        os.close(handle)


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


GRACE = 15.0
"""Seconds that a service has to end by itself."""
