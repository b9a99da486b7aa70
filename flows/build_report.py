"""From the logs to a draft edition: the story of the pipeline, a line a stage."""

from collections.abc import Mapping

from prefect import flow

from flows import stages
from flows.alerts import tell_draft, tell_quality, told
from flows.announce import announce_draft
from flows.beside import leave_word
from flows.forms import refresh_forms
from flows.intake import take_in
from flows.ledgers import continue_series
from flows.make_edition import STAGES, Edition, EditionOrder, make_edition
from flows.plan import BuildPlan, plan_build
from flows.progress import progress
from flows.requests import BuildRequest
from flows.run_names import named_by_period
from tasks.core.engine import running
from tasks.core.figures import ProtectedFigures
from tasks.core.provenance import built_from, input_digests
from tasks.core.quality import Quality
from tasks.core.series import Series
from tasks.core.workspace import work_folder


@flow(name="build_report", flow_run_name=named_by_period("build report"), persist_result=False, log_prints=False)
def build_report(request: BuildRequest) -> Edition:
    """Build a draft edition of the report from the logs.

    Args:
        request: Every field has a default: as it stands, this builds the half-year that ended last.

    Returns:
        The draft, in its place.
    """
    plan = plan_build(request)
    with told("build_report", plan.intake.subject), progress("build_report", stages=7 + STAGES + plan.pdf) as shown:
        series = continue_series(plan)
        figures, quality, inputs = figures_from_logs(plan, series)
        order = EditionOrder(plan.out, inputs, plan.settings, plan.pdf, series.frozen)
        edition = make_edition(order, figures, quality)
        for name, path in plan.own_places.items():
            leave_word(edition.folder, name, path)
        announce_draft(edition, figures, quality, shown.seconds)
        tell_draft(edition.folder, figures)
        refresh_forms()
    return edition


def figures_from_logs(plan: BuildPlan, series: Series) -> tuple[ProtectedFigures, Quality, Mapping[str, str]]:
    """Cross the line once: records in, protected figures out, with the quality statement and the inputs' digests."""
    with work_folder(plan.intake.private) as work, running(plan.intake.engine, work):
        sources, verdict = take_in(plan.intake, work, str(plan.period))
        tell_quality(verdict.quality, verdict.fix_list, plan.intake)
        stages.enforce_gate(verdict.quality, verdict.fix_list)
        counts = stages.aggregate(verdict.contacts, plan.period, series.fresh, plan.intake.engine, verdict.set_aside)
    inputs = input_digests(sources)
    stages.reconcile(counts)
    digest, private = built_from(inputs.values()), plan.intake.private
    figures, quality = stages.protect(counts, verdict.quality, plan.disclosure, digest, series, private)
    return figures, quality, inputs
