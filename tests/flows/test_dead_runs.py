"""When a run is taken for dead: after looks in a row without a heartbeat, and not after a while on some clock."""

import time
import tomllib
from pathlib import Path
from uuid import UUID

import pytest

from flows.operate.run_monitor import EVERY, LOOKS, UnchangedCounter
from flows.settings import PROJECT

RUN = UUID(int=1)
PATIENCE = 900.0


@pytest.mark.parametrize(
    ("signs", "looks"),
    [
        ("a", 0),
        ("aaaa", 3),
        ("aaab", 0),
        ("aabb", 1),
        ("aa-a", 0),  # it was not at work in between
    ],
)
def test_looks_without_a_new_sign_of_life_are_counted(signs: str, looks: int) -> None:
    unchanged = UnchangedCounter()
    for sign in signs:
        counted = unchanged.look({} if sign == "-" else {RUN: sign})
    assert counted == {RUN: looks}


def test_a_run_has_died_when_three_heartbeats_are_missing() -> None:
    frequency = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["prefect"]["flows"]
    assert 3 * frequency["heartbeat_frequency"] == LOOKS * EVERY


def test_the_heartbeat_of_prefect_is_a_sign_of_life(prefect_home: Path) -> None:
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.runtime import flow_run
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.operate.run_monitor import last_sign_of_life

    @flow
    def lives() -> bool:
        with get_client(sync_client=True) as client:
            run = client.read_flow_run(UUID(flow_run.id))
            begin = time.monotonic()
            while time.monotonic() < begin + PATIENCE:
                if last_sign_of_life(client, run) > run.state.timestamp:
                    return True
                time.sleep(0.1)
        return False

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: 30}):
        assert lives()
