"""The PDF, set in a process of its own while this one sets the web pages: each takes seconds of a core.

That process is :mod:`tasks.render.__main__`. The order goes in and the PDF comes out by pipes: nothing lies on a disk.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

from tasks.core.errors import StageError
from tasks.core.period import Period
from tasks.render.model import Attached

ROOT = Path(__file__).parents[2]
NEEDED = (
    *(
        "HOME",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "TMPDIR",
        "XDG_CACHE_HOME",
    ),
    *("DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"),
)
"""What the process is told of the environment: it may hold keys and passwords, and no page is set with them."""


class Typesetter:
    """A process that sets one PDF. It loads the layout engine while it waits for the order."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tasks.render"],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name in NEEDED},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._order = cast("IO[bytes]", self._process.stdin)
        self._pdf = cast("IO[bytes]", self._process.stdout)

    def begin(self, html: str, edition: Period, build_id: str, attachments: Sequence[Attached]) -> None:
        """Hand the print page over; the arguments are those of :func:`tasks.render.pdf.render_pdf`."""
        order = {
            "html": html,
            "edition": [str(edition.first), str(edition.last)],
            "build_id": build_id,
            "attachments": [asdict(attached) for attached in attachments],
        }
        # A process that is gone is told of when the PDF is asked for.
        with suppress(BrokenPipeError), self._order:
            self._order.write(json.dumps(order).encode())

    def finished(self) -> bytes:
        """Wait for the PDF.

        Raises:
            StageError: the process failed; the kind of its failure is told.
        """
        written = self._pdf.read()
        if self._process.wait() == 0:
            return written
        kind = written.decode(errors="replace") if self._process.returncode == 1 else "end"
        raise StageError(
            f"An unforeseen {kind or 'end'} stopped the setting of the PDF.",
            where="render",
            remedy="Report it with the program's version. Until it is mended, make the web page only.",
        )

    def dismiss(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.wait()
        for stream in (self._order, self._pdf):
            with suppress(BrokenPipeError):
                stream.close()


@contextmanager
def typesetter() -> Iterator[Typesetter]:
    """A typesetter for the block; it does not outlive it."""
    found = Typesetter()
    try:
        yield found
    finally:
        found.dismiss()
