"""The shelf of published editions: which revisions are there."""

import re
from dataclasses import dataclass
from pathlib import Path

from tasks.core.manifest import digest
from tasks.core.period import Period

_EDITION = re.compile(r"(\d{4}-\d{2})_(\d{4}-\d{2})")
_REVISION = re.compile(r"r([1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Revision:
    """A published revision: its folder ``EDITION/rN``, and the digest of its manifest."""

    edition: str
    number: int
    folder: Path
    digest: str

    @property
    def period(self) -> Period:
        """The edition's period."""
        return Period.parse(self.edition)


def published(shelf: Path) -> tuple[Revision, ...]:
    """All published revisions: the latest edition first, and within it the latest revision.

    Raises:
        EditionError: a revision has lost its manifest.
    """
    found = [
        Revision(edition.name, int(match[1]), folder, digest(folder))
        for edition in shelf.iterdir()
        if _EDITION.fullmatch(edition.name)
        for folder in edition.iterdir()
        if (match := _REVISION.fullmatch(folder.name))
    ]
    return tuple(sorted(found, key=lambda r: (r.period.last, r.period.first, r.number), reverse=True))
