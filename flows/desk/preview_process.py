"""The process that makes previews: it is kept, with all that it has read, and ended where a text asks for too much.

It has none of this process's secrets (:mod:`tasks.storage.child_process`), and limits of time and memory.
"""

import re
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import ParamSpec, TypeVar

from flows.desk.proofs import Draft, hold_back, proof
from flows.operate.settings import load_settings
from flows.site.publications import has_exact_counts
from tasks.model.errors import EditionError, StageError, TextError
from tasks.model.manifest import MANIFEST, digest
from tasks.model.period import EDITION_NAME
from tasks.storage.child_process import Child, started

P = ParamSpec("P")
R = TypeVar("R")
FIRST, EACH = 180.0, 15.0
"""Seconds that an answer may take for which everything is read, and one on a text that somebody is writing."""
ASKS = 2000
"""After so many answers another process is begun."""


class PreviewProcess:
    """One process for all who write; who asks while it is at work waits."""

    def __init__(self) -> None:
        self._lock, self._stack = threading.Lock(), ExitStack()
        self._child: Child[None] | None = None
        self._asked: set[object] = set()
        self._asks = 0

    def ask(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a function of :mod:`flows.desk.proofs` or :mod:`flows.desk.number_browser` gives.

        Raises:
            ReportError: it refuses, or takes more time or memory than it may; then another process is begun.
        """
        with self._lock:
            child, kind = self._running(), args[:2]
            patience = EACH if function is proof and kind in self._asked else FIRST
            try:
                answer = child.asked(patience, function, *args, **kwargs)
            except (TimeoutError, StageError):
                self.end()
            else:
                self._asked.add(kind)
                return answer
        raise TextError(
            "The text takes more time or memory than there is for it.",
            remedy="Shorten it, or take out what is repeated. What you wrote is kept.",
        )

    def end(self) -> None:
        """End the process, if there is one."""
        self._stack.close()
        self._child, self._asks = None, 0
        self._asked.clear()

    def _running(self) -> Child[None]:
        if self._asks >= ASKS:
            self.end()
        self._asks += 1
        if self._child is None:
            self._child = self._stack.enter_context(started("the preview of a text", {}, hold_back))
            self._child.result()
        return self._child


def draft_of(edition: str) -> Draft:
    """The draft of an edition, for the process.

    Raises:
        EditionError: there is none, or one with exact counts.
    """
    settings = load_settings()
    folder: Path = settings.folders.out / edition
    if (
        not re.fullmatch(EDITION_NAME, edition)
        or not (folder / MANIFEST).is_file()
        or folder.is_symlink()
        or has_exact_counts(folder)
    ):
        raise EditionError("There is no such draft.", edition[:40], "Go back to the list of editions.")
    return Draft(folder.resolve(), digest(folder), settings.brand and settings.brand.resolve())


PREVIEW_PROCESS = PreviewProcess()
