"""Set the gatherings so that the contents tell the right pages."""

import re
from collections.abc import Mapping, Sequence

from tasks.core.errors import StageError
from tasks.render.model import Gathering
from tasks.render.pdf.press import Press
from tasks.render.pdf.sheet import ELSEWHERE, Sheet

ROUNDS = 4
"""The contents are right in the second round, unless the numbers in them move what follows."""

_ID = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'href="#([^"]+)"')


def paged(gatherings: Sequence[Gathering], press: Press) -> list[Sheet]:
    """The gatherings, set.

    Raises:
        StageError: the contents never came to rest.
    """
    homes = {anchor: place for place, gathering in enumerate(gatherings) for anchor in _ID.findall(gathering.html)}
    told: Mapping[str, int] = {}
    for _ in range(ROUNDS):
        first, found, sheets = 1, dict[str, int](), list[Sheet]()
        for place, gathering in enumerate(gatherings):
            elsewhere = {anchor for anchor, home in homes.items() if home != place}
            sheet = press.print(_addressed(gathering, elsewhere, told))
            found |= {anchor: first + page for anchor, page in sheet.anchors.items()}
            first += sheet.pages
            sheets.append(sheet)
        if found == told:
            return sheets
        told = found
    raise StageError(
        "The contents of the PDF never came to rest: their own length moves the pages that they tell.",
        where="contents",
        remedy="Make a heading in report.toml longer or shorter.",
    )


def _addressed(gathering: Gathering, elsewhere: set[str], told: Mapping[str, int]) -> str:
    """A print page whose links lead out of it where they must, with the numbers of those pages in the contents."""

    def link(match: re.Match[str]) -> str:
        name = match[1]
        address = f"{ELSEWHERE if name in elsewhere else '#'}{name}"
        return f'href="{address}"' + (f' data-page="{told.get(name, "")}"' if gathering.lists_pages else "")

    return _LINK.sub(link, gathering.html)
