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
        for name, words in POOLS.items():
            client.create_work_pool(WorkPoolCreate(name=name, type="process", description=words), overwrite=True)


def _deploy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=PROJECT,
        env=os.environ | {"HELPLINE_REPORT_CHECKOUT": str(PROJECT)},
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
