"""Run a function in a process of its own: without the secrets of this one, and no longer than this one lives.

The PDF is set in one, so that another core works on it. Logs are opened and read in others: what a damaged or hostile
file does to the libraries that read it ends that process alone; see :mod:`tasks.storage.confined`. The function, what
it takes and what it gives go through a socket; on the disk lie only temporary files, in a folder that is removed.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, Generic, ParamSpec, TypeVar, cast

from expectations.contract.content import VARIABLE
from tasks.model.errors import LogError, ReportError, StageError
from tasks.storage.confined import At, confine

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
ROOT = Path(__file__).parents[2]
NEEDED = (
    *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "XDG_CACHE_HOME"),
    *("DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH", VARIABLE),
)
"""The variables of the environment that a child process gets; others may hold keys and passwords."""
_PROGRAM = "import sys; from tasks.storage.child_process import answer; answer(*sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class ChildFailure:
    """What a child process sends where its function failed: a refusal of ours, or the kind of what was unforeseen."""

    refusal: ReportError | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Child(Generic[R]):
    """A process at work on a function; ``what`` names the work, should it fail."""

    what: str
    pid: int
    line: Connection

    def asked(self, patience: float | None, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What another function gives, in the same process, which keeps what it has read.

        Args:
            patience: seconds to wait; None for as long as it takes.
            function: of a module, as for :func:`started`.

        Raises:
            TimeoutError: it takes longer.
            ReportError: as for :meth:`result`.
        """
        with suppress(OSError):
            self.line.send((function, args, kwargs))
        if not self.line.poll(patience):
            raise TimeoutError
        return cast("Child[T]", self).result()

    def result(self) -> R:
        """Wait for what the function gives.

        Raises:
            ReportError: the function refused.
            LogError: a log that it was reading ended the process.
            StageError: it failed otherwise, or the process did; the kind of the failure is told.
        """
        place = ""
        try:
            while isinstance(answer := self.line.recv(), At):
                place = answer.place
        except (EOFError, OSError):
            answer = ChildFailure(None, "end")
        if not isinstance(answer, ChildFailure):
            return cast("R", answer)
        if place and not answer.refusal:
            raise _unreadable(place)
        raise answer.refusal or StageError(
            f"An unforeseen {answer.kind} stopped {self.what}.",
            where="a process of its own",
            remedy="Report it with the program's version. Where it is the PDF, leave that out until it is mended.",
        )


@contextmanager
def started(
    what: str, environment: Mapping[str, str], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> Iterator[Child[R]]:
    """Begin a function of a module in a child process, which does not outlive the block.

    Args:
        what: names the work, should it fail.
        environment: variables that the process gets beside those that every process needs.
    """
    line, theirs = Pipe()
    inherited = {name: os.environ[name] for name in NEEDED if name in os.environ}
    with TemporaryDirectory(prefix="helpline-report-") as folder, line:
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), folder],
                cwd=ROOT,
                env={**inherited, **environment, "TMPDIR": folder},
                pass_fds=[theirs.fileno()],
                # Nothing is written to it: it ends when this process does, however that ends, and so does the child.
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        try:
            # That a process is gone is told when its result is asked for.
            with suppress(OSError):
                line.send((function, args, kwargs))
            yield Child(what, process.pid, line)
        finally:
            process.kill()
            process.communicate()


def run_apart(
    what: str, environment: Mapping[str, str], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same, and wait for what the function gives."""
    with started(what, environment, function, *args, **kwargs) as child:
        return child.result()


def answer(handle: str, folder: str) -> None:
    """In the child process: carry out each function that is sent, and send back what it gives.

    Args:
        handle: the number of the socket, which was handed over.
        folder: that of temporary files. The parent removes it, and this process where the parent is gone.
    """
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    with Connection(int(handle)) as line:
        confine(line)
        with suppress(EOFError, OSError):
            while True:
                _carry_out(line, *line.recv())


def _carry_out(
    line: Connection, function: Callable[..., object], args: Sequence[Any], named: Mapping[str, Any]
) -> None:
    try:
        line.send(function(*args, **named))
    except ReportError as refusal:
        line.send(ChildFailure(refusal))
    except BaseException as error:  # noqa: BLE001 - the parent tells of it; a refused address is no Exception
        line.send(ChildFailure(None, type(error).__name__))


def _end_with_parent(folder: str) -> None:
    os.read(0, 1)
    rmtree(folder, ignore_errors=True)
    os._exit(1)


def _unreadable(place: str) -> LogError:
    return LogError(
        "The file would unpack to far more than a log holds, or breaks the program that reads it.",
        where=place,
        remedy="Do not open it. Ask who made it, and export the log again. If it is sound, the machine lacks memory.",
    )
