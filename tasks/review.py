"""Review: what a draft changes against what is published, in figures and in texts, for those who approve it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from xml.etree.ElementTree import Element

from tasks.language.languages import source_language
from tasks.language.page import read_page
from tasks.model.declared import at_hand
from tasks.model.figures import Figure, Key, ProtectedFigures, WindowName

WINDOWS = {
    WindowName.EDITION: "this edition",
    WindowName.PREVIOUS: "the period before",
    WindowName.SINCE_LAUNCH: "since launch",
}
ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number that reads another way: of which figure, in which window and row, before and after."""

    figure: str
    window: str
    row: str
    before: str
    after: str


def figure_changes(before: ProtectedFigures, after: ProtectedFigures) -> tuple[FigureChange, ...]:
    """Every number that differs between two states of an edition, figures that came or went included."""
    return tuple(_changes(_printed(before), _printed(after)))


FigureCell = tuple[str, WindowName, Key | str]
"""A figure, a window, and the key of a row in it or what it tells beside its rows."""


def _changes(
    before: Mapping[FigureCell, tuple[str, str]], after: Mapping[FigureCell, tuple[str, str]]
) -> Iterator[FigureChange]:
    nothing, rows = ("", ABSENT), dict.fromkeys([*before, *after])
    places = {place: number for number, place in enumerate(dict.fromkeys(row[:2] for row in rows))}
    for row in sorted(rows, key=lambda row: places[row[:2]]):
        (name, old), (renamed, new) = before.get(row, nothing), after.get(row, nothing)
        if old != new:
            yield FigureChange(row[0], WINDOWS[row[1]], renamed or name, old, new)


def _printed(figures: ProtectedFigures) -> Mapping[FigureCell, tuple[str, str]]:
    """What figures say, by row: what that was called in their edition, and its number."""
    with at_hand(figures.declared):
        return {
            (figure.spec.id, name, key): printed
            for figure in figures
            for name in WINDOWS
            for key, printed in _rows(figure, name)
        }


def _rows(figure: Figure, name: WindowName) -> Iterator[tuple[Key | str, tuple[str, str]]]:
    window, language = figure.windows.get(name), source_language()
    if window is None or window.period is None:
        return
    if window.value is not None:
        yield "value", ("value", language.number(window.value, 0 if isinstance(window.value, int) else 4))
        return
    for cell in window:
        yield cell.key, (language.labels_of(zip(figure.spec.dimensions, cell.key, strict=True)), language.count(cell))
    yield "all", ("all records", language.count_or_bound(window.total, window.bound))
    yield "missing", ("not recorded", language.count_or_bound(window.missing, window.bound))


PASSAGES = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "figcaption", "caption", "blockquote", "summary")
)
"""Elements that are compared as a whole."""
SKIPPED = frozenset(("style", "script", "svg", "table", "nav"))
"""Tables and charts are compared as figures."""
EDGE = "\0"
"""Stands in no page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: ``how`` is ``same``, ``del`` or ``ins``."""

    how: str
    text: str


def by_words(before: str, now: str) -> tuple[Piece, ...]:
    """What changed from one text to another, word by word."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, now))
    found: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        found += [Piece(kind, "".join(part)) for kind, part in (("del", old[a:b]), ("ins", new[c:d])) if part]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TextChange:
    """Passages that stand in place of others; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def words(self) -> tuple[Piece, ...]:
        """What changed word by word, where one passage stands in place of one that is much the same; else nothing."""
        if len(self.before) != 1 or len(self.after) != 1:
            return ()
        pieces = by_words(self.before[0], self.after[0])
        same = sum(len(piece.text) for piece in pieces if piece.how == "same")
        return pieces if 2 * same >= len(self.after[0]) else ()


def text_changes(before: str, after: str) -> tuple[TextChange, ...]:
    """The passages that differ between two reports, given as web pages, in the order of the report."""
    old, new = passages(before), passages(after)
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return tuple(TextChange(tuple(old[a:b]), tuple(new[c:d])) for what, a, b, c, d in steps if what != "equal")


def passages(page: str) -> list[str]:
    """The passages of a web page in their order, each as one line."""
    return [text for passage in "".join(_text(read_page(page))).split(EDGE) if (text := " ".join(passage.split()))]


def _text(element: Element) -> Iterator[str]:
    """The text of an element, with an edge where a passage begins and where it ends."""
    yield element.text or ""
    for child in element:
        if child.tag not in SKIPPED:
            edge = EDGE if child.tag in PASSAGES else ""
            yield edge
            yield from _text(child)
            yield edge
        yield child.tail or ""
