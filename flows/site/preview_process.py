"""The process that makes previews: it is kept, with all that it has read, and ended where a text asks for too much.

It has none of this process's secrets (:mod:`tasks.storage.child_process`), and limits of time and memory.
"""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import ParamSpec, TypeVar

from flows.settings import load_settings
from flows.site.edition_files import draft_folder
from flows.site.languages import _, spoken
from flows.site.proofs import Draft, hold_back, proof
from tasks.model.errors import StageError, TextError
from tasks.model.manifest import digest
from tasks.storage.child_process import Child, started

P = ParamSpec("P")
R = TypeVar("R")
FIRST, EACH = 180.0, 15.0
"""Seconds that an answer may take for which everything is read, and one on a text that somebody is writing."""


def in_language(language: str, ask: Callable[[], R]) -> R:
    """What a function gives, in the language of whoever asks."""
    spoken.set(language)
    return ask()


class PreviewProcess:
    """One process for all who write; who asks while it is at work waits."""

    def __init__(self) -> None:
        self._lock, self._stack = threading.Lock(), ExitStack()
        self._child: Child[None] | None = None
        self._asked: set[object] = set()

    def ask(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a function of :mod:`flows.site.proofs` or :mod:`flows.site.number_browser` gives.

        Raises:
            ReportError: it refuses, or takes more time or memory than it may; then another process is begun.
        """
        with self._lock:
            child, kind = self._running(), args[:2]
            patience = EACH if function is proof and kind in self._asked else FIRST
            try:
                answer = child.asked(patience, in_language, spoken.get(), partial(function, *args, **kwargs))
            except (TimeoutError, StageError):
                self.end()
            else:
                self._asked.add(kind)
                return answer
        raise TextError(
            _("The text takes more time or memory than there is for it."),
            remedy=_("Shorten it, or take out what is repeated. What you wrote is kept."),
        )

    def end(self) -> None:
        """End the process, if there is one."""
        self._stack.close()
        self._child = None
        self._asked.clear()

    def _running(self) -> Child[None]:
        if self._child is None:
            self._child = self._stack.enter_context(started("the preview of a text", {}, hold_back))
            self._child.result()
        return self._child


def draft_of(edition: str) -> Draft:
    """The draft of an edition, for the process.

    Raises:
        EditionError: there is none, or one with exact counts.
    """
    folder, brand = draft_folder(edition), load_settings().brand
    return Draft(folder.resolve(), digest(folder), brand and brand.resolve())


PREVIEW_PROCESS = PreviewProcess()
