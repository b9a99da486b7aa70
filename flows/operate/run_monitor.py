"""The run monitor: a small process beside the Prefect server that tells of runs which cannot speak for themselves.

A run reports its own refusals; one that crashed, died, never started or could not be loaded cannot. So the monitor
looks every few seconds at the runs that the server knows: it marks the dead ones as crashed, and tells the data officer
of these and of others that went wrong. It also delivers the letters that nobody has taken yet.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from expectations.contract.helpline import helpline
from flows.edition.plan import today
from flows.operate.access import guarded
from flows.operate.alerts import outbox
from flows.settings import load_settings
from tasks.alert.messages import Audience, Message

AT_WORK = {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}
"""States in which a process is at work on a run, or is about to be."""
ENDED = {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}
OVERDUE = {"name": {"any_": ["Late"]}}
"""What the server calls runs that have not started :data:`LATE` after they were due."""
HEARTBEAT = "prefect.flow-run.heartbeat"
LATE = timedelta(minutes=2)
"""So long after it was due a run has not started, or has started late."""
EVERY = 10.0
"""Seconds from one look to the next."""
LOOKS = 9
"""After how many looks without a new sign of life a run has died: three heartbeats are missing then."""
DELIVERIES = 6
"""How many looks there are to a delivery of letters that were not taken before."""
TURN = 2
"""After how many more looks an overdue run is told: the one before it may have ended a moment ago."""
TROUBLE = {
    "Crashed": ("crashed", "Run it again; nothing half-made is left."),
    "Failed": ("failed before it could say why", "Look at the log on its page, and run it again."),
}
"""How a run may have ended: in which words that is told, and what to do."""
LOG = logging.getLogger("helpline_report.run_monitor")


def run_monitor(names: Iterable[str] = ()) -> ASGIApp:
    """The run monitor as a web application that says that it is there, by names as of :func:`access.guarded`."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(_keep_looking())
        yield
        looking.cancel()

    health = Route("/health", lambda _: PlainTextResponse("ok\n"))
    return guarded(Starlette(routes=[health], lifespan=lifespan), names)


async def _keep_looking() -> None:
    monitor = Monitor()
    while True:
        for work in (monitor.look, monitor.deliver):
            try:
                await run_in_threadpool(work)
            except Exception as error:  # noqa: BLE001 - it must outlive a server that is away and a disk that is full
                LOG.error("the run monitor met a %s; it goes on", type(error).__name__)
        await asyncio.sleep(EVERY)


class UnchangedCounter:
    """How many looks in a row each thing has been as it was."""

    def __init__(self) -> None:
        self._seen: dict[UUID, tuple[Hashable, int]] = {}

    def look(self, now: Mapping[UUID, Hashable]) -> Mapping[UUID, int]:
        """Look once more; what is not among ``now`` is forgotten."""
        before = self._seen
        self._seen = {
            key: (value, before[key][1] + 1 if key in before and before[key][0] == value else 0)
            for key, value in now.items()
        }
        return {key: looks for key, (_, looks) in self._seen.items()}


@dataclass(slots=True)
class Monitor:
    """What the run monitor remembers from one look to the next.

    Attributes:
        since: when it began; what ended before is told by its last run only.
        unchanged: for how many looks each run at work gave no sign of life.
        overdue: for how many each run that should have started has not.
        reported_late: the runs of which was told that they have not started, or that they started late.
    """

    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    unchanged: UnchangedCounter = field(default_factory=UnchangedCounter)
    overdue: UnchangedCounter = field(default_factory=UnchangedCounter)
    reported_late: set[UUID] = field(default_factory=set)
    looks: int = 0

    def look(self) -> None:
        """Look at the runs of all deployments, set right what can be, and write letters about the rest."""
        self.looks += 1
        with get_client(sync_client=True) as client:
            crash_dead_runs(client, runs_at_work(client), self.unchanged)
            at_work, deployments = runs_at_work(client), client.read_deployments()
            overdue = {each.id: overdue_runs(client, each.id, at_work) for each in deployments}
            looks = self.overdue.look({run.id: None for runs in overdue.values() for run in runs})
            for each in deployments:
                flow = client.read_flow(each.flow_id).name
                self._tell_of_waiting(each.name, flow, [(run, looks[run.id]) for run in overdue[each.id]])
                last = last_to_end(client, each.id)
                self._tell_of_late_start(each.name, flow, [*(r for r in at_work if r.deployment_id == each.id), last])
                if last:
                    _tell_of_end(each.name, flow, last)

    def deliver(self) -> None:
        """Deliver new letters at once, and others from time to time."""
        mail = outbox()
        letters = mail.state().letters
        if any(not letter.attempts for letter in letters) or (letters and self.looks % DELIVERIES == 0):
            mail.deliver()

    def _tell_of_waiting(self, deployment: str, flow: str, overdue: list[tuple[FlowRun, int]]) -> None:
        late = f"{deployment} Late"
        if not overdue:
            outbox().resolve(late, today())
        if stuck := [run for run, looks in overdue if looks >= TURN]:
            outbox().report(_problem(late, flow, stuck[0], "has not started", "See that its worker runs."), today())
            self.reported_late |= {run.id for run in stuck}

    def _tell_of_late_start(self, deployment: str, flow: str, runs: Iterable[FlowRun | None]) -> None:
        for run in runs:
            if run is None or run.id in self.reported_late or (run.end_time and run.end_time < self.since):
                continue
            if run.auto_scheduled and run.start_time and run.start_time - due_at(run) > LATE:
                what = f"{flow} started late; it was due on {_moment(run)}"
                to_do = "Nothing: it is for the period of that day."
                news = Message(f"{deployment} started late", Audience.OFFICER, what, to_do, f"run {run.name}")
                outbox().tell(news, str(run.id), today())


def _tell_of_end(deployment: str, flow: str, run: FlowRun) -> None:
    mail, state = outbox(), run.state_type.value.title() if run.state_type else ""
    if state == "Completed":
        for trouble in TROUBLE:
            mail.resolve(f"{deployment} {trouble}", today())
    elif not (state == "Failed" and mail.was_explained(str(run.id))):
        mail.report(_problem(f"{deployment} {state}", flow, run, *TROUBLE[state]), today())


def _problem(key: str, flow: str, run: FlowRun, words: str, to_do: str) -> Message:
    page = f"{load_settings().site.prefect}/runs/flow-run/{run.id}"
    where = f"deployment {key.partition(' ')[0]}, run {run.name}: {page}"
    return Message(key, Audience.OFFICER, f"{flow} {words}; it was due on {_moment(run)}", to_do, where)


def _moment(run: FlowRun) -> str:
    return f"{due_at(run).astimezone(helpline().zone):%-d %B %Y, %H:%M} in {helpline().city}"


def runs_at_work(client: SyncPrefectClient) -> list[FlowRun]:
    """The runs of deployments that the server takes for being worked on."""
    return client.read_flow_runs(flow_run_filter=_those(AT_WORK, deployment_id={"is_null_": False}))


def _those(state: Mapping[str, object], **more: object) -> FlowRunFilter:
    return FlowRunFilter.model_validate({"state": state, **more})


def last_sign_of_life(client: SyncPrefectClient, run: FlowRun) -> datetime:
    """When a run last gave a heartbeat, or came into its state."""
    asked = {"event": {"name": [HEARTBEAT]}, "resource": {"id": [f"prefect.flow-run.{run.id}"]}, "order": "DESC"}
    events = client.request("POST", "/events/filter", json={"filter": asked, "limit": 1}).json()["events"]
    begun = run.state.timestamp if run.state else datetime.min.replace(tzinfo=UTC)
    return max([begun, *(datetime.fromisoformat(event["occurred"]) for event in events)])


def overdue_runs(client: SyncPrefectClient, deployment: UUID, at_work: Iterable[FlowRun]) -> list[FlowRun]:
    """The runs of a deployment that have not started in time, unless they wait for one that is at work."""
    if any(run.deployment_id == deployment for run in at_work):
        return []
    which = _those(OVERDUE, deployment_id={"any_": [deployment]})
    return client.read_flow_runs(flow_run_filter=which, sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC)


def last_to_end(client: SyncPrefectClient, deployment: UUID) -> FlowRun | None:
    """The run of a deployment that ended last, unless it was cancelled."""
    which = _those(ENDED, deployment_id={"any_": [deployment]}, end_time={"is_null_": False})
    return next(iter(client.read_flow_runs(flow_run_filter=which, sort=FlowRunSort.END_TIME_DESC, limit=1)), None)


def due_at(run: FlowRun) -> datetime:
    """When a run was due."""
    return run.expected_start_time or run.created or datetime.now(UTC)


def crash_dead_runs(client: SyncPrefectClient, at_work: Iterable[FlowRun], unchanged: UnchangedCounter) -> None:
    """Mark as crashed, or as cancelled where that was asked for, each run that was silent for too many looks.

    The server then gives its place in the queue to the next.
    """
    runs = {run.id: run for run in at_work}
    silent = unchanged.look({key: (run.state_id, last_sign_of_life(client, run)) for key, run in runs.items()})
    for key in (key for key, looks in silent.items() if looks >= LOOKS):
        now = client.read_flow_run(key)
        if now.state_id == runs[key].state_id:
            end = Cancelled if now.state_type is StateType.CANCELLING else Crashed
            words = "No process is at work on it: it gave no heartbeat."
            client.set_flow_run_state(key, end(message=words), force=True)
