"""The canary protocol: logs full of canaries, one good run and many that break, and no canary anywhere after."""

import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.drill import cases
from tests.privacy.breaking import HOW, rounding_infeasible
from tests.privacy.canaries import CanaryLogs, write_logs
from tests.privacy.leak_scanner import find
from tests.privacy.runs import run_apart

PERIOD = ("--from", "2018-06", "--to", "2018-11")
SETTINGS = "[gate]\nset_aside = 1.0\n[folders]\nstate = {state!r}\n"
"""Many of the records are faulty on purpose; the gate must not end each run at once."""
QUICK = [("validate", "raised"), ("anonymise", "killed")]
"""Of the ways to break a run, those that are tried each time; the others wait for the drill."""
KILLED, STOPPED, OUT_OF_TIME = -signal.SIGKILL, -signal.SIGTERM, -signal.SIGKILL


@dataclass(frozen=True)
class Sandbox:
    """A folder that holds all that a run may write to, and the server's home beside it."""

    folder: Path
    prefect_home: Path
    alerts: tuple[tuple[str, str], ...] = ()
    """Where each audience is written to."""

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def work(self) -> list[Path]:
        return list((self.folder / "private" / "work").glob("*"))

    @property
    def editions(self) -> list[Path]:
        return list((self.folder / "editions").glob("*"))

    def build(
        self, *sources: str, breaking: tuple[str, str] | None = None, pdf: bool = False, rounded: bool = True
    ) -> int:
        """Build an edition in a process of its own; what it says is kept as a file, to be searched too.

        Rounding a few dozen contacts takes longer than all else; where it is not what is looked at, it is left out.
        """
        folders = ("--out", str(self.folder / "editions"), "--private", str(self.folder / "private"))
        less = (*(() if pdf else ("--no-pdf",)), *(() if rounded else ("--disclosure", "none")))
        command = ("build", *sources, *PERIOD, *folders, *less)
        return run_apart(command, self.output, self._environment(), breaking)

    def _environment(self) -> dict[str, str]:
        settings = self.folder / "settings.toml"
        settings.write_text(SETTINGS.format(state=str(self.folder / "state")))
        places = {"HOME": "home", "TMPDIR": "tmp"}
        for place in places.values():
            (self.folder / place).mkdir(exist_ok=True)
        return {
            **os.environ,
            **{name: str(self.folder / place) for name, place in places.items()},
            "PREFECT_HOME": str(self.prefect_home),
            "HELPLINE_REPORT_SETTINGS": str(settings),
            # What a worker logs, and so what the server keeps, and not only what a command does.
            "PREFECT_LOGGING_LEVEL": "INFO",
            "HELPLINE_REPORT_KEY": "5a" * 32,
            **{f"HELPLINE_REPORT_ALERTS_{audience}": address for audience, address in self.alerts},
        }


@pytest.fixture
def sandbox(tmp_path: Path, prefect_home: Path) -> Sandbox:
    return Sandbox(tmp_path, prefect_home)


def sources(logs: CanaryLogs) -> tuple[str, ...]:
    return ("--calls", str(logs.calls), "--emails", str(logs.emails))


def search(sandbox: Sandbox, logs: CanaryLogs) -> list[str]:
    for log in (logs.calls, logs.emails):
        log.unlink()
    return find(logs.canaries, [sandbox.folder, sandbox.prefect_home])


@pytest.mark.parametrize("rounded", [False, pytest.param(True, marks=pytest.mark.drill)])
def test_a_good_run_leaves_no_canary(sandbox: Sandbox, rounded: bool) -> None:
    logs = write_logs(sandbox.folder)
    assert len(set(logs.canaries)) > 200
    assert sandbox.build(*sources(logs), pdf=True, rounded=rounded) == 0, sandbox.output.read_text()
    assert search(sandbox, logs) == []
    assert sandbox.work == []


BROKEN_LOGS: dict[str, tuple[dict, int]] = {
    "no date is a date": ({"received_at": "once upon a time"}, 3),
    "every reference is the same": ({"contact_id": "C-1"}, 0),
    "a column is missing": ({"kind": None}, 3),
    "no record is new": ({"kind": "follow_up"}, 0),
}
"""Changes to both logs, and the exit code: the gate is open, so that all but one record may be set aside."""


@pytest.mark.parametrize(("changed", "code"), cases(BROKEN_LOGS, ["no date is a date"]))
def test_broken_logs_leave_no_canary(changed: dict, code: int, sandbox: Sandbox) -> None:
    logs = write_logs(sandbox.folder, **changed)
    assert sandbox.build(*sources(logs), rounded=False) == code, sandbox.output.read_text()
    assert search(sandbox, logs) == []
    assert sandbox.work == []
    assert bool(sandbox.editions) == (code == 0)


FAILURES = {
    ("extract", "raised"): 1,
    ("anonymise", "raised"): 1,
    ("validate", "raised"): 1,
    ("aggregate", "raised"): 1,
    ("reconcile", "raised"): 1,
    ("protect", "raised"): 1,
    ("render", "raised"): 1,
    ("anonymise", "out_of_memory"): 1,
    ("anonymise", "timed_out"): 1,
    ("aggregate", "time_limit"): OUT_OF_TIME,
    ("protect", "rounding_infeasible"): 5,
    ("anonymise", "disk_full"): 2,
    ("render", "disk_full"): 2,
    ("validate", "interrupted"): 130,
    ("anonymise", "stopped"): STOPPED,
    ("extract", "killed"): KILLED,
    ("anonymise", "killed"): KILLED,
    ("validate", "killed"): KILLED,
    ("aggregate", "killed"): KILLED,
    ("protect", "killed"): KILLED,
    ("render", "killed"): KILLED,
    ("write_edition", "killed"): KILLED,
}


@pytest.mark.parametrize(("breaking", "code"), cases({how: (how, code) for how, code in FAILURES.items()}, QUICK))
def test_a_run_that_breaks_leaves_no_canary(breaking: tuple[str, str], code: int, sandbox: Sandbox) -> None:
    logs = write_logs(sandbox.folder)
    rounded = breaking[0] == "protect"
    assert sandbox.build(*sources(logs), breaking=breaking, rounded=rounded) == code, sandbox.output.read_text()
    assert search(sandbox, logs) == []
    assert sandbox.work == [] or code in (KILLED, STOPPED)
    assert sandbox.editions == [] or breaking[0] == "write_edition"


def test_every_way_to_break_is_tried() -> None:
    assert {how for _, how in FAILURES} == {*HOW, rounding_infeasible.__name__}


def test_a_database_that_is_gone_leaves_no_password(sandbox: Sandbox) -> None:
    logs = write_logs(sandbox.folder)
    address = f"postgresql+psycopg://reader:{logs.canaries[0]}@127.0.0.1:9/helpline#calls"
    assert sandbox.build("--calls", address, "--emails", str(logs.emails)) == 2
    assert search(sandbox, logs) == []


@pytest.mark.drill
def test_alerts_that_no_mail_server_takes_are_kept_without_a_canary(sandbox: Sandbox) -> None:
    logs = write_logs(sandbox.folder)
    nobody = "mailto://sender:unheard@127.0.0.1:9?from=a@b.example&to=c@d.example"
    deaf = replace(sandbox, alerts=tuple((audience, nobody) for audience in ("STAFF", "OFFICER", "COMMS")))
    assert deaf.build(*sources(logs), rounded=False) == 6, sandbox.output.read_text()
    assert "could not be delivered" in sandbox.output.read_text()
    assert list((sandbox.folder / "state").rglob("*"))
    assert search(sandbox, logs) == []
    assert find(["sender:unheard"], [sandbox.folder, sandbox.prefect_home]) == []
    assert sandbox.work == []
