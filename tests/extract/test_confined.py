"""Files that end the program that reads them: it is a process of its own, and what comes of it is a refusal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.core.companion import Companion, reading
from tasks.core.confined import confined
from tasks.core.errors import LogError, StageError
from tasks.extract import extract
from tests import log_files as logs
from tests.hostile_workbooks import MARK, WORKBOOKS


@pytest.fixture
def reader() -> Iterator[Companion]:
    with reading() as found:
        yield found


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone; elsewhere it takes ten minutes")
@pytest.mark.parametrize(("name", "make"), WORKBOOKS.values(), ids=list(WORKBOOKS))
def test_a_workbook_that_asks_for_the_whole_machine(
    reader: Companion, tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    make(path)
    assert path.stat().st_size < 20_000
    with pytest.raises(LogError, match="unpack") as refusal:
        reader.begin("the opening", extract, {"calls": [str(path)]}).result()
    assert refusal.value.where == name
    assert MARK not in str(refusal.value)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_what_is_read_there_is_what_is_read_here(reader: Companion, tmp_path: Path) -> None:
    inputs = {"calls": [str(logs.write_csv(tmp_path / "calls.csv", [logs.record(1)]))]}
    assert reader.begin("the opening", extract, inputs).result() == extract(inputs)


def aborted(place: str) -> None:
    with confined(place, 1):
        os.abort()


def too_long(place: str) -> None:
    with confined(place, 1):
        _use_up_the_time()


def _use_up_the_time() -> None:
    import resource

    assert resource.getrlimit(resource.RLIMIT_CPU)[0] < 1_000
    resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))
    while True:
        pass


def aborted_after(place: str) -> None:
    with confined(place, 1):
        pass
    os.abort()


def inner(place: str) -> None:
    with confined("all files", 1):
        with confined("a file that was sound", 1):
            pass
        with confined(place, 1):
            os.abort()


def panicked(place: str) -> None:
    class Panic(BaseException):
        """As a library in Rust raises it: no exception like others."""

    with confined(place, 1):
        raise Panic


@pytest.mark.parametrize("end", [aborted, too_long, inner, panicked])
def test_the_file_that_ended_the_reader_is_named(reader: Companion, end: Callable[[str], None]) -> None:
    with pytest.raises(LogError) as refusal:
        reader.begin("the opening", end, "calls.xlsx").result()
    assert refusal.value.where == "calls.xlsx"


def test_no_file_is_blamed_for_an_end_after_it_was_read(reader: Companion) -> None:
    with pytest.raises(StageError, match="An unforeseen end"):
        reader.begin("the opening", aborted_after, "calls.xlsx").result()


def limits() -> tuple[object, ...]:
    import resource

    return tuple(resource.getrlimit(kind) for kind in (resource.RLIMIT_CPU, resource.RLIMIT_DATA))


def limits_within_and_after() -> list[tuple[object, ...]]:
    with confined("a file", 1):
        within = limits()
    return [within, limits()]


def test_limits_end_with_the_file(reader: Companion) -> None:
    within, after = reader.begin("the opening", limits_within_and_after).result()
    assert after == limits()
    assert within[0] != after[0]


def environment() -> dict[str, str]:
    return dict(os.environ)


def test_the_reader_knows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELPLINE_REPORT_KEY", "PREFECT_API_AUTH_STRING", "HELPLINE_REPORT_PASSWORD_1", "ANYTHING"):
        monkeypatch.setenv(name, "a-secret")
    monkeypatch.setenv("PGSSLROOTCERT", "a-file")
    with reading() as reader:
        told = reader.begin("the environment", environment).result()
    assert "a-secret" not in told.values()
    assert told["PGSSLROOTCERT"] == "a-file"


PARENT = """
import sys, time
from tasks.core.companion import reading
with reading() as reader:
    reader.begin("the waiting", time.sleep, 600)
    print(reader._process.pid, reader._folder.name, flush=True)
    time.sleep(600)
"""


def test_the_reader_ends_with_the_program_that_started_it_however_that_ends(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        parent.send_signal(signal.SIGKILL)
    while _is_running(int(pid)) or Path(folder).exists():
        time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended, and that nobody has asked after, counts as ended.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(") ", 1)[1][0] != "Z"
