"""Checks: the rules that an edition is held to, each with the search for what breaks it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Violation = TypeVar("Violation")


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject, Violation]):
    """A check: the search for violations, which bears the id of the check and tells its rule.

    The function's name is the id, which is the catalogue's where that has it; its docstring's first paragraph is the
    rule in words, as people read it who have to mend something.
    """

    search: Callable[[Subject], Iterator[Violation]]

    @property
    def id(self) -> str:
        """What names it."""
        return self.search.__name__

    @property
    def rule(self) -> str:
        """What must hold, in a sentence."""
        return " ".join((self.search.__doc__ or "").partition("\n\n")[0].split())


def checks_of(*searches: Callable[[Subject], Iterator[Violation]]) -> tuple[Check[Subject, Violation], ...]:
    """Checks, in their order."""
    return tuple(map(Check, searches))


Violations = Sequence[tuple[Check[Subject, Violation], Violation]]
"""Each violation with the check that found it."""


def violations(checks: Iterable[Check[Subject, Violation]], subject: Subject) -> Violations[Subject, Violation]:
    """What the checks find, in their order."""
    return [(check, violation) for check in checks for violation in check.search(subject)]


def broken_rules(found: Violations[Subject, Violation]) -> list[str]:
    """The rules that are broken, each once, with the id of its check."""
    return [*dict.fromkeys(f"{check.id}: {check.rule}" for check, _ in found)]
