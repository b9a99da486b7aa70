"""A process of the trial installation, which is started again where it ends by itself."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.operate.server import end_with_parent
from flows.operate.settings import PROJECT

GRACE = 15.0
"""Seconds that a service has to end by itself."""


class Service:
    """A process of the trial, which can be started again."""

    def __init__(self, name: str, command: Sequence[str], home: Path) -> None:
        self.name, self.starts, self._command = name, 0, command
        self.log = home / f"{name}.log"
        self.start()

    def start(self) -> None:
        """Start it, with its output appended to its log."""
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - every word of the command is ours
                [sys.executable, *self._command],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
            )

    def end(self) -> None:
        """End it, by force if it does not by itself."""
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """A service that is ended after the block."""
    try:
        yield service
    finally:
        service.end()
