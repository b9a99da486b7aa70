"""Register with a Prefect server what this checkout offers: work pools, their queues, and deployments.

Can be done again at any time: what differs is brought up to date, and what is as it should be is left alone. To write a
schedule again would delete the runs that are due by it and have not started. An upgrade needs no more than this.
"""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentScheduleUpdate,
    DeploymentUpdate,
    WorkPoolCreate,
)
from prefect.client.schemas.objects import DeploymentSchedule
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.utilities.callables import parameter_schema

from expectations.contract.helpline import helpline
from flows.operate.server import POOLS
from flows.settings import PROJECT
from tasks.model.errors import StageError

TYPE = "helpline-report"
"""The kind of worker that the pools are for."""
TEMPLATE = {
    "job_configuration": {"env": {}},  # Prefect refuses an empty one
    "variables": {"type": "object", "properties": {}, "additionalProperties": False},
}
"""What a run may choose of how it is started: nothing."""


def register() -> None:
    """Register everything.

    Raises:
        StageError: the server does not take it.
    """
    try:
        with get_client(sync_client=True) as client:
            _make_pools(client)
            for deployment in deployments():
                _deploy(client, deployment)
            return
    except PrefectHTTPStatusError:
        pass
    raise StageError(
        "The deployments cannot be registered.",
        os.environ.get("PREFECT_API_URL", "no server"),
        "See that the server is of the version that this program was set up with, then try again.",
    )


def deployments() -> list[dict[str, Any]]:
    """The deployments of ``prefect.yaml``, at the helpline's own times.

    Runs of one queue wait for each other: the server counts those at work. A limit of the deployment would be a lease
    instead, which is lost while the server restarts or the machine sleeps: it then ends the run that is alive, and
    keeps the place of one that is dead.
    """
    text = (PROJECT / "prefect.yaml").read_text("utf-8")
    times = {"half_years": ",".join(map(str, helpline().half_years)), "timezone": helpline().timezone}
    for name, value in times.items():
        text = text.replace(f"{{{name}}}", value)
    found: list[dict[str, Any]] = yaml.safe_load(text)["deployments"]
    for each in found:
        each["work_pool"].setdefault("work_queue_name", "default")
    return found


def _make_pools(client: SyncPrefectClient) -> None:
    known = {pool.name: pool for pool in client.read_work_pools()}
    for name, words in POOLS.items():
        if name in known and known[name].type != TYPE:
            # The kind of a pool cannot be changed; its deployments come back with the next step.
            client.delete_work_pool(known.pop(name).name)
        if name not in known or (known[name].description, known[name].base_job_template) != (words, TEMPLATE):
            pool = WorkPoolCreate(name=name, type=TYPE, description=words, base_job_template=TEMPLATE)
            client.create_work_pool(pool, overwrite=True)
        queues = {queue.name: queue for queue in client.read_work_queues(work_pool_name=name)}
        wanted = {each["work_pool"]["work_queue_name"] for each in deployments() if each["work_pool"]["name"] == name}
        for queue in wanted - {"default"}:
            if queue not in queues:
                client.create_work_queue(queue, concurrency_limit=1, work_pool_name=name)
            elif queues[queue].concurrency_limit != 1:
                client.update_work_queue(queues[queue].id, concurrency_limit=1)


def _deploy(client: SyncPrefectClient, declared: Mapping[str, Any]) -> None:
    module, name = declared["entrypoint"].rsplit(".", 1)
    flow = getattr(import_module(module), name)
    wanted, schedules = _wanted(flow, declared), _schedules(declared)
    try:
        known = client.read_deployment_by_name(f"{name}/{declared['name']}")
    except ObjectNotFound:
        client.create_deployment(client.create_flow(flow), declared["name"], schedules=schedules, **wanted)
        return
    same = known.global_concurrency_limit is None and all(getattr(known, name) == wanted[name] for name in wanted)
    changes: dict[str, Any] = {} if same else {**wanted, "concurrency_limit": None}
    if _comparable(known.schedules) != _comparable(schedules):
        changes["schedules"] = [DeploymentScheduleUpdate(**schedule.model_dump()) for schedule in schedules]
    if changes:
        client.update_deployment(known.id, DeploymentUpdate(**changes))


def _comparable(schedules: Sequence[DeploymentSchedule | DeploymentScheduleCreate]) -> list[tuple[object, ...]]:
    return [(schedule.schedule, schedule.active, schedule.parameters) for schedule in schedules]


def _wanted(flow: Any, declared: Mapping[str, Any]) -> dict[str, Any]:
    pool = declared["work_pool"]
    return {
        "description": declared["description"],
        "entrypoint": declared["entrypoint"],
        "parameters": declared.get("parameters", {}),
        "work_pool_name": pool["name"],
        "work_queue_name": pool["work_queue_name"],
        "parameter_openapi_schema": parameter_schema(flow).model_dump_for_openapi(),
        "enforce_parameter_schema": True,
        "paused": False,
        "tags": [],
        "job_variables": {},
        "pull_steps": [],
    }


def _schedules(declared: Mapping[str, Any]) -> list[DeploymentScheduleCreate]:
    return [
        DeploymentScheduleCreate(
            schedule=CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"]), active=schedule["active"]
        )
        for schedule in declared.get("schedules", ())
    ]
