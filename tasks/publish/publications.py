"""The published editions: which revisions are there, who approved them, and what lies beside their folders."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tasks.model.errors import DeliveryError, EditionError
from tasks.model.manifest import REVISION, digest
from tasks.model.period import EDITION_NAME, Period
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

T = TypeVar("T")
REASON, WITHDRAWN = "reason.json", "withdrawn.json"
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a revision must not be relied on any more: why, and since which day."""

    reason: str
    on: str


@dataclass(frozen=True, slots=True)
class _Reason:
    reason: str


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


def published(publications: Path) -> tuple[Revision, ...]:
    """All published revisions: the latest edition first, and within it the latest revision.

    Raises:
        EditionError: a revision has lost its manifest, or what is said beside it cannot be read.
    """
    revisions, faults = whole_and_broken(publications)
    for fault in faults:
        raise fault
    return revisions


def whole_and_broken(publications: Path) -> tuple[tuple[Revision, ...], tuple[EditionError, ...]]:
    """The published revisions that are whole, as :func:`published` gives them, and what is wrong with the others."""
    found: list[Revision] = []
    faults: list[EditionError] = []
    for edition in sorted(publications.iterdir()) if publications.is_dir() else ():
        for folder in sorted(edition.iterdir()) if re.fullmatch(EDITION_NAME, edition.name) else ():
            if number := revision_number(folder.name):
                try:
                    found.append(_revision(folder, number))
                except EditionError as fault:
                    faults.append(fault)
    found.sort(key=lambda r: (r.period.last, r.period.first, r.number), reverse=True)
    return tuple(found), tuple(faults)


def revisions_of(edition: str, publications: Path) -> list[Revision]:
    """The revisions of an edition that are whole, the latest first."""
    return [revision for revision in whole_and_broken(publications)[0] if revision.edition == edition]


def revision_number(name: str) -> int | None:
    """The number of a revision from the name of its folder, ``rN``; None where it is no such name."""
    match = REVISION.fullmatch(name)
    return int(match[1]) if match else None


def write_sidecar(revision: Path, kind: str, content: dict[str, str]) -> None:
    """Say something of a revision in a file of its own, ``rN.KIND``, since its folder is never written to again."""
    content_bytes = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    write_file(sidecar(revision, kind), content_bytes, READ_ONLY)


def sidecar(revision: Path, kind: str) -> Path:
    """The file beside a revision's folder."""
    return revision.with_name(f"{revision.name}.{kind}")


def _revision(folder: Path, number: int) -> Revision:
    reason, withdrawn = _read(sidecar(folder, REASON), _Reason), _read(sidecar(folder, WITHDRAWN), Withdrawal)
    return Revision(folder.parent.name, number, folder, digest(folder), reason.reason if reason else "", withdrawn)


def _read(path: Path, form: type[T]) -> T | None:
    if not path.exists():
        return None
    try:
        return TypeAdapter(form).validate_json(path.read_bytes())
    except (OSError, ValidationError):
        pass
    raise EditionError("What is said beside a revision cannot be read.", str(path), "Put back the copy of it.")


APPROVALS = "approvals.jsonl"


@dataclass(frozen=True, slots=True)
class Approval:
    """That a person approved a draft, which became a revision."""

    edition: str
    revision: str
    digest: str
    approver: str
    on: str


def record_approval(approval: Approval, state: Path) -> None:
    """Add a line; publishing the same again by the same person on the same day adds none.

    Raises:
        DeliveryError: it cannot be written.
    """
    path = state / APPROVALS
    line = json.dumps(asdict(approval), ensure_ascii=False).encode() + b"\n"
    try:
        with writing_in(private_folder(state)):
            known = path.read_bytes() if path.exists() else b""
            if line not in known.splitlines(keepends=True):
                write_file(path, known + line)
    except OSError as error:
        problem = error.strerror or "the disk refused"
    else:
        return
    raise DeliveryError(
        f"The edition is published, but who approved it cannot be kept: {problem}.",
        str(path),
        "See that the folder may be written to, then publish again: nothing is published twice.",
    )
