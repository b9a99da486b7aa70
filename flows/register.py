"""Register with a Prefect server what this checkout offers: work pools, deployments, their forms, automations.

Can be done again at any time; what is there is brought up to date. That is also what an upgrade needs.
"""

import os
import subprocess
import sys

from flows.settings import PROJECT
from tasks.core.errors import StageError

POOLS = {
    "logs": "Runs that read the logs or need the private folder: building, checking, publishing.",
    "texts": "Runs that need frozen figures and texts only: rendering, withdrawing.",
}
DEPLOYED = {
    "logs": {"build_report": "bi-annual", "check_logs": "weekly", "publish_report": "approved"},
    "texts": {"rerender_report": "on-demand", "withdraw_report": "marked"},
}
"""What the worker of each pool runs: flows, and under which name each is deployed in prefect.yaml."""
TYPE = "helpline-report"
"""The kind of worker that the pools are for."""
TEMPLATE = {
    "job_configuration": {"env": {}},  # Prefect refuses an empty one
    "variables": {"type": "object", "properties": {}, "additionalProperties": False},
}
"""What a run may choose of how it is started: nothing."""


def register(watch: str) -> None:
    """Register everything.

    Args:
        watch: the address of the watch, as the server reaches it.

    Raises:
        StageError: the deployments cannot be registered.
    """
    from flows.automations import register_automations
    from flows.forms import refresh_forms

    _make_pools()
    _deploy()
    refresh_forms()
    register_automations(watch)


def _make_pools() -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate

    with get_client(sync_client=True) as client:
        for known in client.read_work_pools():
            if known.name in POOLS and known.type != TYPE:
                # The kind of a pool cannot be changed; its deployments come back with the next step.
                client.delete_work_pool(known.name)
        for name, words in POOLS.items():
            pool = WorkPoolCreate(name=name, type=TYPE, description=words, base_job_template=TEMPLATE)
            client.create_work_pool(pool, overwrite=True)


def _deploy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StageError(
            "The deployments cannot be registered.",
            os.environ.get("PREFECT_API_URL", "no server"),
            "See that the Prefect server runs and that PREFECT_API_URL names it, then try again.",
        )
