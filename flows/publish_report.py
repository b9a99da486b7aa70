"""A draft that was approved becomes an immutable revision, and the key of its pseudonyms is destroyed.

The digest says which draft was approved.
"""

from pathlib import Path

from prefect import flow

from flows import stages
from flows.alerts import tell_published, told
from flows.beside import word_left
from flows.forms import refresh_forms
from flows.ledgers import ledger_of
from flows.plan import edition_folder, today
from flows.progress import progress
from flows.requests import PublishRequest
from flows.run_names import named_by_edition
from flows.settings import load_settings
from tasks.anonymise import destroy_edition_key
from tasks.core.errors import UsageError
from tasks.core.manifest import digest
from tasks.publish import Approval, published, record_approval


@flow(name="publish_report", flow_run_name=named_by_edition("publish report"), persist_result=False, log_prints=False)
def publish_report(request: PublishRequest) -> Path:
    """Publish a draft, byte for byte as it was approved, and destroy the key of the edition's pseudonyms.

    Args:
        request: Choose the edition, paste the digest of the draft that was read and approved, and say who approved it.

    Returns:
        The folder of the revision.
    """
    edition = edition_folder(request.edition)
    with told("publish_report", edition.name), progress("publish_report", stages=1):
        folders = load_settings().folders
        shelf = request.to or folders.published
        _ask_why(request, edition, shelf)
        ledger = request.ledger or ledger_of(edition, folders, shelf)
        revision = stages.publish(edition, request.approve, shelf, ledger, request.reason)
        destroy_edition_key(word_left(edition, "private") or folders.private, edition.name)
        approval = Approval(edition.name, revision.name, digest(revision), request.approver, str(today().date()))
        record_approval(approval, folders.state)
        tell_published(revision)
        if folders.public:
            stages.push(shelf, folders.public)
        refresh_forms()
        return revision


def _ask_why(request: PublishRequest, edition: Path, shelf: Path) -> None:
    """On the Prefect page a person is there to say why; a script on the command line may have nothing to say."""
    from prefect.runtime import deployment

    before = [revision for revision in published(shelf) if revision.edition == edition.name]
    known = {revision.digest for revision in before}
    if deployment.id and before and not request.reason.strip() and digest(edition) not in known:
        raise UsageError(
            f"Revision {before[0].number} of this edition is published already, and no reason is given for another.",
            str(edition),
            "Fill in “Reason” on the form: it is printed beside the new revision.",
        )
