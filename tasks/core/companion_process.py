"""The process at the other end of :mod:`tasks.core.companion`: it carries out one order after the other."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from shutil import rmtree
from typing import Any

from tasks.core.companion import Failure
from tasks.core.confined import confine
from tasks.core.errors import ReportError


def main(handle: str, folder: str, *libraries: str) -> None:
    """Serve a line until it is closed.

    Args:
        handle: the number under which the line was handed over.
        folder: where temporary files lie. Whoever gave the orders removes it, and this process where they are gone.
        libraries: the names of what is slow to load, and will be needed.
    """
    # Hardly anything that is made here is given up before the end, and looking for it takes a tenth of the time.
    gc.disable()
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    to_load = list(libraries)
    try:
        with Connection(int(handle)) as line:
            confine(line)
            while True:
                while to_load and not line.poll():
                    import_module(to_load.pop(0))
                order = line.recv()
                line.send(_answer(*order))
    except (EOFError, BrokenPipeError):
        rmtree(folder, ignore_errors=True)


def _end_with_parent(folder: str) -> None:
    """Wait for the end of whoever gave the orders, and end too, in the midst of an order that is for nobody."""
    os.read(0, 1)
    rmtree(folder, ignore_errors=True)
    os._exit(1)


def _answer(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    try:
        return function(*args, **kwargs)
    except ReportError as refusal:
        return Failure(refusal)
    except BaseException as error:  # noqa: BLE001 - the other process tells of it; a refused address is no Exception
        return Failure(None, type(error).__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
