"""Files that end the program that reads them: it is a process of its own, and what comes of it is a refusal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.extract import extract
from tasks.model.errors import LogError, StageError
from tasks.storage.child_process import run_apart
from tasks.storage.confined import confined
from tests import log_files as logs
from tests.hostile_workbooks import MARK, WORKBOOKS


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone; elsewhere it takes ten minutes")
@pytest.mark.parametrize(("name", "make"), WORKBOOKS.values(), ids=list(WORKBOOKS))
def test_a_workbook_that_asks_for_the_whole_machine(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    path = tmp_path / name
    make(path)
    assert path.stat().st_size < 20_000
    with pytest.raises(LogError, match="unpack") as refusal:
        run_apart("the opening", {}, extract, {"calls": [str(path)]})
    assert refusal.value.where == name
    assert MARK not in str(refusal.value)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_what_is_read_there_is_what_is_read_here(tmp_path: Path) -> None:
    inputs = {"calls": [str(logs.write_csv(tmp_path / "calls.csv", [logs.record(1)]))]}
    assert run_apart("the opening", {}, extract, inputs) == extract(inputs)


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
def test_the_file_that_ended_the_reader_is_named(end: Callable[[str], None]) -> None:
    with pytest.raises(LogError) as refusal:
        run_apart("the opening", {}, end, "calls.xlsx")
    assert refusal.value.where == "calls.xlsx"


def test_no_file_is_blamed_for_an_end_after_it_was_read() -> None:
    with pytest.raises(StageError, match="An unforeseen end"):
        run_apart("the opening", {}, aborted_after, "calls.xlsx")


def limits() -> tuple[object, ...]:
    import resource

    return tuple(resource.getrlimit(kind) for kind in (resource.RLIMIT_CPU, resource.RLIMIT_DATA))


def limits_within_and_after() -> list[tuple[object, ...]]:
    with confined("a file", 1):
        within = limits()
    return [within, limits()]


def test_limits_end_with_the_file() -> None:
    within, after = run_apart("the opening", {}, limits_within_and_after)
    assert after == limits()
    assert within[0] != after[0]
