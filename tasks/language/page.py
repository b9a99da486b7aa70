"""The finished page as a tree of elements, read as a browser reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from tasks.language.bidi import without_unseen

VOID = frozenset({"meta", "link", "br", "img", "hr", "input", "wbr", "col", "source"})


@dataclass
class Node:
    """An element of a page, with its attributes and what stands in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Node"]:
        """All elements within this one, in reading order."""
        return iter(self._elements)

    @cached_property
    def _elements(self) -> tuple["Node", ...]:
        # Not by recursion, in which each element would pass through a generator for each that it stands in.
        found, waiting = [], [*reversed(self.children)]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Node):
                found.append(child)
                waiting += reversed(child.children)
        return tuple(found)

    @property
    def words(self) -> str:
        """The text that stands in it, without runs of white space."""
        return " ".join("".join(self._texts()).split())

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    def with_class(self, name: str) -> list["Node"]:
        """The elements within it that have a class."""
        return [node for node in self if name in node.classes]

    def with_tag(self, *tags: str) -> list["Node"]:
        """The elements within it of these kinds."""
        return [node for node in self if node.tag in tags]

    def with_id(self, name: str) -> "Node | None":
        """The element within it that has this id, if there is one."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> Mapping[str, "Node"]:
        return {node.attributes["id"]: node for node in reversed([*self]) if "id" in node.attributes}

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("style", "svg"):
                yield from child._texts()
                yield " " if child.tag in BLOCKS else ""


BLOCKS = frozenset({"p", "div", "li", "td", "th", "tr", "caption", "h1", "h2", "h3", "h4", "section", "figure"})


def read_page(html: str) -> Node:
    """The page as a tree; its root has no tag of its own."""
    reader = _Reader()
    reader.feed(html)
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(without_unseen(data))
