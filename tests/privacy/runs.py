"""Many runs of the command line, each in a process of its own, without paying for the imports each time.

A server process imports the libraries once and forks for each run, before any thread or connection exists in it.
"""

import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.privacy.breaking import break_stage

PATIENCE = 900.0
SLOW_TO_IMPORT = ("prefect", "great_expectations", "ibis", "duckdb", "matplotlib.figure", "pandas")


def run_apart(
    arguments: Sequence[str], output: Path, environment: Mapping[str, str], breaking: tuple[str, str] | None = None
) -> int:
    """Run a command in a fresh process; what it says goes to a file.

    Args:
        breaking: a stage, and how it is to break; see :mod:`tests.privacy.breaking`.

    Returns:
        The exit code; the negative number of the signal that ended the process, if one did.
    """
    try:
        return ended(start_apart(arguments, output, environment, breaking))
    except TimeoutError as late:
        late.add_note(output.read_text(errors="replace"))
        raise


def start_apart(
    arguments: Sequence[str], output: Path, environment: Mapping[str, str], breaking: tuple[str, str] | None = None
) -> BaseProcess:
    """Start such a run, and do not wait for it."""
    process = _forkserver().Process(target=_command, args=(tuple(arguments), output, dict(environment), breaking))
    process.start()
    return process


def ended(process: BaseProcess) -> int:
    """Wait for a run; gives its exit code. One that hangs says in its output where it stands, and is killed."""
    process.join(PATIENCE)
    if process.is_alive():
        os.kill(process.pid or 0, signal.SIGUSR1)
        process.join(1)
        process.kill()
        raise TimeoutError(f"the run took longer than {PATIENCE} seconds")
    assert process.exitcode is not None
    return process.exitcode


@cache
def _forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*SLOW_TO_IMPORT, "tasks.render", "tasks.validate", "tests.privacy.breaking"])
    return context


def _command(
    arguments: Sequence[str], output: Path, environment: Mapping[str, str], breaking: tuple[str, str] | None
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    # As a terminal would start it: a shell that runs the tests in the background has them ignore interruptions.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with output.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
        faulthandler.register(signal.SIGUSR1, file=2)
    if breaking:
        break_stage(*breaking)
    from flows.cli import main

    sys.exit(main(arguments))
