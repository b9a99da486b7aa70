"""Checks: the rules that an edition is held to, each with the search for what breaks it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Violation = TypeVar("Violation")


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject, Violation]):
    """A check: its id, which is the catalogue's where that has it, the rule in words, and the search for violations."""

    id: str
    rule: str
    search: Callable[[Subject], Iterator[Violation]]


Violations = Sequence[tuple[Check[Subject, Violation], Violation]]
"""Each violation with the check that found it."""


def violations(checks: Iterable[Check[Subject, Violation]], subject: Subject) -> Violations[Subject, Violation]:
    """What the checks find, in their order."""
    return [(check, violation) for check in checks for violation in check.search(subject)]


def broken_rules(found: Violations[Subject, Violation]) -> list[str]:
    """The rules that are broken, each once, with the id of its check."""
    return [*dict.fromkeys(f"{check.id}: {check.rule}" for check, _ in found)]
