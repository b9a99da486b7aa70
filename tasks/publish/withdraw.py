"""Withdraw: mark a published revision as one that must not be relied on. Nothing is deleted, and nothing altered."""

from datetime import date
from pathlib import Path

from tasks.model.errors import DeliveryError, UsageError
from tasks.model.manifest import read_manifest
from tasks.publish.index import write_index
from tasks.publish.publications import WITHDRAWN, Revision, published, write_beside
from tasks.storage.atomic_files import writing_in


def withdraw(revision: Path, reason: str, on: date) -> None:
    """Mark a revision as withdrawn, and renew the index of publications.

    Args:
        revision: its folder, ``published/EDITION/rN``.
        reason: why, in a sentence; everyone can read it.
        on: the day.

    Raises:
        EditionError: its folder is broken, or holds another edition than it is named after.
        UsageError: there is no such revision, it was withdrawn for another reason already, or no reason is given.
        DeliveryError: the mark cannot be written; nothing has changed then.
    """
    publications = revision.parent.parent
    if not reason.strip():
        raise UsageError("No reason is given.", str(revision), "Say in a sentence why the revision is withdrawn.")
    try:
        with writing_in(publications):
            known = _find(revision, publications)
            # Before the mark is written: a folder that was renamed holds another edition than it would mark.
            read_manifest(known.folder)
            if known.withdrawal is None:
                write_beside(revision, WITHDRAWN, {"reason": reason.strip(), "on": str(on)})
            write_index(publications)
    except OSError as error:
        problem = f"The revision cannot be marked: {error.strerror or 'the disk refused'}."
    else:
        if known.withdrawal is None or known.withdrawal.reason == reason.strip():
            return
        raise UsageError(
            f"The revision was withdrawn on {known.withdrawal.on} already, for another reason.",
            str(revision),
            "Nothing more is to be done; the reason that stands is on the page of publications.",
        )
    raise DeliveryError(problem, str(publications), "See that the folder may be written to, then withdraw again.")


def _find(revision: Path, publications: Path) -> Revision:
    for known in published(publications):
        if known.folder.resolve() == revision.resolve():
            return known
    raise UsageError(
        "There is no such published revision.", str(revision), "Name the folder of one, like published/EDITION/r1."
    )
