"""What the Prefect server knows of the runs of deployments: which are at work, which wait, and which ended last.

A run that shows as running while no process is at work on it is marked as crashed.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

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
