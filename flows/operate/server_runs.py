"""What the Prefect server knows of the runs of deployments: which are at work, which wait, and which ended last."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterEndTime,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

AT_WORK = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
"""States in which a process is at work on a run, or is about to be."""
ENDED = (StateType.COMPLETED, StateType.FAILED, StateType.CRASHED)
HEARTBEAT = "prefect.flow-run.heartbeat"
LATE = timedelta(minutes=2)
"""So long after it was due a run has not started, or has started late."""


def runs_at_work(client: "SyncPrefectClient") -> list[FlowRun]:
    """The runs that the server takes for being worked on."""
    any_deployment = FlowRunFilterDeploymentId(is_null_=False)
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(deployment_id=any_deployment, state=_in(AT_WORK)))


def last_sign_of_life(client: "SyncPrefectClient", run: FlowRun) -> datetime:
    """When a run last gave a heartbeat, or came into its state."""
    asked = {"event": {"name": [HEARTBEAT]}, "resource": {"id": [f"prefect.flow-run.{run.id}"]}, "order": "DESC"}
    events = client.request("POST", "/events/filter", json={"filter": asked, "limit": 1}).json()["events"]
    begun = run.state.timestamp if run.state else datetime.min.replace(tzinfo=UTC)
    return max([begun, *(datetime.fromisoformat(event["occurred"]) for event in events)])


def overdue_runs(client: "SyncPrefectClient", deployment: UUID, at_work: Iterable[FlowRun]) -> list[FlowRun]:
    """The runs of a deployment that are due for a while and have not started.

    Those that wait for one that is at work are none of them.
    """
    if any(run.deployment_id == deployment for run in at_work):
        return []
    due = FlowRunFilterNextScheduledStartTime(before_=datetime.now(UTC))
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=_of(deployment), state=_in([StateType.SCHEDULED]), next_scheduled_start_time=due
        ),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
    )
    return [run for run in found if run.state_name == "Late" or datetime.now(UTC) - due_at(run) > LATE]


def last_to_end(client: "SyncPrefectClient", deployment: UUID) -> FlowRun | None:
    """The run of a deployment that ended last, unless it was cancelled."""
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=_of(deployment), state=_in(ENDED), end_time=FlowRunFilterEndTime(is_null_=False)
        ),
        sort=FlowRunSort.END_TIME_DESC,
        limit=1,
    )
    return found[0] if found else None


def due_at(run: FlowRun) -> datetime:
    """When a run was due."""
    return run.expected_start_time or run.created or datetime.now(UTC)


def _of(deployment: UUID) -> FlowRunFilterDeploymentId:
    return FlowRunFilterDeploymentId(any_=[deployment])


def _in(states: Sequence[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states)))
