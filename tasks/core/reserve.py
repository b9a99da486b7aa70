"""Address space kept back, so that a run that has used up all that it may have can still say so and end.

Under a limit of memory a thread may be granted a stack and then no more: Python waits for it to start, for ever. So a
failed run would hang while Prefect records the failure. Nothing is written to the reserve, so that it costs no memory.
"""

import mmap
from contextlib import suppress

SIZE = 128 * 2**20
"""Bytes: the stacks of a few threads and what they allocate first."""

ROOM = 64 * 2**20
"""Bytes without which no stage begins: libraries in C++ abort the process where they find no room, and say nothing."""

_held: list[mmap.mmap] = []


def need_room() -> None:
    """See that a stage has room to begin.

    Raises:
        MemoryError: it has not.
    """
    try:
        _map(ROOM).close()
    except OSError:
        raise MemoryError from None


def keep_back() -> None:
    """Take the reserve, unless it is held; where there is no room for it, go on without."""
    if not _held:
        with suppress(OSError):
            _held.append(_map(SIZE))


def give_back() -> None:
    """Let the process have it."""
    while _held:
        _held.pop().close()


def _map(size: int) -> mmap.mmap:
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
