"""Every refusal of the pipeline, in one tree: what is wrong, where, what to do next, and its exit code.

No message carries a value from a log. Where a record must be named, it is named by file, sheet, row and field.
"""

from expectations.contract.errors import ContractError, ReportError

__all__ = [
    "ContractError",
    "DeliveryError",
    "DisclosureError",
    "EditionError",
    "LogError",
    "QualityError",
    "ReconcileError",
    "ReportError",
    "SourceUnavailableError",
    "StageError",
    "TextError",
    "UsageError",
]


class UsageError(ReportError):
    """The command, the form or the configuration asks for something that makes no sense."""

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


class EditionError(ReportError):
    """An edition folder is missing, incomplete or altered."""

    exit_code = 2


class StageError(ReportError):
    """An unforeseen failure left of the line, stripped of everything but its type and its stage."""

    exit_code = 1
