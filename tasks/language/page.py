"""The finished page as a tree of elements, read as a browser reads it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from tasks.language.bidi import without_unseen

VOID = frozenset({"meta", "link", "br", "img", "hr", "input", "wbr", "col", "source"})
BLOCKS = frozenset({"p", "div", "li", "td", "th", "tr", "caption", "h1", "h2", "h3", "h4", "section", "figure"})


def read_page(html: str) -> Element:
    """The page as a tree; what its root is called is no tag of its own."""
    reader = _PageReader()
    reader.feed(html)
    return reader.tree()


def words_of(element: Element) -> str:
    """The text that stands in an element, without runs of white space, styles and drawings."""
    return " ".join("".join(_texts(element)).split())


def with_class(element: Element, name: str) -> list[Element]:
    """The elements within one that have a class, in reading order."""
    return [node for node in element.iterfind(".//*[@class]") if name in node.get("class", "").split()]


def with_tag(element: Element, *tags: str) -> list[Element]:
    """The elements within one of these kinds, in reading order."""
    return [node for node in element.iterfind(".//*") if node.tag in tags]


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("style", "svg"):
            yield from _texts(child)
            yield " " if child.tag in BLOCKS else ""
        yield child.tail or ""


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._builder = TreeBuilder()
        self.handle_starttag("page", [])

    def tree(self) -> Element:
        self._close("page")
        return self._builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        self._open.append(tag)
        if tag in VOID:
            self._close(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open[1:]:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        self._builder.data(without_unseen(data))

    def _close(self, tag: str) -> None:
        while self._open:
            self._builder.end(self._open[-1])
            if self._open.pop() == tag:
                break
