"""A draft made, approved, published and withdrawn: runs of the Prefect server, begun by people who may.

The process that serves the desk computes no edition: the workers do, whose rights these runs have.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.operate.register import deployments
from flows.requests import PublishRequest, WithdrawRequest
from flows.settings import load_settings
from flows.site.accounts import Role
from flows.site.blocks import open_comments, source_code
from flows.site.languages import _
from flows.site.pages import WITH_SCRIPT, page
from flows.site.preview_process import draft_of
from flows.site.sessions import FormFields, NotAllowedError, NotTakenError, OutdatedError, form
from flows.site.store import note, writers_since
from tasks.model.errors import StageError, UsageError
from tasks.publish.publications import Revision, revisions_of, whole_and_broken

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

_THEIRS = re.compile(r"^Flow run encountered an exception: \w+: ")
ENDED = {"Completed": _("Done"), "Failed": _("Failed"), "Crashed": _("Broken off"), "Cancelled": _("Cancelled")}
GOING_ON = {"Scheduled": _("Waiting"), "Pending": _("Begins"), "Running": _("Running")}
"""Prefect's names of the states of a run, and ours."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the desk shows it: what it does, its state, how far it is (of 100), and what it says."""

    id: str
    flow: str
    state: str
    progress: int
    message: str

    @property
    def ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.state in ENDED

    @property
    def words(self) -> str:
        """Its state in words."""
        return _({**ENDED, **GOING_ON}.get(self.state, self.state))


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route("/desk/{edition}/make", _page),
        Route("/desk/{edition}/run/{run}", _run_page),
        form("/desk/{edition}/make", _make, Role.EDITOR, Role.TRANSLATOR, Role.APPROVER),
        form("/desk/{edition}/publish", _publish, Role.APPROVER),
        form("/desk/{edition}/withdraw", _withdraw, Role.APPROVER),
    ]


def _run_page(request: Request) -> Response:
    draft_of(request.path_params["edition"])
    try:
        run = _run(UUID(request.path_params["run"]))
    except ValueError:
        raise UsageError(_("There is no such run."), remedy=_("Go back to the page of the draft.")) from None
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"state": run.words, "progress": run.progress, "message": run.message, "ended": run.ended})
    return _page(request, run)


def _page(request: Request, run: Run | None = None) -> Response:
    edition, who = request.path_params["edition"], request.state.account
    draft = draft_of(edition)
    revisions = _revisions(edition)
    same = next((revision for revision in revisions if revision.digest == draft.digest), None)
    return page(
        request,
        "make",
        headers=WITH_SCRIPT,
        edition=edition,
        digest=draft.digest,
        revisions=revisions,
        same=same,
        comments=open_comments(edition),
        source=source_code(),
        hindered=_hindrance(edition, who.name),
        may_make=who.may(Role.EDITOR, Role.TRANSLATOR, Role.APPROVER),
        may_publish=who.may(Role.APPROVER),
        run=run,
    )


def _make(request: Request, sent: FormFields) -> Response:
    edition = request.path_params["edition"]
    draft_of(edition)
    run = _begin("rerender_report", {"edition": edition, "pdf": not sent["quick"]})
    note(request.state.account.name, "had the draft made", edition)
    return RedirectResponse(f"/desk/{edition}/run/{run}", 303)


def _publish(request: Request, sent: FormFields) -> Response:
    edition, digest, reason = request.path_params["edition"], sent["digest"], sent["reason"].strip()
    if draft_of(edition).digest != digest:
        raise OutdatedError(
            _("The draft is another one by now: it was made again since you opened the page."),
            remedy=_("Go back, load the page again, and read the draft as it is now."),
        )
    if hindrance := _hindrance(edition, request.state.account.name):
        raise NotAllowedError(hindrance, f"/desk/{edition}/", _("Settle it there, then approve."))
    if _revisions(edition) and not reason:
        raise NotTakenError(
            _("Another revision needs a reason: it is printed beside it."), remedy=_("Go back and write it.")
        )
    asked = PublishRequest(edition=edition, approve=digest, approver=request.state.account.name, reason=reason[:300])
    run = _begin("publish_report", asked.model_dump(mode="json", exclude_none=True))
    note(request.state.account.name, "approved", f"{edition} {digest}")
    return RedirectResponse(f"/desk/{edition}/run/{run}", 303)


def _withdraw(request: Request, sent: FormFields) -> Response:
    edition, number, reason = request.path_params["edition"], sent["revision"], sent["reason"].strip()
    if not number.isdecimal() or int(number) not in {r.number for r in _revisions(edition) if not r.withdrawal}:
        raise UsageError(_("There is no such revision to withdraw."), remedy=_("Go back and choose one."))
    if not 5 <= len(reason) <= 300:
        raise NotTakenError(_("A withdrawal has a reason of 5 to 300 characters, which everyone can read."))
    asked = WithdrawRequest(edition=edition, revision=int(number), reason=reason)
    run = _begin("withdraw_report", asked.model_dump(mode="json", exclude_none=True))
    note(request.state.account.name, "withdrew", f"{edition} r{number}: {reason}")
    return RedirectResponse(f"/desk/{edition}/run/{run}", 303)


def _hindrance(edition: str, name: str) -> str:
    """Why somebody may not approve the draft yet; empty where they may."""
    if sum(open_comments(edition).values()):
        return _("There are open comments on this edition.")
    settings = load_settings()
    published = whole_and_broken(settings.folders.published)[0]
    last = max((revision.folder.stat().st_mtime for revision in published), default=0.0)
    if settings.site.second_person and name.casefold() in writers_since(last):
        return _("You have written in this edition: somebody else has to approve it.")
    return ""


def _revisions(edition: str) -> list[Revision]:
    return revisions_of(edition, load_settings().folders.published)


def _begin(flow: str, asked: dict[str, object]) -> UUID:
    name = next(each["name"] for each in deployments() if each["entrypoint"].endswith(f".{flow}"))
    with _server() as client:
        deployment = client.read_deployment_by_name(f"{flow}/{name}")
        return client.create_flow_run_from_deployment(deployment.id, parameters={"request": asked}).id


def _run(run_id: UUID) -> Run:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    of = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
    with _server() as client:
        run = client.read_flow_run(run_id)
        shown = next((each for each in client.read_artifacts(artifact_filter=of) if each.type == "progress"), None)
    progress, step = (float(str(shown.data)), shown.description or "") if shown else (0.0, "")
    message = (run.state.message if run.state else "") or step
    if run.state_name == "Running" and shown:
        message = step
    # In our own words; Prefect puts its own before them.
    return Run(str(run.id), run.name, run.state_name or "Scheduled", round(progress), _THEIRS.sub("", message))


@contextmanager
def _server() -> Iterator["SyncPrefectClient"]:
    """A client of the Prefect server.

    Raises:
        StageError: it does not answer.
    """
    from httpx import HTTPError
    from prefect.client.orchestration import get_client
    from prefect.exceptions import PrefectException

    try:
        if os.environ.get("PREFECT_API_URL"):
            with get_client(sync_client=True) as client:
                yield client
                return
    except (HTTPError, PrefectException, OSError):
        pass
    raise StageError(
        _("The Prefect server does not answer, which has drafts made and published."),
        os.environ.get("PREFECT_API_URL", "PREFECT_API_URL is not set"),
        _("Nothing is lost. Try again in a minute; if it goes on, tell the data officer."),
    )
