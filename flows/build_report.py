"""From the logs to a draft edition: the story of the pipeline, a line a stage."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from prefect import flow

from flows import stages
from flows.edition.ledger import Places, continue_series, save_places
from flows.edition.plan import BuildPlan, plan_build, subject
from flows.operate.alerts import alert_draft, alert_on_failure, alert_quality
from flows.operate.announce import announce_draft, announce_key, named_by_period
from flows.pipeline import PDF_STAGES, STAGES, Edition, EditionOrder, ingest, make_edition
from flows.progress import progress
from flows.requests import BuildRequest
from flows.settings import load_settings
from flows.site.accounts import approvers
from tasks.anonymise import installation_key, make_installation_key
from tasks.disclosure.series import Series
from tasks.draft import require_writable
from tasks.model.figures import ProtectedFigures
from tasks.model.quality import Quality
from tasks.model.records import Counts
from tasks.storage.engine import running
from tasks.storage.provenance import input_digests, public_digests
from tasks.storage.workspace import work_folder


@dataclass(frozen=True, slots=True)
class Counted:
    """What the logs come to: the counts, the quality of the records, and the plain digests of the logs."""

    counts: Counts
    quality: Quality
    inputs: Mapping[str, str]


@flow(name="build_report", flow_run_name=named_by_period("build report"), persist_result=False, log_prints=False)
def build_report(request: BuildRequest) -> Edition:
    """Build a draft edition of the report from the logs.

    Args:
        request: Every field has a default: as it stands, this builds the half-year that ended last.

    Returns:
        The draft, in its place.
    """
    with (
        alert_on_failure("build_report", subject(request)),
        nullcontext(plan_build(request)) as plan,
        progress("build_report", stages=8 + STAGES + PDF_STAGES * plan.pdf),
    ):
        private = plan.intake.private
        require_writable(plan.out)
        if not plan.sample and (made := make_installation_key(private)):
            announce_key(made)
        series = continue_series(plan)
        counted = count_logs(plan, series)
        figures, quality = protect_counts(plan, series, counted)
        inputs = public_digests(counted.inputs, b"" if plan.sample else installation_key(private))
        places = Places(plan.ledger, private)
        order = EditionOrder(plan.out, inputs, plan.settings, plan.pdf, series.published, places=places)
        edition = make_edition(order, figures, quality)
        save_places(edition.folder, plan.path_overrides, load_settings().folders.state)
        announce_draft(edition, figures, quality)
        alert_draft(edition.folder, figures, approvers())
    return edition


def count_logs(plan: BuildPlan, series: Series) -> Counted:
    """Left of the line: records in, counts out. No record is left anywhere."""
    with work_folder(plan.intake.private) as work, running(plan.intake.engine, work):
        sources, result = ingest(plan.intake, work, None if plan.sample else str(plan.period))
        alert_quality(result.quality, result.fix_list, plan.intake)
        stages.enforce_gate(result.quality, result.fix_list)
        counts = stages.aggregate(result.contacts, plan.period, series.to_count, plan.intake.engine, result.set_aside)
    return Counted(counts, result.quality, input_digests(sources))


def protect_counts(plan: BuildPlan, series: Series, counted: Counted) -> tuple[ProtectedFigures, Quality]:
    """Cross the line, once: the counts, when they do not contradict each other, become protected figures."""
    stages.reconcile(counted.counts)
    made_from = (counted.inputs, series, plan.intake.private, plan.sample)
    return stages.protect(counted.counts, counted.quality, plan.disclosure, *made_from)
