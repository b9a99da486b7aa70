"""Runs that show as running at the server while no process is at work on them: found, and marked as crashed.

A process that was killed cannot say so. While it lives, Prefect's engine sends a heartbeat for it; how often is set in
``pyproject.toml``. Silence is counted in looks and not read from a clock, so that the runs of a machine that slept, or
whose clock was set, are still alive after.
"""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled, Crashed

from flows.operate.server_runs import last_sign_of_life, runs_at_work

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

EVERY = 10.0
"""Seconds from one look to the next."""
LOOKS = 9
"""After how many looks without a new sign of life a run has died: three heartbeats are missing then."""


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


def crash_dead_runs(client: "SyncPrefectClient", unchanged: UnchangedCounter) -> None:
    """Mark as crashed, or as cancelled where that was asked for, each run that was silent for too many looks.

    The server then gives its place in the queue to the next.
    """
    runs = {run.id: run for run in runs_at_work(client)}
    silent = unchanged.look({key: (run.state_id, last_sign_of_life(client, run)) for key, run in runs.items()})
    for key in (key for key, looks in silent.items() if looks >= LOOKS):
        now = client.read_flow_run(key)
        if now.state_id == runs[key].state_id:
            end = Cancelled if now.state_type is StateType.CANCELLING else Crashed
            client.set_flow_run_state(
                key, end(message="No process is at work on it: it gave no heartbeat."), force=True
            )
