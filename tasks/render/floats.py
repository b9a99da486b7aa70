"""Figures on paper float: one that no longer fits on a page waits behind the text that follows, and the page fills."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

LINES = 60.0
"""Room that the first lines of a text need at the foot of a page, in CSS pixels: three, and what stands above them."""
SLACK = 8.0
"""What must be left over for an item to fit: heights are told well, but not to the pixel."""
SPLIT = ("p", "ul", "ol")
"""What may run on over the end of a page."""
HEADINGS = ("h2", "h3", "h4", "header")


@dataclass(slots=True)
class Item:
    """A child of a block, with the floated ones before it: its height and its margins in CSS pixels, as it was set."""

    elements: list[Any]
    height: float = 0.0
    above: float = 0.0
    below: float = 0.0

    @property
    def tag(self) -> str:
        """What it is: the name of its element."""
        return str(self.elements[-1].tag)

    @property
    def floats(self) -> str:
        """Among which it keeps its order, figures or tables; empty for what stays where it is."""
        return str(self.elements[-1].get("class")).split()[1] if self.tag == "figure" else ""


@dataclass(slots=True)
class Page:
    """Where on a page the next item would be set."""

    height: float
    filled: float = 0.0
    margin: float = 0.0

    def fits(self, item: Item) -> bool:
        """Whether all of it finds room on the page."""
        return not self.filled or self._top(item) + item.height + SLACK <= self.height

    def has_room(self, item: Item, following: Item | None) -> bool:
        """Whether it may begin here: headings do not stand alone at the foot of a page."""
        if item.tag in HEADINGS and following:
            room = LINES if following.tag in SPLIT else following.height
            needed = item.height + max(item.below, following.above) + room
            return not self.filled or self._top(item) + needed <= self.height
        if item.tag in SPLIT:
            return self._top(item) + min(LINES, item.height) <= self.height
        return self.fits(item)

    def set(self, item: Item, following: Item | None = None) -> None:
        """Fill the page, or the one after it, with an item."""
        if not self.has_room(item, following):
            self.filled = 0.0
        end = self._top(item) + item.height
        self.filled, self.margin = end % self.height if end > self.height else end, item.below

    def _top(self, item: Item) -> float:
        # At the head of a page the margin above is gone, unless it draws the item up over the edge: a chapter does.
        return self.filled + max(self.margin, item.above) if self.filled else min(item.above, 0.0)


def float_figures(document: Any) -> bool:
    """Move the figures of each block behind the text that finds room before them, in the tree that was set.

    Args:
        document: the print page as WeasyPrint set it; its boxes tell how high everything is.

    Returns:
        Whether anything was moved, so that the page has to be set again.
    """
    page, moved = Page(document.pages[-1]._page_box.height), False
    for block, starts, items in _blocks(document):
        if starts:
            page.filled = 0.0
        order = list(_in_order(items, page))
        if order != items:
            moved = True
            for item in order:
                for element in item.elements:
                    block.remove(element)
                    block.append(element)
    return moved


def _in_order(items: Sequence[Item], page: Page) -> Iterator[Item]:
    waiting: list[Item] = []
    for item, following in zip_longest(items, items[1:]):
        if item.floats and (any(item.floats == other.floats for other in waiting) or not page.fits(item)):
            waiting.append(item)
            continue
        if waiting and not page.has_room(item, following):
            page.filled = 0.0
            yield from _fitting(waiting, page)
        page.set(item, following)
        yield item
        if item.tag not in HEADINGS:
            yield from _fitting(waiting, page)
    for item in waiting:
        page.set(item)
        yield item


def _fitting(waiting: list[Item], page: Page) -> Iterator[Item]:
    """Set what fits of those that wait, the first of each kind before the next of it."""
    kinds = set[str]()
    for item in tuple(waiting):
        if item.floats not in kinds and page.fits(item):
            waiting.remove(item)
            page.set(item)
            yield item
        else:
            kinds.add(item.floats)


def _blocks(document: Any) -> Iterator[tuple[Any, bool, list[Item]]]:
    """The blocks, whether each begins a page, and what stands in it, measured over all pages that it takes."""
    found: dict[Any, dict[Any, Item]] = {}
    starting = set[Any]()
    for page in document.pages:
        [html] = (box for box in page._page_box.children if box.element_tag == "html")
        # Beside it stands what floats and was broken over the end of the page before.
        [body] = (box for box in html.children if box.element_tag == "body")
        for box in body.children:
            items = found.setdefault(box.element, {})
            if box.style["break_before"] == "page":
                starting.add(box.element)
            for child in box.children:
                if child.element is not None and child.element is not box.element and child.is_in_normal_flow():
                    # As declared: of what begins a page the margin above it is gone.
                    above, below = (child.style[f"margin_{side}"].value for side in ("top", "bottom"))
                    item = items.setdefault(child.element, Item([child.element], above=above, below=below))
                    item.height += child.border_height()
    for block, items in found.items():
        yield block, block in starting, _with_floated(block, items)


def _with_floated(block: Any, items: dict[Any, Item]) -> list[Item]:
    """The items in the order of the block; what stands in the margin goes with what follows it."""
    found, beside = list[Item](), list[Any]()
    for element in block:
        beside.append(element)
        if element in items:
            item = items[element]
            item.elements, beside = beside, []
            found.append(item)
    if beside and found:
        found[-1].elements += beside
    return found
