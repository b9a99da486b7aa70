"""Stages that break on purpose. Each does its work first, so that all that it holds or has written is there by then."""

import inspect
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def raised(*values: object) -> None:
    """Fail as a careless library would, with everything at hand in the message, and a chain behind it."""
    tables = [pq.read_table(v.records).to_pylist() for v in values if hasattr(v, "records")]
    try:
        raise ValueError(f"{values} {tables}")
    except ValueError as cause:
        raise RuntimeError(f"while handling {values}") from cause


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stopped(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)


def interrupted(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(30)


def out_of_memory(*_: object) -> None:
    raise MemoryError


def time_limit(*_: object) -> None:
    """The run has used up its processor time: the system ends it."""
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


def timed_out(*_: object) -> None:
    """An alarm goes off while the stage waits, as one does where a flow has a time limit."""

    def ring(*_: object) -> None:
        raise TimeoutError("the flow took too long")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    time.sleep(30)


def disk_full(*_: object) -> None:
    """From now on no file may grow beyond a message's length: the next that is written meets a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))


HOW: dict[str, Callable[..., None]] = {
    f.__name__: f
    for f in (
        *(raised, killed, stopped, interrupted, timed_out),
        *(out_of_memory, time_limit, disk_full),
    )
}


def disk_filled(*_: object) -> None:
    """The disk that the variable DISK names is full from now on; see :mod:`tests.faults`."""
    disk = Path(os.environ["DISK"])
    (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))


def rounding_infeasible() -> None:
    """No time slice can be rounded, whatever is merged."""
    from tasks.protect.rounding import RoundingProblem

    RoundingProblem.solve = lambda _: None  # type: ignore[method-assign]
    RoundingProblem.blocking = lambda problem: problem.numbers[:1]  # type: ignore[method-assign]


def break_stage(name: str, how: str) -> None:
    """Let a stage break after its work, as the Prefect task that it is."""
    if how == rounding_infeasible.__name__:
        rounding_infeasible()
        return
    from flows import stages

    task = inspect.getclosurevars(getattr(stages, name)).nonlocals["run"]
    works = task.fn

    def breaks(*args: Any, **kwargs: Any) -> Any:
        result = works(*args, **kwargs)
        {**HOW, disk_filled.__name__: disk_filled}[how](*args, result)
        return result

    task.fn = breaks
