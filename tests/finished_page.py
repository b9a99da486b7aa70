"""A finished report page, read as a reader's browser would: its figures, and the running text around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "img", "hr", "input", "wbr", "col", "source"}


@dataclass
class Node:
    """An element of the page."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @cached_property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list["Node"]:
        """All elements below this one, in reading order."""
        direct = [child for child in self.children if isinstance(child, Node)]
        return [found for child in direct for found in (child, *child.elements)]

    @property
    def text(self) -> str:
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split()) if self.tag in ("p", "li", "td", "th") else "".join(parts)

    def with_class(self, name: str) -> list["Node"]:
        return [node for node in self.elements if name in node.classes]

    def with_tag(self, *tags: str) -> list["Node"]:
        return [node for node in self.elements if node.tag in tags]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("page")]

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
        self.open[-1].children.append(data)


class Page:
    """The page of an edition."""

    def __init__(self, path: Path) -> None:
        reader = _Reader()
        reader.feed(path.read_text("utf-8"))
        self.root = reader.open[0]

    @property
    def main(self) -> Node:
        """What is to be read: all but the head of the page."""
        [main] = self.root.with_tag("main")
        return main

    @cached_property
    def figures(self) -> dict[str, Node]:
        """Figure id → its element: a drawn or tabled figure, or a big number."""
        return {n.attributes["data-figure"]: n for n in self.root.elements if "data-figure" in n.attributes}

    @cached_property
    def sentences(self) -> list[Node]:
        """Paragraphs and list items of the running text, outside all figures, tables and lists of contents."""
        return running(self.root)


def running(node: Node) -> list[Node]:
    """The paragraphs and list items of an element's running text."""
    found = []
    for child in node.children:
        if isinstance(child, str) or child.tag in ("table", "nav", "svg", "style", "head"):
            continue
        if "data-figure" in child.attributes:
            continue
        found += [child] if child.tag in ("p", "li") else running(child)
    return found
