"""Runs that were due by a schedule and are not at the server: made for the moment at which they were due.

The server makes runs ahead, but none for a moment that passed while it was away, and it deletes those that wait when
somebody writes their schedule again. A run is for the period of the moment at which it was due, so it is made for that.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId, FlowRunFilterExpectedStartTime
from prefect.client.schemas.objects import DeploymentSchedule, FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.states import Scheduled
from pydantic import TypeAdapter

from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

MISSED = "missed"
"""The first word of the key of a run that was made later than it was due."""
CHECKED_UNTIL = "schedules.json"
"""The file that says until when each schedule was seen to: what somebody deletes later is not made again."""
MOST = 4
"""How many missed moments of one schedule are made up for: two years of half-years."""
MARGIN = timedelta(minutes=1)
"""How long ago a moment must be: the server may be about to make its run."""


def create_missed_runs(client: "SyncPrefectClient", state: Path, now: datetime) -> None:
    """Make the runs that are missing, once for each moment.

    Args:
        client: of the server.
        state: the folder of what operation remembers between runs.
        now: the present time.

    Raises:
        UsageError: what was remembered was damaged.
    """
    checked_until = _read(state)
    for deployment in client.read_deployments():
        moments = list(_moments(deployment, checked_until.get(deployment.name), now - MARGIN))
        for moment in moments:
            if not _is_there(client, deployment, moment):
                client.create_flow_run_from_deployment(
                    deployment.id,
                    state=Scheduled(scheduled_time=moment, message="It was due while nothing could make it."),
                    idempotency_key=f"{MISSED} {deployment.id} {moment.isoformat()}",
                )
        if moments:
            checked_until[deployment.name] = moments[-1]
            with writing_in(private_folder(state)):
                write_file(state / CHECKED_UNTIL, _CHECKED_UNTIL.dump_json(checked_until, indent=1))


def is_missed(run: FlowRun) -> bool:
    """Whether a run was made later than it was due."""
    return (run.idempotency_key or "").startswith(MISSED)


def _moments(deployment: DeploymentResponse, checked_until: datetime | None, until: datetime) -> Iterator[datetime]:
    """The last moments that passed since a schedule was seen to or, if it never was, since it is as it is."""
    for each in deployment.schedules:
        if each.active and not deployment.paused and isinstance(each.schedule, CronSchedule) and each.updated:
            since = max(each.updated, checked_until or each.updated)
            yield from _dates(each, since, until)[-MOST:]


def _dates(schedule: DeploymentSchedule, since: datetime, until: datetime) -> list[datetime]:
    from prefect.server.schemas.schedules import CronSchedule

    cron = CronSchedule.model_validate(schedule.schedule.model_dump())
    return [date for date in asyncio.run(cron.get_dates(1000, since, until)) if since < date <= until]


def _is_there(client: "SyncPrefectClient", deployment: DeploymentResponse, moment: datetime) -> bool:
    due = FlowRunFilterExpectedStartTime(after_=moment - MARGIN / 2, before_=moment + MARGIN / 2)
    which = FlowRunFilterDeploymentId(any_=[deployment.id])
    return bool(client.read_flow_runs(flow_run_filter=FlowRunFilter(deployment_id=which, expected_start_time=due)))


def _read(state: Path) -> dict[str, datetime]:
    path = state / CHECKED_UNTIL
    if not path.exists():
        return {}
    try:
        return _CHECKED_UNTIL.validate_json(path.read_bytes())
    except ValueError:
        pass
    raise UsageError("What was seen to of the schedules is damaged.", str(path), "Move the file away.")


_CHECKED_UNTIL = TypeAdapter(dict[str, datetime])
