"""What a run shows while it is at work: a bar on a terminal, an artifact for the server, its seconds, its log."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TaskID

from tasks.model.errors import DeliveryError, ReportError

SECONDS = logging.getLogger("helpline_report.seconds")
"""Says how long each stage took; ``make bench`` listens."""


@dataclass(slots=True)
class Progress:
    """How far a run is: how many stages it has and how many are done, on a terminal and at the server."""

    stages: int
    bar: Bar
    row: TaskID
    artifact: UUID
    done: int = 0

    def show(self, words: str) -> None:
        """Say which stage is at work."""
        from prefect.artifacts import update_progress_artifact

        self.bar.update(self.row, description=words, completed=self.done)
        update_progress_artifact(self.artifact, progress=100 * self.done / self.stages, description=words)


_current: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def progress(flow: str, stages: int) -> Iterator[None]:
    """Show the progress of a flow run; :func:`step` within the block reports to it."""
    from prefect.artifacts import create_progress_artifact

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        artifact = create_progress_artifact(0.0, key=f"{flow.replace('_', '-')}-progress", description="Starting")
        shown = Progress(stages, bar, bar.add_task("Starting", total=stages), cast("UUID", artifact))
        token = _current.set(shown)
        try:
            yield
            shown.done = stages
            shown.show("Done")
        finally:
            _current.reset(token)


@contextmanager
def step(name: str, words: str) -> Iterator[None]:
    """One stage of the run that is shown, if any."""
    if shown := _current.get():
        shown.show(words)
    start = time.perf_counter()
    try:
        yield
    finally:
        SECONDS.info("%s: %.2f s", name, time.perf_counter() - start)
        if shown:
            shown.done += 1


LOGGERS = ("prefect.flow_runs", "prefect.task_runs")
"""What Prefect writes to about runs and their stages."""


class RefusalFilter(logging.Filter):
    """Words a refusal as it is worded everywhere: where in the program it was made helps nobody who reads it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and have it written."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ReportError):
            refusal = str(error) if record.name == LOGGERS[0] else f"The stage stopped. {error.problem}"
            record.msg, record.args, record.exc_info, record.exc_text = refusal, (), None, None
        return True


_FILTER = RefusalFilter()


def install_refusal_filter() -> None:
    """From now on in this process, have the logs of runs say refusals in their own words."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)


_undelivered: ContextVar[list[DeliveryError] | None] = ContextVar("undelivered", default=None)


@contextmanager
def noting_undelivered() -> Iterator[list[DeliveryError]]:
    """Yield a list that takes what runs within the block could not deliver."""
    problems: list[DeliveryError] = []
    token = _undelivered.set(problems)
    try:
        yield problems
    finally:
        _undelivered.reset(token)


def note_undelivered(problem: DeliveryError) -> None:
    """Say in the log of the run, and to its caller, that its work is done and something could not be delivered."""
    from prefect.logging import get_run_logger

    get_run_logger().warning("The work is done. %s", problem)
    if (problems := _undelivered.get()) is not None:
        problems.append(problem)


def log_lines(*lines: str) -> None:
    """Write lines into the log of the run."""
    from prefect.logging import get_run_logger

    for line in lines:
        get_run_logger().info(line)
