"""The guard around everything that handles rows: no exception may carry a value out."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from tasks.core.errors import FileError, ReportError, StageError, file_error

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
