"""A draft that was approved becomes an immutable revision, and the key of its pseudonyms is destroyed.

The digest says which draft was approved, and every check is made of just that before it is published.
"""

from pathlib import Path

from prefect import flow
from prefect.runtime import deployment

from flows import stages
from flows.edition.ledger import Places, places_of, read_whole_ledger
from flows.edition.plan import edition_folder, today
from flows.operate.alerts import alert_on_failed_push, alert_on_failure, alert_published
from flows.operate.announce import named_by_edition
from flows.progress import log_lines, progress
from flows.requests import PublishRequest
from flows.settings import Folders, is_configured, load_settings
from tasks.anonymise import destroy_edition_key
from tasks.draft import require_writable
from tasks.model.errors import UsageError
from tasks.model.manifest import digest, edition_name
from tasks.publish import refuse_other_draft
from tasks.publish.publications import Approval, published, record_approval
from tasks.storage.workspace import private_folder


@flow(name="publish_report", flow_run_name=named_by_edition("publish report"), persist_result=False, log_prints=False)
def publish_report(request: PublishRequest) -> Path:
    """Publish a draft, byte for byte as it was approved, and destroy the key of the edition's pseudonyms.

    Args:
        request: Choose the edition, paste the digest of the draft that was read and approved, and say who approved it.

    Returns:
        The folder of the revision.
    """
    edition = edition_folder(request.edition)
    name = edition_name(edition)
    with alert_on_failure("publish_report", name), progress("publish_report", stages=2):
        folders = load_settings().folders
        publications = request.to or folders.published
        places = _places(request, edition, publications, folders)
        refuse_other_draft(digest(edition), request.approve, edition)
        _ask_why(request, edition, publications)
        # Where the approval is kept, and the key is destroyed: what is wrong is said before anything is published.
        for folder in (private_folder(folders.state), places.private):
            require_writable(folder)
        # Else the checks would have the draft built again, where the ledger is to be restored.
        read_whole_ledger(places.ledger)
        verified = stages.verify(edition, places.private, places.ledger, to_publish=True)
        # Just what was verified is published, should somebody exchange the draft meanwhile.
        refuse_other_draft(verified.digest, request.approve, edition)
        if verified.figures.sample:
            _refuse_sample_in(publications, places.ledger, folders)
        revision = stages.publish(edition, request.approve, publications, places.ledger, request.reason)
        destroy_edition_key(places.private, name)
        approval = Approval(name, revision.name, digest(revision), request.approver, str(today().date()))
        record_approval(approval, folders.state)
        alert_published(revision)
        log_lines(f"Published {name} as revision {revision.name}, byte for byte the draft of digest {request.approve}.")
        if folders.public and not verified.figures.sample:
            with alert_on_failed_push():
                stages.push(publications, folders.public)
        return revision


def _places(request: PublishRequest, edition: Path, publications: Path, folders: Folders) -> Places:
    """The draft's places. Others than those of the installation are for the command line alone.

    Raises:
        UsageError: a form, or the form that the draft was built from, names others.
    """
    built = places_of(edition, folders, publications)
    places = Places(request.ledger or built.ledger, built.private)
    own = (folders.published, folders.ledger_among(folders.published), folders.private)
    for named, configured in zip((publications, places.ledger, places.private), own, strict=True):
        if deployment.id and named.resolve() != configured.resolve():
            raise UsageError(
                "The draft is to be published with another folder or ledger than the settings name.",
                f"{named}, where the settings name {configured}",
                "Build it again with the places of the installation, or publish it on the command line.",
            )
    return places


def _refuse_sample_in(publications: Path, ledger: Path, folders: Folders) -> None:
    """The sample is drawn without a key, and nobody must take it for the helpline's own figures: for trials alone."""
    own, configured = folders.published.resolve(), folders.ledger_among(folders.published).resolve()
    if is_configured() and (publications.resolve().is_relative_to(own) or ledger.resolve() == configured):
        raise UsageError(
            "The sample cannot be published in an installation: its records are made up, and rounded without a key.",
            f"{publications} and {ledger}",
            "Try it on the command line, in a folder of its own: --to DIR. What is published there is pushed nowhere.",
        )


def _ask_why(request: PublishRequest, edition: Path, publications: Path) -> None:
    """On the Prefect page a person is there to say why; a script on the command line may have nothing to say."""
    before = [revision for revision in published(publications) if revision.edition == edition_name(edition)]
    known = {revision.digest for revision in before}
    if deployment.id and before and not request.reason.strip() and digest(edition) not in known:
        raise UsageError(
            f"Revision {before[0].number} of this edition is published already, and no reason is given for another.",
            str(edition),
            "Fill in “Reason” on the form: it is printed beside the new revision.",
        )
