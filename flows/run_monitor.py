"""The run monitor: a small process beside the Prefect server that tells of runs which cannot speak for themselves.

A run reports its own refusals; one that crashed, died, never started or could not be loaded cannot. So the monitor
looks every few seconds at the runs that the server knows: it marks the dead ones as crashed, makes those that were
missed, and tells the data officer. It also delivers the letters that nobody has taken yet.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.orchestration import get_client
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.access import guarded
from flows.alerts import outbox
from flows.dead_runs import EVERY, Unchanged, crash_dead_runs
from flows.missed_runs import is_missed, make_missed_runs
from flows.plan import KARACHI, today
from flows.server_runs import LATE, due_at, last_to_end, overdue_runs, runs_at_work
from flows.settings import load_settings
from tasks.alert import Audience, Notice, Outbox, Problem

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import DeploymentResponse

DELIVERIES = 6
"""How many looks there are to a delivery of letters that were not taken before."""
TROUBLE = {
    "Crashed": ("crashed", "Run it again; nothing half-made is left."),
    "Failed": ("failed before it could say why", "Look at the log on its page, and run it again."),
}
"""How a run may have ended: in which words that is told, and what to do."""
LOG = logging.getLogger("helpline_report.run_monitor")


def run_monitor(names: Iterable[str] = ()) -> ASGIApp:
    """The run monitor as a web application that says that it is there.

    Args:
        names: by which it is called; see :func:`flows.access.guarded`.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(_keep_looking())
        yield
        looking.cancel()

    return guarded(Starlette(routes=[Route("/health", _health)], lifespan=lifespan), names)


def _health(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _keep_looking() -> None:
    monitor = Monitor()
    while True:
        for work in (monitor.look, monitor.deliver):
            try:
                await run_in_threadpool(work)
            except Exception as error:  # noqa: BLE001 - it must outlive a server that is away and a disk that is full
                LOG.error("the run monitor met a %s; it goes on", type(error).__name__)
        await asyncio.sleep(EVERY)


@dataclass(slots=True)
class Monitor:
    """What the run monitor remembers from one look to the next.

    Attributes:
        since: when it began; what ended before is told by its last run only.
        told_late: the runs of which was told that they have not started, or that they started late.
    """

    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    unchanged: Unchanged = field(default_factory=Unchanged)
    told_late: set[UUID] = field(default_factory=set)
    looks: int = 0

    def look(self) -> None:
        """Look at the runs of all deployments, set right what can be, and write letters about the rest."""
        self.looks += 1
        with get_client(sync_client=True) as client:
            make_missed_runs(client, load_settings().folders.state, datetime.now(UTC))
            crash_dead_runs(client, self.unchanged)
            at_work = runs_at_work(client)
            for deployment in client.read_deployments():
                self._tell_of(client, deployment, at_work)

    def deliver(self) -> None:
        """Deliver new letters at once, and others from time to time."""
        mail = outbox()
        letters = mail.state().letters
        if any(not letter.attempts for letter in letters) or (letters and self.looks % DELIVERIES == 0):
            mail.deliver()

    def _tell_of(self, client: "SyncPrefectClient", deployment: "DeploymentResponse", at_work: list["FlowRun"]) -> None:
        flow, mail = client.read_flow(deployment.flow_id).name, outbox()
        late = f"{deployment.name} Late"
        if overdue := overdue_runs(client, deployment.id, at_work):
            mail.report(_problem(late, flow, overdue[0], "has not started", "See that its worker runs."), today())
            self.told_late |= {run.id for run in overdue}
        else:
            mail.resolve(late, today())
        last = last_to_end(client, deployment.id)
        started = [run for run in at_work if run.deployment_id == deployment.id]
        started += [last] if last and last.end_time and last.end_time > self.since else []
        for run in started:
            by_schedule = run.auto_scheduled or is_missed(run)
            if by_schedule and run.start_time and run.start_time - due_at(run) > LATE and run.id not in self.told_late:
                mail.tell(_started_late(deployment.name, flow, run), today())
        if last:
            self._tell_of_end(deployment.name, flow, last, mail)

    def _tell_of_end(self, deployment: str, flow: str, run: "FlowRun", mail: Outbox) -> None:
        state = run.state_type.value.title() if run.state_type else ""
        if state == "Completed":
            for trouble in TROUBLE:
                mail.resolve(f"{deployment} {trouble}", today())
        elif not (state == "Failed" and mail.was_explained(str(run.id))):
            mail.report(_problem(f"{deployment} {state}", flow, run, *TROUBLE[state]), today())


def _problem(key: str, flow: str, run: "FlowRun", words: str, to_do: str) -> Problem:
    where = f"deployment {key.partition(' ')[0]}, run {run.name}"
    return Problem(key, Audience.OFFICER, f"{flow} {words}; it was due on {_moment(run)}", to_do, where)


def _started_late(deployment: str, flow: str, run: "FlowRun") -> Notice:
    what = f"{flow} started late; it was due on {_moment(run)}"
    to_do = "Nothing: it is for the period of that day."
    return Notice(f"{deployment} started late", Audience.OFFICER, what, to_do, f"run {run.name}", str(run.id))


def _moment(run: "FlowRun") -> str:
    return f"{due_at(run).astimezone(KARACHI):%-d %B %Y, %H:%M} in Karachi"
