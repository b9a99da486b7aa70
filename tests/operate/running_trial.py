"""A whole trial installation for the tests, from a copy of the checkout whose texts may be changed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page

from flows.operate.server import CLIENT_PASSWORD
from flows.operate.up import PASSWORD
from flows.settings import PROJECT
from tests.mail import Mailbox, mailbox
from tests.operate.prefect_page import sign_in

COPIED = ("flows", "tasks", "expectations", "report_templates", "assets", "prefect.yaml", "pyproject.toml")
AUDIENCES = ("staff", "officer", "comms")
PATIENCE = 900.0


@dataclass(frozen=True)
class RunningTrial:
    """What is up, where its files lie, and a mail server that its alerts go to."""

    folder: Path
    port: int
    mail: Mailbox
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def prefect(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    @property
    def environment(self) -> Mapping[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HELPLINE"))}
        return {
            **ours,
            "PYTHONPATH": str(self.checkout),
            "PREFECT_HOME": str(self.folder / "prefect"),
            "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "2",
            "HELPLINE_REPORT_SETTINGS": str(self.folder / "settings.toml"),
            **self.secrets,
            **{f"HELPLINE_REPORT_ALERTS_{a.upper()}": self.mail.address(a) for a in AUDIENCES},
        }

    def command(self, *arguments: str) -> str:
        """Run a command as an operator of this installation does; gives what it printed."""
        return self._python("-m", "flows.cli", *arguments)

    def python(self, script: str) -> str:
        """Run a script that is a client of the server; gives what it printed."""
        return self._python("-c", script, **self.server)

    @property
    def server(self) -> Mapping[str, str]:
        """What a client of the server finds in its environment."""
        return {"PREFECT_API_URL": f"{self.prefect}/api", CLIENT_PASSWORD: self.password}

    def _python(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.checkout,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def processes(self) -> Mapping[str, int]:
        """The process id of each service."""
        found: Mapping[str, int] = json.loads((self.folder / "prefect" / "up.json").read_text())["processes"]
        return found

    @property
    def password(self) -> str:
        """What the Prefect page asks for."""
        return (self.folder / "prefect" / PASSWORD).read_text().strip()

    @cached_property
    def client(self) -> httpx.Client:
        """A caller who knows the password."""
        name, _, word = self.password.partition(":")
        client = httpx.Client(base_url=f"{self.prefect}/api", auth=(name, word), timeout=PATIENCE)
        token = client.get("/csrf-token", params={"client": "tests"}).json()["token"]
        client.headers.update({"Prefect-Csrf-Client": "tests", "Prefect-Csrf-Token": token})
        return client

    def send(self, method: str, path: str, body: Any) -> httpx.Response:
        """Send a request, and again while the server is too busy for it, as Prefect's own clients do."""
        end = time.monotonic() + PATIENCE
        while (answer := self.client.request(method, path, json=body)).status_code == 503 and time.monotonic() < end:
            time.sleep(0.5)
        return answer

    def api(self, method: str, path: str, **body: Any) -> Any:
        answer = self.send(method, path, body or None)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def answers(self) -> bool:
        """Whether the server reads its database."""
        try:
            return self.client.post("/flow_runs/count", json={}).status_code == 200
        except httpx.TransportError:
            return False

    def post(self, path: str, request: Mapping[str, Any], **more: Any) -> httpx.Response:
        """Send a form as the page does."""
        return self.send("POST", path, {"parameters": {"request": request}, **more})

    def sign_in(self, page: Page) -> None:
        """Sign in at the Prefect page, as a person does."""
        sign_in(page, self.prefect, self.password)
        page.get_by_text("Flow Runs").first.wait_for()

    def set_state(self, run: str, name: str, kind: str = "") -> None:
        """Say of a run what its worker would; ``kind`` where a state's name is not its kind."""
        state = {"type": (kind or name).upper(), "name": name}
        self.api("POST", f"/flow_runs/{run}/set_state", state=state, force=True)

    def deployment(self, name: str, flow: str = "") -> str:
        """The id of a deployment; of which flow, where there are several of the name."""
        which = {"flows": {"name": {"any_": [flow]}}} if flow else {}
        [found] = self.api("POST", "/deployments/filter", deployments={"name": {"any_": [name]}}, **which)
        return str(found["id"])

    def last_run(self, name: str) -> Mapping[str, Any]:
        """The last run of a deployment that somebody started."""
        runs = self.api(
            "POST",
            "/flow_runs/filter",
            deployments={"name": {"any_": [name]}},
            flow_runs={"state": {"name": {"not_any_": ["Scheduled"]}}},
            sort="EXPECTED_START_TIME_DESC",
            limit=1,
        )
        return runs[0] if runs else {"state_name": "none"}

    def letters_to(self, audience: str, count: int) -> list[str]:
        """The subjects of the letters to an audience, once there are so many."""
        wait_until(lambda: sum(to == audience for to, _ in self.mail.letters()) >= count)
        return [subject for to, subject in self.mail.letters() if to == audience]


def wait_until(holds: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Wait until something holds; it is an error if it does not within so many seconds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.2)


@contextmanager
def running_trial(
    folder: Path, settings: str = "", content: Path | None = None, **secrets: str
) -> Iterator[RunningTrial]:
    """Bring everything up, and take it down after the block.

    Args:
        folder: where everything lies.
        settings: what the settings file says beside folders and addresses.
        content: the folder of own content, if it has some.
        secrets: what stands in the environment alone.
    """
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in COPIED:
        source = PROJECT / name
        shutil.copytree(source, checkout / name) if source.is_dir() else shutil.copy(source, checkout)
    up = RunningTrial(folder, free_ports(3), mailbox(), secrets)
    folders = {name: str(folder / name) for name in ("out", "published", "private", "state")}
    (folder / "settings.toml").write_text(
        (f"content = {str(content)!r}\n" if content else "")
        + "[folders]\n"
        + "".join(f"{name} = {path!r}\n" for name, path in folders.items())
        + f'[site]\naddress = "{up.site}"\nprefect = "{up.prefect}"\n'
        + settings
    )
    with up.mail.up():
        said = up.command("up", "--port", str(up.port))
        try:
            assert up.prefect in said
            assert up.site in said
            assert up.password in said
            yield up
        finally:
            up.command("down")


def free_ports(count: int) -> int:
    """The first of so many ports in a row that are free."""
    for first in range(20_000 + os.getpid() % 10_000, 60_000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no ports are free")
