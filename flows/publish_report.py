"""A draft that was approved becomes an immutable revision. The digest says which draft was approved."""

from pathlib import Path

from prefect import flow

from flows import stages
from flows.alerts import tell_published, told
from flows.ledgers import ledger_of
from flows.progress import progress
from flows.requests import PublishRequest
from flows.run_names import named_by_edition
from flows.settings import load_settings


@flow(name="publish_report", flow_run_name=named_by_edition("publish report"), persist_result=False, log_prints=False)
def publish_report(request: PublishRequest) -> Path:
    """Publish a draft, byte for byte as it was approved.

    Args:
        request: the draft's folder and the digest that was approved; see the form.

    Returns:
        The folder of the revision.
    """
    with told("publish_report", request.edition.name), progress("publish_report", stages=1):
        folders = load_settings().folders
        shelf = request.to or folders.published
        ledger = request.ledger or ledger_of(request.edition, folders, shelf)
        revision = stages.publish(request.edition, request.approve, shelf, ledger)
        tell_published(revision)
        return revision
