"""The child process gives what this one would; it knows no secret, fails in words, and outlives nobody."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.model.errors import StageError, TextError
from tasks.storage.child_process import run_apart, started
from tasks.storage.database import environment_for


@pytest.mark.parametrize("text", ["", "x" * 3_000_000])
def test_it_gives_what_the_function_gives(text: str) -> None:
    assert run_apart("upper case", {}, str.upper, text) == text.upper()


def refuse(value: str) -> None:
    raise TextError("A text is wrong.", where=value, remedy="Mend it.")


def test_a_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(TextError) as refusal:
        run_apart("the setting", {}, refuse, "a.md")
    assert (refusal.value.problem, refusal.value.where, refusal.value.remedy) == (
        "A text is wrong.",
        "a.md",
        "Mend it.",
    )


def fail(value: str) -> None:
    raise LookupError(value)


def end(value: str) -> None:
    os._exit(len(value))


@pytest.mark.parametrize(("function", "kind"), [(fail, "LookupError"), (end, "end")])
def test_a_failure_is_told_without_its_values(function: Callable[[str], None], kind: str) -> None:
    with pytest.raises(StageError, match=f"An unforeseen {kind} stopped the drawing") as failure:
        run_apart("the drawing", {}, function, "a-name")
    assert "a-name" not in str(failure.value) and failure.value.__cause__ is None


def test_neither_process_nor_file_outlives_the_block() -> None:
    folder = Path(run_apart("a look", {}, tempfile.mkdtemp))
    with pytest.raises(ZeroDivisionError), started("the waiting", {}, time.sleep, 600) as child:
        raise ZeroDivisionError
    assert not is_running(child.pid)
    assert not folder.parent.exists()


PARENT = """
import time
from tasks.storage.child_process import started
with started("the waiting", {}, time.sleep, 600) as child:
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_it_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    while is_running(pid) or list(tmp_path.iterdir()):
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended, and that nobody has asked after, counts as ended.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(") ", 1)[1][0] != "Z"


def test_it_reads_nothing_but_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "__init__.py").write_text("raise SystemExit(3)")
    assert run_apart("a look", {}, os.getcwd) != str(tmp_path)


def environment() -> dict[str, str]:
    return dict(os.environ)


def test_it_knows_no_secret_but_those_that_it_reads_with(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql+psycopg://user:${LOG_PASSWORD}@host/database#calls"
    for name in ("HELPLINE_REPORT_KEY", "PREFECT_API_AUTH_STRING", "HELPLINE_REPORT_PASSWORD_1", "LOG_PASSWORD"):
        monkeypatch.setenv(name, "a-secret")
    monkeypatch.setenv("PGSSLROOTCERT", "a-file")
    assert "a-secret" not in run_apart("a look", {}, environment).values()
    known = run_apart("a look", environment_for(["calls.csv", address]), environment)
    assert [name for name, value in known.items() if value == "a-secret"] == ["LOG_PASSWORD"]
    assert (known["PGSSLROOTCERT"], known["PATH"]) == ("a-file", os.environ["PATH"])
