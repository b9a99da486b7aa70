"""What an examination of an installation finds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tasks.core.errors import ReportError


class Status(StrEnum):
    """What an examination found: all is well, something to know, or a fault."""

    OK = "ok"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was examined, how it is, and what to do where it is not well."""

    name: str
    status: Status
    detail: str
    remedy: str = ""


def guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """The finding of a check; one that breaks has found a fault."""
    try:
        return check()
    except ReportError as error:
        where = f" ({error.where})" if error.where else ""
        return Finding(name, Status.FAULT, f"{error.problem}{where}", error.remedy)
    except Exception as error:  # noqa: BLE001 - an examination that breaks has found a fault too; its message may tell more
        return Finding(name, Status.FAULT, f"An unforeseen {type(error).__name__}.", "Set up again: make report.")
