"""A worker and its run die in the middle of a build, then everything: all is told, and goes on after a new start."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.operate.running_trial import RunningTrial, running_trial, wait_until
from tests.postgres import Postgres

EDITION = "2018-06_2018-11"
FORM = {"sample": True, "first_month": "2018-06", "last_month": "2018-11", "pdf": False}


def children(process: int) -> list[int]:
    """The processes that a process started, and theirs."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = [child for child, parent in parents.items() if parent == process]
    return [*found, *(grandchild for child in found for grandchild in children(child))]


def build(up: RunningTrial) -> str:
    answer = up.post(f"/deployments/{up.deployment('bi-annual')}/create_flow_run", FORM)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def state(up: RunningTrial, run: str) -> str:
    return str(up.api("GET", f"/flow_runs/{run}")["state_name"])


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where Prefect's server keeps its runs."""
    if request.param == "SQLite":
        return {}
    server: Postgres = request.getfixturevalue("postgres")
    with server.connect() as connection:
        connection.execute("CREATE DATABASE dead_machine")
    return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": server.prefect_address("dead_machine")}


@pytest.mark.drill
def test_a_worker_that_dies_with_its_run_then_everything_that_dies(tmp_path: Path, database: dict[str, str]) -> None:
    with running_trial(tmp_path, **database) as up:
        first = build(up)
        wait_until(lambda: (up.folder / "private" / "work").exists() and list((up.folder / "private/work").glob("*")))
        worker = up.processes["worker-logs"]
        for process in (worker, *children(worker)):
            os.kill(process, signal.SIGKILL)
        assert not list((up.folder / "out").glob("*"))
        wait_until(lambda: state(up, first) == "Crashed", patience=300)
        assert any("build_report crashed" in subject for subject in up.letters_to("officer", 1))

        second = build(up)
        wait_until(lambda: state(up, second) == "Completed", patience=300)
        assert any(subject.startswith("Resolved: build_report crashed") for subject in up.letters_to("officer", 2))
        assert not list((up.folder / "private" / "work").glob("*"))
        built = content(up.folder / "out" / EDITION)

        third = build(up)
        wait_until(lambda: state(up, third) == "Running", patience=300)
        supervisor = json.loads((up.folder / "prefect" / "up.json").read_text())["supervisor"]
        for process in (supervisor, *children(supervisor)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        killed = time.monotonic()
        up.command("up", "--port", str(up.port))
        started = time.monotonic()
        fourth = build(up)
        wait_until(lambda: state(up, third) == "Crashed", patience=300)
        print(f"up again after {started - killed:.0f} s, the dead run crashed after {time.monotonic() - killed:.0f} s")
        wait_until(lambda: state(up, fourth) == "Completed", patience=300)
        assert content(up.folder / "out" / EDITION) == built
