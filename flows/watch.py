"""The watch: a small process beside the Prefect server that tells of runs which cannot speak for themselves.

A run reports its own refusals; one that crashed, never started or could not be loaded cannot. The server's automation
(see :mod:`flows.automations`) pokes the watch with the run's id, also where no worker is alive, and the watch asks the
server what became of it. Every minute it also delivers the letters that nobody has taken yet.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from flows.alerts import WAITED_FOR, outbox
from flows.plan import KARACHI, today
from tasks.alert import Audience, Problem

EVERY = 60.0
"""Seconds between two deliveries."""
LOG = logging.getLogger("helpline_report.watch")


def watch(every: float = EVERY) -> Starlette:
    """The watch as a web application with one address, ``POST /runs``, whose body is the id of a run."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        keeping = asyncio.create_task(_keep_delivering(every))
        yield
        keeping.cancel()

    return Starlette(routes=[Route("/runs", _heard, methods=["POST"]), Route("/health", _health)], lifespan=lifespan)


def _health(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _heard(request: Request) -> Response:
    try:
        run = UUID((await request.body()).decode().strip())
    except ValueError:
        return PlainTextResponse("The body must be the id of a run.\n", 400)
    await run_in_threadpool(tell_of, run)
    await run_in_threadpool(outbox().deliver)
    return PlainTextResponse("Told.\n")


async def _keep_delivering(every: float) -> None:
    await run_in_threadpool(_safely, catch_up)
    while True:
        await run_in_threadpool(_safely, lambda: outbox().deliver())
        await asyncio.sleep(every)


def _safely(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the watch must outlive a server that is away and a disk that is full
        LOG.error("the watch met a %s; it goes on", type(error).__name__)


def catch_up() -> None:
    """Look at the last run of each deployment: the server may have poked while the watch was away."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateName,
    )
    from prefect.client.schemas.sorting import FlowRunSort

    names = ["Late", "Running", "Completed", "Failed", "Crashed"]
    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments():
            last = client.read_flow_runs(
                deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
                flow_run_filter=FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=names))),
                sort=FlowRunSort.EXPECTED_START_TIME_DESC,
                limit=1,
            )
            for run in last:
                tell_of(run.id)


def tell_of(run_id: UUID) -> None:
    """Tell what became of a run of a deployment; of one from a command line its user knows already."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        run = client.read_flow_run(run_id)
        if run.deployment_id is None:
            return
        deployment, flow = client.read_deployment(run.deployment_id), client.read_flow(run.flow_id)
    mail, state = outbox(), run.state_name
    key = {name: f"{flow.name} / {deployment.name} {name.lower()}" for name in ("Late", "Crashed", "Failed")}
    due = f"{run.expected_start_time.astimezone(KARACHI):%-d %B %Y, %H:%M}" if run.expected_start_time else "now"
    if state in ("Running", "Completed"):
        mail.resolve(key["Late"], today())
    if state == "Completed":
        mail.resolve(key["Crashed"], today())
        mail.resolve(key["Failed"], today())
    problems = {
        "Late": (f"{flow.name} has not started, though it was due on {due} in Karachi", "See that its worker runs."),
        "Crashed": (f"{flow.name} crashed; it was due on {due} in Karachi", "Run it again; nothing half-made is left."),
        "Failed": (
            f"{flow.name} failed before it could say why; it was due on {due}",
            "Look at its log and run again.",
        ),
    }
    speaks = flow.name in WAITED_FOR or mail.was_told_by(str(run_id))
    if state in problems and not (state == "Failed" and speaks):
        what, to_do = problems[state]
        where = f"deployment {deployment.name}, run {run.name}"
        mail.report(Problem(key[state], Audience.OFFICER, what, to_do, where, run=str(run_id)), today())
