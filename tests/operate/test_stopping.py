"""A worker that is told to end ends at once, with its build; and older services are named beside new ones."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command_line import run
from tests.operate.running_trial import running_trial, wait_until
from tests.operate.test_dead_machine import EDITION, build, children, content, state


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@contextmanager
def service(checkout: Path, *command: str) -> Iterator[int]:
    """A process that the system lists as a service which was started from a checkout."""
    waits = (sys.executable, "-c", "import sys; print(1, flush=True); sys.stdin.read()", "flows.cli", *command)
    with subprocess.Popen(waits, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()
        yield process.pid
        process.kill()


def test_an_older_worker_and_server_beside_new_ones_are_named_by_the_doctor_and_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("flows.operate.processes.PROJECT", checkout := tmp_path / "checkout", raising=False)
    monkeypatch.setattr("flows.operate.worker.work", lambda _: None)
    (other := tmp_path / "other").mkdir()
    checkout.mkdir()
    with (
        service(checkout, "worker", "texts") as worker,
        service(checkout, "serve", "prefect", "--port", "4200") as server,
        service(other, "worker", "texts") as foreign,
    ):
        started = run(capfd, "worker", "texts")
        assert f"worker texts (process {worker}, since " in started.output
        assert str(server) not in started.output and str(foreign) not in started.output
        assert "older services" not in run(capfd, "doctor").output, "nothing newer runs"
        time.sleep(0.05)
        with service(checkout, "worker", "texts") as new, service(checkout, "serve", "prefect") as new_server:
            outcome = run(capfd, "doctor")
        assert outcome.code == 2
        assert outcome.says(f"kill {worker} {server}.")
        assert not any(f"(process {pid}," in outcome.output for pid in (new, new_server, foreign))


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_ends_with_its_build_which_is_cancelled(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running_trial(tmp_path) as up:
        begun, work = build(up), up.folder / "private" / "work"
        wait_until(lambda: list(work.glob("*")))
        worker = up.processes["worker-logs"]
        processes = (worker, *children(worker))
        os.kill(worker, number)
        begin = time.monotonic()
        wait_until(lambda: not any(map(is_alive, processes)), patience=10)
        wait_until(lambda: state(up, begun) == "Cancelled", patience=10)
        assert time.monotonic() - begin <= 10
        assert any("was cancelled, for its worker was stopped" in s for s in up.letters_to("officer", 1))
        assert not list((up.folder / "out").glob("*"))
        assert not list(work.glob("*"))
        wait_until(lambda: up.processes["worker-logs"] != worker)
        again = build(up)
        wait_until(lambda: state(up, again) == "Completed", patience=300)
        assert content(up.folder / "out" / EDITION)
