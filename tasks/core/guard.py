"""The guard around everything that handles rows: no exception may carry a value out."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from tasks.core.errors import ReportError, StageError
from tasks.core.reserve import give_back, keep_back, need_room

P = ParamSpec("P")
R = TypeVar("R")


def guarded(stage: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let our own refusals pass, which carry references only; replace any other exception by its type and stage.

    The new exception is raised outside the ``except`` block: a chained traceback would carry the old one's message, and
    with it a value from a log, into Prefect's database.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            keep_back()
            try:
                need_room()
                return function(*args, **kwargs)
            except ReportError as error:
                refusal: ReportError = type(error)(error.problem, error.where, error.remedy)
            except Exception as error:  # noqa: BLE001 - the point of the guard is to let nothing through
                refusal = StageError(
                    f"An unforeseen {type(error).__name__} stopped the stage {stage}.",
                    where=stage,
                    remedy="Report it with the program's version. Details are withheld, since they may hold data.",
                )
            give_back()
            raise refusal

        return call

    return wrap
