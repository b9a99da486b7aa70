"""The root of all refusals, and the one of the contract's own files. The others: :mod:`tasks.model.errors`."""

import re
from typing import ClassVar

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")


def printable(text: str) -> str:
    """A text as it can be shown: characters that a terminal obeys, or that are no text, are spelt out."""
    return _OBEYED.sub(lambda found: repr(found[0])[1:-1], text)


class ReportError(Exception):
    """A refusal with a message for people. Anything that is not one of these is a defect, and exits with 1."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, where: str = "", remedy: str = "") -> None:
        self.problem, self.where, self.remedy = map(printable, (problem, where, remedy))
        super().__init__(problem, where, remedy)

    def __str__(self) -> str:
        parts = [
            self.problem,
            f"Where: {self.where}" if self.where else "",
            f"To do: {self.remedy}" if self.remedy else "",
        ]
        return "\n".join(part for part in parts if part)


class ContractError(ReportError):
    """A file of the contract cannot be read or contradicts itself; whoever edits the contract must mend it."""

    exit_code = 2
