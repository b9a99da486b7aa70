"""Which way the conditions of the texts went, so that one edition can be told which wordings switched since another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.core.passages import Choice, Passage


@dataclass(frozen=True, slots=True)
class Switch:
    """A condition that went another way than in the edition before: its text and words, and both ways."""

    condition: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.condition}: {self.before} before, {self.now} now"


def ways(passages: Iterable[Passage]) -> Mapping[str, str]:
    """The way of every condition that the texts of an edition met, by the condition's text and words."""
    return {_name(choice): choice.way for passage in passages for choice in passage.choices}


def switched(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[Switch, ...]:
    """The conditions that both editions met and that went another way, in order."""
    both = (name for name in now if name in before)
    return tuple(Switch(name, before[name], now[name]) for name in sorted(both) if before[name] != now[name])


def _name(choice: Choice) -> str:
    # Without the line, which moves when somebody writes above it.
    text = f"{choice.place.file} ({choice.place.entry})" if choice.place.entry else choice.place.file
    return f"{text}: {choice.condition}" + (f" [{choice.nth}]" if choice.nth > 1 else "")
