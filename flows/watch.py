"""The watch: a small process beside the Prefect server that tells of runs which cannot speak for themselves.

A run reports its own refusals; one that crashed, never started or could not be loaded cannot. The server's automation
(see :mod:`flows.automations`) pokes the watch with the run's id, also where no worker is alive, and the watch asks the
server what became of it. Every minute it also delivers the letters that nobody has taken yet.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.access import guarded
from flows.alerts import outbox
from flows.plan import KARACHI, today
from tasks.alert import Audience, Problem

EVERY = 60.0
"""Seconds between two deliveries."""
TROUBLE = {
    "Late": ("has not started", "See that its worker runs."),
    "Crashed": ("crashed", "Run it again; nothing half-made is left."),
    "Failed": ("failed before it could say why", "Look at the log on its page, and run it again."),
}
"""States of runs that are told: in which words, and what to do."""
MENDS = {"Running": ("Late",), "Completed": ("Late", "Crashed", "Failed")}
"""Which of these a run's state shows to be mended."""
LOG = logging.getLogger("helpline_report.watch")


def watch(names: Iterable[str] = (), every: float = EVERY) -> ASGIApp:
    """The watch as a web application with one address, ``POST /runs``, whose body is the id of a run.

    Args:
        names: by which it is called; see :func:`flows.access.guarded`.
        every: seconds between two deliveries.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        keeping = asyncio.create_task(_keep_delivering(every))
        yield
        keeping.cancel()

    routes = [Route("/runs", _heard, methods=["POST"]), Route("/health", _health)]
    return guarded(Starlette(routes=routes, lifespan=lifespan), names)


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
    mail, state = outbox(), str(run.state_name)
    for mended in MENDS.get(state, ()):
        mail.resolve(f"{deployment.name} {mended}", today())
    if state in TROUBLE and not (state == "Failed" and mail.was_explained(str(run_id))):
        words, to_do = TROUBLE[state]
        due = run.expected_start_time or today()
        what = f"{flow.name} {words}; it was due on {due.astimezone(KARACHI):%-d %B %Y, %H:%M} in Karachi"
        where = f"deployment {deployment.name}, run {run.name}"
        mail.report(Problem(f"{deployment.name} {state}", Audience.OFFICER, what, to_do, where), today())
