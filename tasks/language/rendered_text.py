"""Rendered texts: with what printed each part, where it stands, and which branches it took.

Render makes them and proofread reads them. By them every number in a text can be followed to the figure that it tells,
and every fault to the line that somebody has to mend.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tasks.model.changes import Doubt
from tasks.model.figures import Key, WindowName


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a text file. ``entry`` names the entry and key of a TOML file, such as ``gender, headline``."""

    file: str
    line: int = 1
    entry: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" + (f" ({self.entry})" if self.entry else "")

    def at(self, line: int) -> "Place":
        """The place that is line ``line`` of the text which begins here."""
        return replace(self, line=self.line + line - 1)


class ValueKind(StrEnum):
    """What a printed part of a text tells."""

    COUNT = "count"
    SHARE = "share"
    SHARE_OF_ALL = "share_of_all"
    VALUE = "value"
    TOTAL = "total"
    KNOWN = "known"
    MISSING = "missing"
    MISSING_SHARE = "missing_share"
    LIST = "list"
    CHANGE = "change"
    COMPARED = "compared"
    LABEL = "label"
    KEY = "key"
    PERIOD = "period"
    WORD = "word"
    FACT = "fact"
    NOTE = "note"
    BLOCK = "block"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class ValueSource:
    """Where a printed part of a text comes from.

    Attributes:
        kind: what is printed: for several keys, their sum; for a list, each key's count and share.
        subject: the figure that was asked, or the fact, the note or the dimension.
        keys: the rows that were asked for, or found.
        window: the window that was asked.
        doubts: for a word of degree, what could undo it.
    """

    kind: ValueKind
    subject: str = ""
    keys: tuple[Key, ...] = ()
    window: WindowName = WindowName.EDITION
    doubts: tuple[Doubt, ...] = ()

    def __str__(self) -> str:
        rows = ["/".join(key) for key in self.keys if key]
        return " ".join([self.kind, *filter(None, [self.subject]), self.window, *rows])


@dataclass(frozen=True, slots=True)
class TracedSpan:
    """A part of a text that a function printed, from ``start`` up to ``end``."""

    start: int
    end: int
    source: ValueSource


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition that a text met, and the way that it went.

    Attributes:
        place: its line.
        condition: its words.
        nth: which it is among the conditions of these words in its text, from 1.
        way: ``if``, or ``elif`` with the words of that condition, or ``else``.
    """

    place: Place
    condition: str
    nth: int
    way: str


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text with its functions carried out.

    Attributes:
        place: its first line.
        text: what it says, without what Markdown needs to take signs literally.
        spans: what functions printed in it, in order and apart from each other.
        lines: offset at which text of another line of the file begins, and that line.
        branches: the conditions that it met, in order.
    """

    place: Place
    text: str
    spans: tuple[TracedSpan, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    branches: tuple[Branch, ...] = ()

    def place_of(self, offset: int) -> Place:
        """The line of the file that says what stands at an offset."""
        before = bisect_right(self.lines, (offset, 1 << 30)) - 1
        return self.place.at(self.lines[before][1]) if before >= 0 else self.place

    def within(self, start: int, end: int) -> tuple[TracedSpan, ...]:
        """The spans from ``start`` up to ``end``."""
        return tuple(span for span in self.spans if start <= span.start and span.end <= end)


@dataclass(frozen=True, slots=True)
class Switch:
    """A condition that went another way than in the edition before: its text and words, and both ways."""

    condition: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.condition}: {self.before} before, {self.now} now"


def branches_taken(texts: Iterable[RenderedText]) -> Mapping[str, str]:
    """The way of every condition that the texts of an edition met, by the condition's text and words."""
    return {_name(branch): branch.way for text in texts for branch in text.branches}


def switched(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[Switch, ...]:
    """The conditions that both editions met and that went another way, in order."""
    both = (name for name in now if name in before)
    return tuple(Switch(name, before[name], now[name]) for name in sorted(both) if before[name] != now[name])


def _name(branch: Branch) -> str:
    # Without the line, which moves when somebody writes above it.
    text = f"{branch.place.file} ({branch.place.entry})" if branch.place.entry else branch.place.file
    return f"{text}: {branch.condition}" + (f" [{branch.nth}]" if branch.nth > 1 else "")
