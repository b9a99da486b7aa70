"""Quality only: read the logs, check every record, and leave staff a list to fix from."""

from prefect import flow

from flows.alerts import tell_quality, told
from flows.announce import announce_check
from flows.intake import take_in
from flows.plan import plan_check
from flows.progress import progress
from flows.quality_weeks import remember_quality
from flows.requests import CheckRequest
from flows.settings import load_settings
from tasks.core.engine import running
from tasks.core.workspace import work_folder
from tasks.validate import ValidationResult


@flow(name="check_logs", flow_run_name="check logs", persist_result=False, log_prints=False)
def check_logs(request: CheckRequest) -> ValidationResult:
    """Check the logs and make the fix list.

    Args:
        request: Every field has a default: as it stands, this checks the configured logs.

    Returns:
        The outcome; its records are gone with the work folder, its counts and the fix list stay.
    """
    plan = plan_check(request)
    with told("check_logs", plan.subject), progress("check_logs", stages=3), work_folder(plan.private) as work:
        with running(plan.engine, work):
            _, verdict = take_in(plan, work)
        tell_quality(verdict.quality, verdict.fix_list, plan)
        remember_quality(verdict.quality, plan, load_settings().folders.state)
        announce_check(verdict.quality, verdict.fix_list)
        return verdict
