"""Review: what a draft changes against what is published, in figures and in texts, for those who approve it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tasks.language.languages import source_language
from tasks.language.page import Node, read_page
from tasks.model.figures import Figure, ProtectedFigures, WindowName

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
    ids = dict.fromkeys([*(f.spec.id for f in before), *(f.spec.id for f in after)])
    return tuple(change for i in ids for change in _changes(i, before.figures.get(i), after.figures.get(i)))


def _changes(figure_id: str, before: Figure | None, after: Figure | None) -> Iterator[FigureChange]:
    for name, words in WINDOWS.items():
        old, new = _rows(before, name), _rows(after, name)
        for row in dict.fromkeys([*old, *new]):
            if old.get(row) != new.get(row):
                yield FigureChange(figure_id, words, row, old.get(row, ABSENT), new.get(row, ABSENT))


def _rows(figure: Figure | None, name: WindowName) -> Mapping[str, str]:
    """What a window of a figure says, by row."""
    window = figure.windows.get(name) if figure else None
    if figure is None or window is None or window.period is None:
        return {}
    if window.value is not None:
        return {"value": source_language().number(window.value, 0 if isinstance(window.value, int) else 4)}
    cells = {
        source_language().labels_of(figure.spec.dimensions, cell.key): source_language().count(cell) for cell in window
    }
    return {
        **cells,
        "all records": source_language().told(window.total, window.bound),
        "not recorded": source_language().told(window.missing, window.bound),
    }


PASSAGES = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "figcaption", "caption", "blockquote", "summary")
)
"""Elements that are compared as a whole."""
SKIPPED = frozenset(("style", "script", "svg", "table", "nav"))
"""Tables and charts are compared as figures."""
EDGE = "\0"
"""Stands in no page."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """Passages that stand in place of others; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def text_changes(before: str, after: str) -> tuple[TextChange, ...]:
    """The passages that differ between two reports, given as web pages, in the order of the report."""
    old, new = passages(before), passages(after)
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return tuple(TextChange(tuple(old[a:b]), tuple(new[c:d])) for what, a, b, c, d in steps if what != "equal")


def passages(page: str) -> list[str]:
    """The passages of a web page in their order, each as one line."""
    return [text for passage in "".join(_text(read_page(page))).split(EDGE) if (text := " ".join(passage.split()))]


def _text(node: Node) -> Iterator[str]:
    """The text of an element, with an edge where a passage begins and where it ends."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in SKIPPED:
            edge = EDGE if child.tag in PASSAGES else ""
            yield edge
            yield from _text(child)
            yield edge
