"""Which ledger a draft continues, and how publishing finds it and the draft's private folder again.

Paths that are not the usual ones are kept with the installation's state. Beside the draft, whoever may change a draft
could say which ledger it is held against; in it, an edition would tell of the machine that it was built on.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from expectations.contract.forms import choice
from expectations.contract.vocabulary import vocabularies
from flows.edition.plan import BuildPlan
from flows.settings import Folders
from tasks.aggregate.catalogue import CATALOGUE
from tasks.disclosure.ledger import LEDGER, Ledger, read_ledger, refuse_mixture
from tasks.disclosure.printed import PRINTED_BEFORE, read_printed
from tasks.disclosure.series import Series, continued
from tasks.model.errors import ContractError, DisclosureError
from tasks.model.figures import Disclosure
from tasks.model.period import Period
from tasks.publish.publications import revision_number, whole_and_broken
from tasks.storage.workspace import write_private


def continue_series(plan: BuildPlan) -> Series:
    """How the edition continues its ledger. An internal draft continues none: it is not to be published.

    Nor does the sample continue what was published of real logs; it can be published with another ledger alone.

    Raises:
        DisclosureError: the ledger is broken or cut, or the edition cuts what was published or printed before.
        ContractError: the contract lacks an answer that was published.
        UsageError: there is nothing to revise, the ledger is that of a trial with the sample, or values printed before
            cannot be used as they were entered.
    """
    if plan.disclosure is Disclosure.NONE:
        return continued(plan.period, None)
    ledger = read_whole_ledger(plan.ledger)
    if plan.sample and not all(entry.sample for entry in ledger.entries):
        return continued(plan.period, Ledger(plan.ledger), plan.revise)
    refuse_mixture(ledger, sample=plan.sample)
    refuse_lost_answers(ledger)
    printed = () if plan.sample else read_printed(plan.ledger.with_name(PRINTED_BEFORE))
    return continued(plan.period, ledger, plan.revise, printed)


def read_whole_ledger(path: Path) -> Ledger:
    """Read a ledger that holds every revision published beside it: cut at the end of a line, its chain is unbroken.

    Raises:
        DisclosureError: it is broken, or lacks one; figures drawn anew could contradict those that are out.
    """
    # The revisions first: a draft enters the ledger before it is published.
    revisions = whole_and_broken(path.parent)[0] if path.name == LEDGER else ()
    ledger = read_ledger(path)
    entered = {entry.draft for entry in ledger.entries}
    for revision in revisions:
        if revision.digest not in entered:
            raise DisclosureError(
                "The ledger of published figures lacks a published revision: it was cut, or is an older copy.",
                f"{path}, {revision.folder}",
                "Put the latest unaltered copy in its place, as of a backup made after that publication.",
            )
    return ledger


def refuse_lost_answers(ledger: Ledger) -> None:
    """Refuse to go on from figures by answers that the contract does not have: nothing says what they are called.

    Raises:
        ContractError: it lacks one.
    """
    known = {name: vocabulary.keys for name, vocabulary in vocabularies().items()}
    for name, key, period in _answers(ledger):
        if name in known and key not in known[name]:
            raise ContractError(
                f"The vocabulary {name} lacks {key}, which published figures have.{choice(key, known[name])}",
                f"{ledger.path}, {period.words}",
                "Put it back: an answer stays in the vocabulary for the months in which it was given.",
            )


def _answers(ledger: Ledger) -> Iterator[tuple[str, str, Period]]:
    """By which answers the figures of today were published: dimension, key, and where."""
    for period, time_slice in ledger.slices.items():
        for spec in (declared.spec for declared in CATALOGUE if declared.spec.id in time_slice.figures):
            for key in time_slice.figures[spec.id].cells:
                yield from ((name, part, period) for name, part in zip(spec.dimensions, key, strict=True))


@dataclass(frozen=True, slots=True)
class Places:
    """The ledger that an edition is held against, and the private folder of its build."""

    ledger: Path
    private: Path


def places_of(edition: Path, folders: Folders, publications: Path | None = None) -> Places:
    """The places that a draft's build named, else the configured ones; a published revision has its ledger beside it.

    Args:
        edition: its folder.
        folders: the configured ones.
        publications: where a draft is published, if elsewhere than configured.
    """
    folder, note = edition.resolve(), note_of(PLACES, edition, folders.state)
    own = {name: Path(path) for name, path in json.loads(note.read_bytes()).items()} if note.is_file() else {}
    among = folder.parents[1] if revision_number(folder.name) else publications or folders.published
    return Places(own.get("ledger") or folders.ledger_among(among), own.get("private") or folders.private)


PLACES = "places"
"""The folder of these notes within the state folder."""


def save_places(draft: Path, places: Mapping[str, Path | None], state: Path) -> None:
    """Remember places of a draft by what lies there; where all are the usual ones, what was known is forgotten.

    Raises:
        OSError: it cannot be written.
    """
    own = {name: str(path.resolve()) for name, path in places.items() if path}
    if own:
        write_private(note_of(PLACES, draft, state), json.dumps(own).encode())
    else:
        note_of(PLACES, draft, state).unlink(missing_ok=True)


def note_of(kind: str, draft: Path, state: Path) -> Path:
    """The file of a note about a draft, in the folder of its kind within the state folder."""
    return state / kind / f"{hashlib.sha256(str(draft.resolve()).encode()).hexdigest()[:16]}.json"
