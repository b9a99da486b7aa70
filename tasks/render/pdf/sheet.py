"""A gathering that is set: a file of some pages, and what can be asked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

ELSEWHERE = "gathering:"
"""What the address of a link begins with that leads to another gathering; binding puts the place itself."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A gathering that is set.

    Attributes:
        pdf: its file.
        pages: how many it has.
        anchors: on which of them, from 0, a name stands that links lead to.
    """

    pdf: Pdf
    pages: int
    anchors: Mapping[str, int]


def opened(content: bytes) -> Sheet:
    """A gathering from the bytes of its file."""
    pdf = pikepdf.open(BytesIO(content))
    places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    return Sheet(pdf, len(places), {name: places[target[0].objgen] for name, target in destinations(pdf).items()})


def destinations(pdf: Pdf) -> Mapping[str, Object]:
    """The places that links lead to, by their names; each is a page and a point on it."""
    names = pdf.Root.get(Name.Names, Dictionary()).get(Name.Dests, Dictionary()).get(Name.Names, Array())
    return {str(name): target for name, target in pairs(names)}


def pairs(flat: Iterable[Object]) -> Iterable[tuple[Object, Object]]:
    """The entries of a tree of names or numbers, as they stand in it one after the other."""
    entries = iter(flat)
    return zip(entries, entries, strict=True)
