"""Which passages of the report read another way, told as a reader would see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from tasks.language.page import Node, read_page

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
