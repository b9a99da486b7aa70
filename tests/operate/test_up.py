"""A trial that cannot start says why, and leaves what is there alone."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows.operate.up import HOLD, READY, Trial, _lock, run_trial, start_trial, stop_trial
from flows.settings import PROJECT
from tasks.model.errors import StageError, UsageError
from tests.operate.running_trial import COPIED, free_ports


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    trial = Trial(tmp_path / "prefect", free_ports(3))
    for name in trial.environment:
        # Set and taken away again: the trial changes the environment of its process.
        monkeypatch.setenv(name, os.environ.get(name, ""))
    return trial


@pytest.mark.parametrize(("offset", "service"), [(0, "prefect"), (1, "site"), (2, "watch")])
def test_a_port_that_another_program_uses_is_named(trial: Trial, offset: int, service: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", trial.port + offset))
        other.listen()
        with pytest.raises(UsageError, match=f"port {trial.port + offset}, for the {service}"):
            run_trial(trial)
    assert [path.name for path in trial.home.iterdir()] == [HOLD]


def test_in_the_background_the_log_says_why(trial: Trial) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", trial.port))
        other.listen()
        with pytest.raises(StageError, match=r"up\.log"):
            start_trial(trial)
    assert "Another program uses the port" in (trial.home / "up.log").read_text()


def test_what_is_up_is_not_started_again(trial: Trial) -> None:
    trial.home.mkdir()
    (trial.home / READY).write_text(json.dumps({"addresses": ["one", "two"]}))
    assert _lock(trial.home / HOLD) is not None
    assert start_trial(trial) == ("one", "two")
    with pytest.raises(UsageError, match="up already"):
        run_trial(trial)


def test_a_trial_that_died_is_not_taken_for_one_that_is_up(trial: Trial) -> None:
    trial.home.mkdir()
    (trial.home / READY).write_text(json.dumps({"supervisor": os.getpid(), "addresses": ["one", "two"]}))
    assert not stop_trial(trial)


def test_it_is_stopped_also_where_uv_and_the_checkout_have_moved(tmp_path: Path) -> None:
    checkout = tmp_path / "moved"
    checkout.mkdir()
    for name in (*COPIED, "Makefile"):
        (checkout / name).symlink_to(PROJECT / name)
    (checkout / ".venv").symlink_to(sys.prefix)
    done = subprocess.run(
        ["make", "down"],
        cwd=checkout,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Nothing was up." in done.stdout
