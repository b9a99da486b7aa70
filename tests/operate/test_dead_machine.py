"""A worker and its run die in the middle of a build, then the server: all is told, and goes on after a new start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operate.house import House, house, wait_until

EDITION = "2018-06_2018-11"
FORM = {"sample": True, "first_month": "2018-06", "last_month": "2018-11", "pdf": False}


def children(process: int) -> list[int]:
    """The processes that a process started, and theirs."""
    parents = {int(stat.parent.name): int(stat.read_text().rpartition(")")[2].split()[1]) for stat in stats()}
    found = [child for child, parent in parents.items() if parent == process]
    return [*found, *(grandchild for child in found for grandchild in children(child))]


def stats() -> list[Path]:
    return [stat for stat in Path("/proc").glob("[0-9]*/stat") if stat.exists()]


def build(up: House) -> str:
    answer = up.post(f"/deployments/{up.deployment('bi-annual')}/create_flow_run", FORM)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def state(up: House, run: str) -> str:
    return str(up.api("GET", f"/flow_runs/{run}")["state_name"])


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.drill
def test_a_worker_that_dies_with_its_run_then_a_server_that_dies(tmp_path: Path) -> None:
    with house(tmp_path) as up:
        first = build(up)
        wait_until(lambda: (up.folder / "private" / "work").exists() and list((up.folder / "private/work").glob("*")))
        worker = up.processes["worker-logs"]
        for process in (worker, *children(worker)):
            os.kill(process, signal.SIGKILL)
        assert not list((up.folder / "out").glob("*"))
        wait_until(lambda: state(up, first) == "Crashed", patience=300)
        assert any("build_report crashed" in subject for subject in up.letters_to("officer", 1))

        command = [sys.executable, "-m", "flows.cli", "worker", "logs"]
        with subprocess.Popen(command, cwd=up.checkout, env={**up.environment, **up.server}) as another:
            second = build(up)
            wait_until(lambda: state(up, second) == "Completed", patience=300)
            another.terminate()
        assert any(subject.startswith("Resolved: build_report crashed") for subject in up.letters_to("officer", 2))
        assert not list((up.folder / "private" / "work").glob("*"))
        built = content(up.folder / "out" / EDITION)

        os.kill(up.processes["server"], signal.SIGKILL)
        wait_until(lambda: not (up.folder / "prefect" / "up.json").exists())
        up.command("up", "--port", str(up.port))
        third = build(up)
        wait_until(lambda: state(up, third) == "Completed", patience=300)
        assert content(up.folder / "out" / EDITION) == built
