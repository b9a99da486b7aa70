"""Where nothing answers at the named address of the Prefect server, a command says so at once, and what starts it."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import run


@pytest.fixture(params=["closed", "silent"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """A port of which nobody answers: it is closed, or something listens there and is silent."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        if request.param == "silent":
            probe.listen()
        yield f"http://127.0.0.1:{probe.getsockname()[1]}/api"


def test_without_a_server_a_command_names_the_address_and_what_starts_it(
    address: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", address)
    monkeypatch.setattr("flows.operate.server.PATIENCE", 20.0)  # that of the program before, cut short
    begin = time.monotonic()
    outcome = run(capfd, "render", tmp_path)
    assert time.monotonic() - begin <= 5
    assert outcome.code == 2
    assert outcome.says(f"No Prefect server answers at the address in PREFECT_API_URL. Where: {address}")
    assert outcome.says("make up, or systemctl start helpline-server")
