"""Which passages of the report read another way, told as a reader would see them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

PASSAGES = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "figcaption", "caption", "blockquote", "summary")
)
"""Elements that are compared as a whole."""
SKIPPED = frozenset(("style", "script", "svg", "table", "nav"))
"""Tables and charts are compared as figures."""


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
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in SKIPPED
        if tag in PASSAGES:
            self._end_passage()

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag in SKIPPED
        if tag in PASSAGES:
            self._end_passage()

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._pieces.append(data)

    def close(self) -> None:
        super().close()
        self._end_passage()

    def _end_passage(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            self.found.append(text)
