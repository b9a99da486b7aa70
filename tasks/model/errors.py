"""Every refusal of the pipeline, in one tree: what is wrong, where, what to do next, and its exit code.

No message carries a value from a log. Where a record must be named, it is named by file, sheet, row and field.
"""

import errno
import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from expectations.contract.errors import ContractError, ReportError, printable

__all__ = ["ContractError", "ReportError", "printable"]
"""What lies in the contract and is taken from here."""

_FILES = frozenset(
    getattr(errno, name)
    for name in (
        *("EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY", "ELOOP", "ENAMETOOLONG"),
        *("ENOSPC", "EDQUOT", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENXIO", "ETXTBSY", "EBUSY", "EXDEV", "ESTALE"),
    )
)
"""What a file or a folder can be refused for; other errors of the system are of other things."""


class UsageError(ReportError):
    """The command, the form or the configuration asks for something that makes no sense."""

    exit_code = 2


class FileError(ReportError):
    """A file or a folder of the program's own cannot be read or written."""

    exit_code = 2


class LogError(ReportError):
    """A log cannot be read, or breaks the contract as a whole."""

    exit_code = 3


class SourceUnavailableError(LogError):
    """A database does not answer; a moment later it may."""


class QualityError(ReportError):
    """The quality gate refused: too many records had to be set aside."""

    exit_code = 4


class DisclosureError(ReportError):
    """No safe publication exists under the disclosure policy."""

    exit_code = 5


class DeliveryError(ReportError):
    """An alert or a publication could not be delivered."""

    exit_code = 6


class ReconcileError(ReportError):
    """Figures of one edition contradict each other; publication stops."""

    exit_code = 1


class TextError(ReportError):
    """A text of the report breaks a rule or cannot be set: a typed number, an unknown figure, a missing note."""

    exit_code = 2


class NotInEditionError(TextError):
    """A text names a figure or an answer that the edition does not have, since it came with a later contract.

    ``line`` is that of the text, from 1.
    """

    def __init__(self, problem: str, where: str = "", remedy: str = "", line: int = 1) -> None:
        super().__init__(problem, where, remedy)
        self.line = line


class EditionError(ReportError):
    """An edition folder is missing, incomplete or altered."""

    exit_code = 2


class LaterVersionError(EditionError):
    """A file was written by a later release, in a form that this one does not know."""


class StageError(ReportError):
    """An unforeseen failure left of the line, stripped of everything but its type and its stage."""

    exit_code = 1


def file_error(error: OSError, where: str = "") -> FileError | None:
    """What the system refused, as a refusal of ours; None where it was nothing about a file.

    Args:
        error: names the file itself, unless it is met while writing to one that is open.
        where: the file or the folder, for that case.
    """
    if error.errno is None or error.errno not in _FILES:
        return None
    named = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    return FileError(
        f"A file or a folder cannot be read or written: {os.strerror(error.errno)}.",
        where=named or where or "the disk",
        remedy="See that it is there, that this user may read and write it, and that the disk has room.",
    )


P = ParamSpec("P")
_DISK = "IOException"
"""What the engine raises where a file of its own cannot be written or read; its message may quote more than a path."""
R = TypeVar("R")


def guarded(stage: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let our own refusals pass, which carry references only; replace any other exception by its type and stage.

    The new exception is raised outside the ``except`` block: a chained traceback would carry the old one's message, and
    with it a value from a log, into Prefect's database.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except ReportError as error:
                refusal: ReportError = type(error)(error.problem, error.where, error.remedy)
            except Exception as error:  # noqa: BLE001 - the point of the guard is to let nothing through
                refusal = _refusal(stage, error)
            raise refusal

        return call

    return wrap


def _refusal(stage: str, error: Exception) -> ReportError:
    refusal = file_error(error, stage) if isinstance(error, OSError) else None
    if type(error).__name__ == _DISK:
        refusal = FileError(
            "A file of the private folder cannot be written or read.",
            where=f"private folder, {stage}",
            remedy="See that its disk has room and that this user may write there, then try again.",
        )
    return refusal or StageError(
        f"An unforeseen {type(error).__name__} stopped the stage {stage}.",
        where=stage,
        remedy="Report it with the program's version. Details are withheld, since they may hold data.",
    )
