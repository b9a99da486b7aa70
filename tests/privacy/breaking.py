"""Stages that break on purpose. Each does its work first, so that all that it holds or has written is there by then."""

import importlib
import os
import resource
import signal
import time
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq

HOME = {
    "enforce_gate": "validate",
    "reconcile_published": "reconcile",
    "write_edition": "draft",
}
"""The stages that are not named as their module."""


def told(*values: object) -> None:
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


def disk_full(*_: object) -> None:
    """From now on no file may grow beyond a message's length: the next that is written meets a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))


HOW: dict[str, Callable[..., None]] = {
    f.__name__: f for f in (told, killed, stopped, interrupted, out_of_memory, disk_full)
}


def break_stage(name: str, how: str) -> None:
    """Let a stage break after its work; must be called before the flows are imported."""
    module = importlib.import_module(f"tasks.{HOME.get(name, name)}")
    works = getattr(module, name)

    def breaks(*args: Any, **kwargs: Any) -> Any:
        result = works(*args, **kwargs)
        HOW[how](*args, result)
        return result

    setattr(module, name, breaks)
