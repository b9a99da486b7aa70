"""The shelf of published editions: which revisions are there, and what is said of them beside their folders."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.core.manifest import REVISION, digest
from tasks.core.period import EDITION_NAME, Period
from tasks.core.whole_folder import replace_file

REASON, WITHDRAWN = "reason.json", "withdrawn.json"
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a revision must not be relied on any more: why, and since which day."""

    reason: str
    on: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A published revision.

    Attributes:
        edition: its edition, such as ``2018-06_2018-11``.
        number: counts from 1.
        folder: ``EDITION/rN``, never written to again.
        digest: that of its manifest.
        reason: why it was published after another one; empty where nobody said.
        withdrawal: set where it was withdrawn; its files stay.
    """

    edition: str
    number: int
    folder: Path
    digest: str
    reason: str = ""
    withdrawal: Withdrawal | None = None

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
        _revision(folder, number)
        for edition in (shelf.iterdir() if shelf.is_dir() else ())
        if re.fullmatch(EDITION_NAME, edition.name)
        for folder in edition.iterdir()
        if (number := revision_number(folder.name))
    ]
    return tuple(sorted(found, key=lambda r: (r.period.last, r.period.first, r.number), reverse=True))


def revision_number(name: str) -> int | None:
    """The number of a revision from the name of its folder, ``rN``; None where it is no such name."""
    match = REVISION.fullmatch(name)
    return int(match[1]) if match else None


def write_beside(revision: Path, kind: str, content: dict[str, str]) -> None:
    """Say something of a revision in a file of its own, ``rN.KIND``, since its folder is never written to again."""
    replace_file(beside(revision, kind), (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    beside(revision, kind).chmod(READ_ONLY)


def beside(revision: Path, kind: str) -> Path:
    """The file beside a revision's folder."""
    return revision.with_name(f"{revision.name}.{kind}")


def _revision(folder: Path, number: int) -> Revision:
    reason, withdrawn = _read(beside(folder, REASON)), _read(beside(folder, WITHDRAWN))
    return Revision(
        folder.parent.name,
        number,
        folder,
        digest(folder),
        reason.get("reason", ""),
        Withdrawal(withdrawn["reason"], withdrawn["on"]) if withdrawn else None,
    )


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return content
