"""Quality only: read the logs, check every record, and leave staff a list to fix from."""

from contextlib import nullcontext

from prefect import flow

from flows.edition.plan import plan_check, subject
from flows.operate.alerts import alert_on_failure, alert_quality
from flows.operate.announce import announce_check
from flows.pipeline import ingest
from flows.progress import progress
from flows.requests import CheckRequest
from flows.settings import load_settings
from flows.site.log_quality import save_quality
from tasks.storage.engine import running
from tasks.storage.workspace import work_folder
from tasks.validate import ValidationResult


@flow(name="check_logs", flow_run_name="check logs", persist_result=False, log_prints=False)
def check_logs(request: CheckRequest) -> ValidationResult:
    """Check the logs and make the fix list.

    Args:
        request: Every field has a default: as it stands, this checks the configured logs.

    Returns:
        The outcome; its records are gone with the work folder, its counts and the fix list stay.
    """
    with (
        alert_on_failure("check_logs", subject(request)),
        nullcontext(plan_check(request)) as plan,
        progress("check_logs", stages=3),
        work_folder(plan.private) as work,
    ):
        with running(plan.engine, work):
            _, result = ingest(plan, work)
        alert_quality(result.quality, result.fix_list, plan)
        save_quality(result.quality, plan, load_settings().folders.state)
        announce_check(result.quality, result.fix_list)
        return result
