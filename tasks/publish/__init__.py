"""Publish: an approved draft becomes an immutable, numbered revision, and the index of publications is renewed.

One that must not be relied on is marked as withdrawn. ``push`` copies the publications to where the public reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tasks.disclosure.ledger import LEDGER, LedgerEntry, append, new_slices, refuse_mixture, writing
from tasks.model.errors import DeliveryError, EditionError, UsageError
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import (
    MANIFEST,
    REMEDY,
    Manifest,
    digest_of,
    manifest_bytes,
    parse_manifest,
    read_files,
    read_manifest,
)
from tasks.publish.index import write_index
from tasks.publish.publications import READ_ONLY, REASON, WITHDRAWN, Revision, published, write_sidecar
from tasks.storage.atomic_files import write_folder, writing_in


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft as it was read: its manifest, the digest of that, and all files, the manifest among them."""

    manifest: Manifest
    digest: str
    files: Mapping[str, bytes]


def publish(edition: Path, approve: str, to: Path, ledger: Path | None = None, reason: str = "") -> Path:
    """Publish a draft as the next revision of its edition, byte for byte, in ``to/EDITION/rN``.

    It is the caller who has every check of :mod:`tasks.verify` made before, of the draft with the same digest.

    Nothing that was published is ever written to again. A draft that is published already gets no second revision.
    It enters the ledger first, with the slices that it freezes: should publishing stop halfway, it can be done again,
    while figures that are out but not in the ledger could be contradicted.

    Args:
        edition: the draft's folder.
        approve: the digest of the draft that was approved, as ``build`` printed it.
        to: the folder of published editions; made where it is missing. Its index is renewed.
        ledger: the file of published figures; by default that among the publications.
        reason: why it is published, if another revision was before; everyone can read it.

    Returns:
        The revision's folder.

    Raises:
        EditionError: the folder is no whole edition, or was altered after it was built.
        UsageError: the approval is for another draft, the draft is internal, it was drawn without a key and is not
            of the sample, it was published before and withdrawn, or the ledger holds figures of the sample and this is
            none, or the other way round.
        DisclosureError: the ledger is broken, or the draft contradicts what was published since it was built.
        DeliveryError: the target cannot be written to; nothing is published then.
    """
    draft = _approved(edition, approve)
    figures = _publishable(draft, edition)
    try:
        _freeze(draft, figures, ledger or to / LEDGER)
        with writing_in(to):
            revision = _place(draft, to, reason.strip())
            write_index(to)
    except OSError as error:
        problem = error.strerror
    else:
        return revision
    raise DeliveryError(
        f"The edition cannot be published: {problem or 'the disk refused'}.",
        str(to),
        "See that the folder may be written to and that the disk has room, then publish again.",
    )


def refuse_other_draft(digest: str, approve: str, edition: Path) -> None:
    """Refuse a draft that is not the approved one, as its digest tells.

    Raises:
        UsageError: the approval is for another draft.
    """
    if digest != approve.strip().lower().removeprefix("sha256:"):
        raise UsageError(
            "The approval is for another draft than this.",
            str(edition),
            "Look at this draft, and approve it with the digest that its page or its announcement shows.",
        )


def _approved(edition: Path, approve: str) -> _Draft:
    """The approved draft, each file held against its digest as it is read: just these bytes get published."""
    content = manifest_bytes(edition)
    manifest = parse_manifest(content, edition)
    refuse_other_draft(digest_of(content), approve, edition)
    files, wrong = read_files(edition, manifest)
    if wrong:
        raise EditionError(f"The draft was touched after it was built: {'; '.join(wrong)}.", str(edition), REMEDY)
    return _Draft(manifest, digest_of(content), {**files, MANIFEST: content})


def _publishable(draft: _Draft, edition: Path) -> ProtectedFigures:
    figures = parse_figures(draft.files.get("figures.json", b""))
    if str(figures.edition) != draft.manifest.edition:
        raise EditionError("The manifest and the figures are of different editions.", str(edition), REMEDY)
    if Disclosure.NONE in (figures.disclosure, draft.manifest.settings.get("disclosure")):
        raise UsageError(
            "An internal draft cannot be published: it went through no disclosure control.",
            str(edition),
            "Build the edition with “Disclosure control” round, look at it, and publish that.",
        )
    if not figures.keyed and not figures.sample:
        raise UsageError(
            "The draft cannot be published: it was rounded without the installation's key, so that whoever knows nearly"
            " all records could try out the rest.",
            str(edition),
            "Build the edition again: the build draws a key where there is none.",
        )
    return figures


def _freeze(draft: _Draft, figures: ProtectedFigures, path: Path) -> None:
    with writing(path) as ledger:
        refuse_mixture(ledger, sample=figures.sample)
        slices = new_slices(ledger, figures.slices, figures.edition, figures.revision)
        if slices or draft.digest not in {entry.draft for entry in ledger.entries}:
            kind = (figures.revision, figures.reason, slices, figures.sample)
            append(ledger, LedgerEntry(draft.manifest.edition, draft.digest, *kind))


def _place(draft: _Draft, to: Path, reason: str) -> Path:
    """The revision that holds the draft: a new one, or the one that it was published as before."""
    present = [revision for revision in published(to) if revision.edition == draft.manifest.edition]
    for revision in present:
        if revision.digest == draft.digest:
            _refuse_withdrawn(revision)
            return revision.folder
    target = to / draft.manifest.edition / f"r{max((revision.number for revision in present), default=0) + 1}"
    with writing_in(target.parent):
        # Beside it first: a revision that is there has said why.
        if reason:
            write_sidecar(target, REASON, {"reason": reason})
        write_folder(target, draft.files, READ_ONLY)
    return target


def _refuse_withdrawn(revision: Revision) -> None:
    if revision.withdrawal:
        raise UsageError(
            f"This is byte for byte revision {revision.number}, which was withdrawn on {revision.withdrawal.on}:"
            f" {revision.withdrawal.reason}",
            str(revision.folder),
            "Mend what was wrong, build or render the draft again, and approve that.",
        )


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
        _find(revision, publications)  # before the lock, which would make the folder
        with writing_in(publications):
            known = _find(revision, publications)
            # Before the mark is written: a folder that was renamed holds another edition than it would mark.
            read_manifest(known.folder)
            if known.withdrawal is None:
                write_sidecar(revision, WITHDRAWN, {"reason": reason.strip(), "on": str(on)})
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
