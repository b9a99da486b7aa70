"""A run says at times that it lives, and no longer than it does."""

import threading
import time
from pathlib import Path

import pytest

from flows import sign_of_life
from flows.progress import progress

PATIENCE = 900.0


def signs(run_id: str) -> int:
    """How many signs of life of a run the server knows."""
    from prefect.client.orchestration import get_client

    asked = {"event": {"name": [sign_of_life.HEARTBEAT]}, "resource": {"id": [f"prefect.flow-run.{run_id}"]}}
    with get_client(sync_client=True) as client:
        found: int = client.request("POST", "/events/filter", json={"filter": asked}).json()["total"]
    return found


def test_a_run_from_the_command_line_gives_no_other_and_so_does_not_wait_for_it(prefect_home: Path) -> None:
    from prefect.settings import get_current_settings

    assert get_current_settings().flows.heartbeat_frequency
    with sign_of_life.no_other():
        assert get_current_settings().flows.heartbeat_frequency is None


def test_a_run_gives_signs_of_life_until_it_ends(prefect_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_of_life, "EVERY", 0.2)
    from prefect import flow
    from prefect.runtime import flow_run

    @flow
    def lives() -> str:
        with progress("lives", stages=1):
            begin = time.monotonic()
            while signs(flow_run.id) < 2 and time.monotonic() < begin + PATIENCE:
                time.sleep(0.1)
        return str(flow_run.id)

    assert signs(lives()) >= 2
    for thread in (thread for thread in threading.enumerate() if thread.name == sign_of_life.NAME):
        thread.join(PATIENCE)
        assert not thread.is_alive()
