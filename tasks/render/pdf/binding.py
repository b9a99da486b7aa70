"""Bind the gatherings: one file with one outline, one tree of tags, and links from each to each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf, String

from tasks.render.pdf.sheet import ELSEWHERE, Sheet, destinations, pairs


def bind(sheets: Sequence[Sheet]) -> Pdf:
    """One file from all gatherings.

    Args:
        sheets: the gatherings, in order; the first becomes the whole.
    """
    whole, places = sheets[0].pdf, dict(destinations(sheets[0].pdf))
    for sheet in sheets[1:]:
        places |= _append(whole, sheet.pdf)
    _join_bookmarks(whole)
    _link(whole, places)
    return whole


def _append(whole: Pdf, more: Pdf) -> Mapping[str, Object]:
    """Add a gathering; gives the places in it that links lead to."""
    first = len(whole.pages)
    whole.add_pages_from(more)
    _add_tags(whole, more, list(whole.pages)[first:])
    places = destinations(more)
    targets = whole.copy_foreign(more.make_indirect(Array(places.values())))
    return dict(zip(places, cast("Array", targets), strict=True))


def _add_tags(whole: Pdf, more: Pdf, pages: Sequence[Page]) -> None:
    """Hang the tags of a gathering into the tree, where each page and each link finds its own by a number."""
    ours, theirs = whole.Root.StructTreeRoot, whole.copy_foreign(more.Root.StructTreeRoot)
    document, numbers = ours.K[0], ours.ParentTree.Nums
    offset = 1 + max(_number(key) for key, _ in pairs(numbers))
    for page in pages:
        page.obj.StructParents = _number(page.obj.StructParents) + offset
        for link in _annotations(page):
            link.StructParent = _number(link.StructParent) + offset
    for key, tags in pairs(theirs.ParentTree.Nums):
        numbers.append(_number(key) + offset)
        numbers.append(tags)
    for element in theirs.K[0].K:
        element.P = document
        document.K.append(element)
    ours.IDTree = Dictionary(Names=_sorted(_names(ours), _names(theirs)))


def _names(tree: Object) -> Object:
    """The named elements of a tree of tags: the header cells."""
    return tree.get(Name.IDTree, Dictionary()).get(Name.Names, Array())


def _sorted(*flat: Object) -> Array:
    entries = sorted((entry for names in flat for entry in pairs(names)), key=lambda entry: str(entry[0]))
    return Array([part for entry in entries for part in entry])


def _join_bookmarks(whole: Pdf) -> None:
    """Put what a chapter that goes on in the next gathering has there under its first bookmark."""
    with whole.open_outline() as outline:
        joined = list[OutlineItem]()
        for mark in outline.root:
            if joined and mark.title == joined[-1].title:
                joined[-1].children.extend(mark.children)
            else:
                joined.append(mark)
        outline.root[:] = joined


def _link(whole: Pdf, places: Mapping[str, Object]) -> None:
    """Let links out of a gathering lead to their place, and give the file the list of all places."""
    for page in whole.pages:
        for link in _annotations(page):
            address = str(link.A.URI) if Name.A in link else ""
            if address.startswith(ELSEWHERE):
                del link.A
                link.Dest = link.Contents = String(address.removeprefix(ELSEWHERE))
    listed = [entry for name in sorted(places) for entry in (String(name), places[name])]
    whole.Root.Names = Dictionary(Dests=Dictionary(Names=Array(listed)))


def _annotations(page: Page) -> Iterator[Object]:
    yield from cast("Array", page.obj.get(Name.Annots, Array()))


def _number(value: Object) -> int:
    return int(cast("int", value))
