"""The report again, from the figures frozen in an edition and the texts as they are now. No log is needed."""

from prefect import flow

from flows.edition.plan import edition_folder
from flows.edition.reading import read_edition
from flows.operate.alerts import alert_draft, alert_on_failure
from flows.operate.announce import announce_draft, named_by_edition
from flows.pipeline import PDF_STAGES, STAGES, Edition, EditionOrder, make_edition
from flows.progress import progress
from flows.requests import RenderRequest
from flows.site.accounts import approvers


@flow(
    name="rerender_report", flow_run_name=named_by_edition("re-render report"), persist_result=False, log_prints=False
)
def rerender_report(request: RenderRequest) -> Edition:
    """Make the report again from an edition's frozen figures.

    Args:
        request: Choose the edition. Its figures stay; the texts are taken as they are now. No log is read.

    Returns:
        The draft, in its place.
    """
    draft = edition_folder(request.edition)
    steps = STAGES + PDF_STAGES * request.pdf
    with alert_on_failure("rerender_report", draft.name), progress("rerender_report", steps):
        frozen = read_edition(draft)
        settings = {**frozen.settings, "pdf": request.pdf}
        order = EditionOrder(draft.parent, frozen.inputs, settings, request.pdf, translated=request.translated)
        edition = make_edition(order, frozen.figures, frozen.quality)
        announce_draft(edition, frozen.figures, frozen.quality)
        alert_draft(edition.folder, frozen.figures, approvers())
    return edition
