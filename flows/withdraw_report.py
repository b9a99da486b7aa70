"""A published revision that must not be relied on is marked so. Nothing is deleted."""

from pathlib import Path

from prefect import flow

from flows import stages
from flows.edition.plan import today
from flows.operate.alerts import alert_on_failed_push, alert_on_failure, alert_withdrawn
from flows.operate.announce import named_by_edition
from flows.progress import log_lines, progress
from flows.requests import WithdrawRequest
from flows.settings import load_settings


@flow(name="withdraw_report", flow_run_name=named_by_edition("withdraw report"), persist_result=False, log_prints=False)
def withdraw_report(request: WithdrawRequest) -> Path:
    """Mark a published revision as withdrawn.

    Args:
        request: Choose the edition, give the number of the revision, and say why.

    Returns:
        The folder of the revision, which is as it was.
    """
    folders = load_settings().folders
    publications = request.to or folders.published
    revision = publications / request.edition / f"r{request.revision}"
    with alert_on_failure("withdraw_report", request.edition), progress("withdraw_report", stages=1):
        stages.withdraw(revision, request.reason, today().date())
        log_lines(f"Marked revision {request.revision} of {request.edition} as withdrawn. Its files stay as they are.")
        # What was tried in a folder of its own concerns nobody else.
        if publications.resolve() == folders.published.resolve():
            alert_withdrawn(revision, request.reason)
            if folders.public:
                with alert_on_failed_push():
                    stages.push(publications, folders.public)
    return revision
