"""The places of a page at which a numeral can be seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.finished_page import Node, Page
from tests.printed_numbers import NUMERAL


@dataclass(frozen=True)
class Place:
    """A stretch of visible text with a numeral in it, and the elements that it stands in, the innermost last."""

    text: str
    path: tuple[Node, ...]

    def within(self, *, tag: str = "", name: str = "", attribute: str = "") -> Node | None:
        """The innermost element around it of this kind, class or attribute."""
        for node in reversed(self.path):
            is_kind = not tag or node.tag == tag
            if is_kind and (not name or name in node.classes) and (not attribute or attribute in node.attributes):
                return node
        return None

    def __str__(self) -> str:
        names = [n.tag + "".join(f".{c}" for c in sorted(n.classes)) for n in self.path[-4:]]
        return f"{' > '.join(names)}: {self.text}"


def places(page: Page) -> list[Place]:
    """All places of a page, in reading order."""
    return list(_places(page.root, ()))


def by_id(page: Page) -> Mapping[str, Node]:
    """The elements of a page that have an id."""
    return {node.attributes["id"]: node for node in page.root.elements if "id" in node.attributes}


def figure_name(figure: Node) -> str:
    """The name of a figure, such as ``Figure 7``, without the link to itself."""
    [name] = figure.with_class("figure-name")
    return name.text.removesuffix("#").strip()


def own_text(node: Node) -> str:
    """The text of an element without the marks of notes."""
    parts = (child if isinstance(child, str) else own_text(child) for child in _unmarked(node))
    return " ".join("".join(parts).split())


def typed_text(node: Node) -> str:
    """What was typed of an element's text, with gaps for what functions printed."""
    parts = []
    for child in _unmarked(node):
        if isinstance(child, str):
            parts.append(child)
        else:
            printed = "data-told" in child.attributes or "figure-ref" in child.classes
            parts.append("   " if printed else typed_text(child))
    return "".join(parts)


def _unmarked(node: Node) -> Iterator[Node | str]:
    return (child for child in node.children if isinstance(child, str) or "note-ref" not in child.classes)


def _places(node: Node, path: tuple[Node, ...]) -> Iterator[Place]:
    for child in node.children:
        if isinstance(child, str):
            if NUMERAL.search(child):
                yield Place(" ".join(child.split()), (*path, node))
        elif child.tag not in ("head", "style", "script"):
            yield from _places(child, (*path, node))
