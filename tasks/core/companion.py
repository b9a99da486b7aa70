"""A second process of ours, on another core: it draws the charts and sets the PDF while this one does the rest.

The libraries for it take longest to load, and are loaded there while this process waits for Prefect. Orders go in and
results come back by a socket between the two. Nothing lies on a disk but the fonts, as the layout engine has it.
The other side is :mod:`tasks.core.companion_process`.

Logs are read by such a process too: what a damaged or hostile file does to the libraries that read it ends that process
alone. References go there and come back; see :mod:`tasks.core.confined`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, ParamSpec, TypeVar, cast

from tasks.core.confined import At
from tasks.core.errors import LogError, ReportError, StageError

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
ROOT = Path(__file__).parents[2]
COMPARING, DRAWING, SETTING = "scipy.stats", "matplotlib.figure", "weasyprint"
"""What it loads while it has no order."""
NEEDED = (
    *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "XDG_CACHE_HOME"),
    *("DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"),
)
"""What it is told of the environment: that may hold keys and passwords, and nothing is drawn or set with them."""
DATABASE = "PG"
"""What the names begin with that the driver of the database reads; only a process that reads logs is told these."""

_ahead: list["Companion"] = []


@dataclass(frozen=True, slots=True)
class Failure:
    """What the other side sends where an order failed: a refusal of ours, or only the kind of what was unforeseen."""

    refusal: ReportError | None
    kind: str = ""


class Companion:
    """The process. It carries out one order at a time.

    Args:
        libraries: the names of what is slow to load, and will be needed.
        reads: whether it reads logs.
        variables: the names of further variables of the environment that it needs.
    """

    def __init__(self, libraries: Sequence[str], *, reads: bool = False, variables: Collection[str] = ()) -> None:
        self._folder = TemporaryDirectory(prefix="helpline-report-")
        self._line, theirs = Pipe()
        handed_over = (str(theirs.fileno()), self._folder.name, *libraries)
        prefix = (DATABASE,) if reads else ()
        names = (*NEEDED, *variables)
        needed = {name: value for name, value in os.environ.items() if name in names or name.startswith(prefix)}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "tasks.core.companion_process", *handed_over],
                cwd=ROOT,
                env=needed | {"TMPDIR": self._folder.name},
                pass_fds=[theirs.fileno()],
                # Nothing is written to it. It ends when this process does, however that ends, and so does the other.
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def begin(self, what: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "Order[R]":
        """Have a function of a module carried out, and do not wait for it.

        The result of an order must have been fetched before the next is begun.

        Args:
            what: names the work, should it fail.
        """
        # A process that is gone is told of when the result is asked for.
        with suppress(OSError):
            self._line.send((function, args, kwargs))
        return Order(self, what)

    def receive(self, what: str) -> Any:
        """The answer to the order; see :meth:`Order.result`."""
        place = ""
        try:
            while isinstance(answer := self._line.recv(), At):
                place = answer.place
        except (EOFError, OSError):
            answer = Failure(None, "end")
        if not isinstance(answer, Failure):
            return answer
        if place and not answer.refusal:
            raise _lost(place)
        raise answer.refusal or StageError(
            f"An unforeseen {answer.kind} stopped {what}.",
            where="the process that compares, draws and sets the PDF",
            remedy="Report it with the program's version. Where it is the PDF, leave that out until it is mended.",
        )

    def dismiss(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.communicate()
        self._line.close()
        # Not left to the process: to end in good order takes it a second.
        self._folder.cleanup()


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """Work that a companion was given."""

    companion: Companion
    what: str

    def result(self) -> T:
        """Wait for the work, and fetch what came of it.

        Raises:
            ReportError: the work was refused.
            StageError: it failed, or the process did; the kind of the failure is told.
        """
        return cast("T", self.companion.receive(self.what))


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """What need not be waited for, in place of an order."""

    value: T

    def result(self) -> T:
        """What it is."""
        return self.value


Awaited = Order[T] | Ready[T]


@contextmanager
def started_ahead(*, pdf: bool, again: bool = False) -> Iterator[None]:
    """A companion for the run within the block, which loads its libraries while this process loads its own.

    Args:
        pdf: whether it will set a PDF.
        again: whether the edition was made before, so that its comparison and charts should lie on the shelf.
    """
    early = _for_an_edition(pdf, again)
    _ahead.append(early)
    try:
        yield
    finally:
        if early in _ahead:
            _ahead.remove(early)
            early.dismiss()


@contextmanager
def accompanied(*, pdf: bool, again: bool = False) -> Iterator[Companion]:
    """The companion that was started ahead, or a new one. It does not outlive the block.

    Args:
        pdf, again: as in :func:`started_ahead`.
    """
    companion = _ahead.pop() if _ahead else _for_an_edition(pdf, again)
    try:
        yield companion
    finally:
        companion.dismiss()


@contextmanager
def reading(passwords: Collection[str] = ()) -> Iterator[Companion]:
    """A process to read logs in. It does not outlive the block.

    Args:
        passwords: the names of the variables that hold those of the databases which it reads, and of no others.
    """
    companion = Companion(["duckdb"], reads=True, variables=passwords)
    try:
        yield companion
    finally:
        companion.dismiss()


def _lost(place: str) -> LogError:
    return LogError(
        "The file would unpack to far more than a log holds, or breaks the program that reads it.",
        where=place,
        remedy="Do not open it. Ask who made it, and export the log again. If it is sound, the machine lacks memory.",
    )


def _for_an_edition(pdf: bool, again: bool) -> Companion:
    """One that loads what it will need, in the order in which it needs it."""
    needed = {COMPARING: not again, DRAWING: not again, SETTING: pdf}
    return Companion([library for library, is_needed in needed.items() if is_needed])
