"""Limits for reading a file that somebody else made, in a child process: see :mod:`tasks.storage.child_process`.

Libraries in C++ and Rust abort where a file makes them ask for more memory than there is, and no exception tells of it.
So the process says what it is about to read, and the one that gave the order tells that, should the answer not come.
"""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tasks.model.errors import LogError

MEMORY = 4 << 30
"""Bytes that reading one file may take beside what the process has; a workbook of a million rows takes some 3 GB."""
SECONDS, BYTES_A_SECOND = 600, 50_000
"""Processor time that reading may take, and what it may take more for the size of the files."""


@dataclass(frozen=True, slots=True)
class At:
    """What is being read, as messages name it; nothing, where it is empty."""

    place: str


_lines: list[Connection] = []
_places = [At("")]


def confine(line: Connection) -> None:
    """Have :func:`confined` mean it in this process, and say over the line what is read."""
    # A core would hold what was read.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where the machine as a whole runs out of memory, this is the process to end.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    _lines.append(line)


@contextmanager
def confined(place: str, size: int | None, memory: int | None = MEMORY) -> Iterator[None]:
    """Limit what reading may take, where this process may be lost; in any other nothing is limited.

    Args:
        place: the file, or the files, as messages name them.
        size: of the files, in bytes; None for a database, which is waited for as long as it takes.
        memory: in bytes, beside what the process has; None where the reader limits itself.
    """
    if not _lines:
        yield
        return
    (line,) = _lines
    _places.append(At(place))
    line.send(_places[-1])
    limits = {resource.RLIMIT_CPU: _seconds(size), resource.RLIMIT_DATA: _bytes(memory)}
    before = {kind: resource.getrlimit(kind) for kind in limits}
    for kind, limit in limits.items():
        soft, hard = before[kind]
        resource.setrlimit(kind, (_least(soft, limit), hard))
    try:
        yield
    except Exception:
        _after(line)
        raise
    else:
        _after(line)
    finally:
        for kind, both in before.items():
            resource.setrlimit(kind, both)


@contextmanager
def readable(place: str) -> Iterator[None]:
    """Say which log it is that the system does not let the block read.

    Args:
        place: the log, as messages name it.

    Raises:
        LogError: it may not be read, or is not there any more.
    """
    reason = ""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "the system refused"
    if reason:
        raise LogError(
            f"The log cannot be read: {reason}.", where=place, remedy="See that this user may read it; try again."
        )


def _after(line: Connection) -> None:
    """Not after a panic of a library in Rust, which is no exception like others: the file is to blame."""
    _places.pop()
    line.send(_places[-1])


def _seconds(size: int | None) -> int:
    if size is None:
        return resource.RLIM_INFINITY
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime) + SECONDS + size // BYTES_A_SECOND


def _bytes(memory: int | None) -> int:
    """What the process has, and so much more. Only Linux limits it; elsewhere the processor time alone does."""
    if memory is None or sys.platform != "linux":
        return resource.RLIM_INFINITY
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    return pages * resource.getpagesize() + memory


def _least(one: int, other: int) -> int:
    limits = [limit for limit in (one, other) if limit != resource.RLIM_INFINITY]
    return min(limits, default=resource.RLIM_INFINITY)
