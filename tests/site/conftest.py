"""The site as a process of its own, over own content and a draft that may be written around."""

import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from flows.operate.own_content import write_content
from flows.settings import PROJECT
from flows.site import accounts
from flows.site.accounts import Role

OF_THE_PROGRAM = accounts._HASHER
"""What keeps passwords, before :func:`quick_passwords` is there."""
EDITION = "2016-12_2018-11"
PASSWORD = "four words made up"
PEOPLE = {
    "Writer": frozenset({Role.READER, Role.EDITOR}),
    "Reviewer": frozenset({Role.READER, Role.APPROVER}),
    "Translator": frozenset({Role.READER, Role.TRANSLATOR}),
    "Colleague": frozenset({Role.READER, Role.EDITOR}),
    "Reader": frozenset({Role.READER}),
}


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords that are quick to check: hundreds sign in, and and each check takes a sixth of a second otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@dataclass
class Installation:
    """An installation whose site runs; ``port`` is that of the site."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def text(self, path: str) -> Path:
        """A text of the content."""
        return self.folder / "content" / "text" / path

    def start(self) -> None:
        """Start the site, and wait until it answers."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HELPLINE"))
        }
        environment["HELPLINE_REPORT_SETTINGS"] = str(self.folder / "settings.toml")
        command = [sys.executable, "-m", "flows.cli", "serve", "site", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=environment)
        end = time.monotonic() + 300
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.site}/health").status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the site did not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def sign_in(self, name: str = "Writer") -> "Person":
        """Somebody who has signed in."""
        person = Person(httpx.Client(base_url=self.site, timeout=300), name)
        words = {"csrf": person.token("/sign-in"), "name": name, "password": PASSWORD, "next": "/"}
        assert person.client.post("/sign-in", data=words).status_code == 303
        return person


@dataclass
class Person:
    """Somebody at a browser without scripts."""

    client: httpx.Client
    name: str

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def token(self, path: str = "/account/") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, **words: str) -> httpx.Response:
        return self.client.post(path, data={"csrf": self.token(), **words})

    def opened(self, path: str) -> tuple[str, str]:
        """The text and the token of a page on which one writes."""
        page = self.get(path).text
        token = re.search(r'name="token" value="([^"]*)"', page)
        text = re.search(r"<textarea id=\"text\"[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert token and text, page
        return html.unescape(text[1]), token[1]

    def save(self, path: str, text: str, token: str, **words: str) -> httpx.Response:
        return self.post(path, text=text, token=token, **words)


def install(folder: Path, draft: Path, more: str = "") -> Installation:
    """Lay out an installation with a draft, own content and accounts."""
    names = ("out", "published", "private", "state")
    lines = [
        f"content = {str(folder / 'content')!r}",
        "[folders]",
        *(f"{n} = {str(folder / n)!r}" for n in names),
        more,
    ]
    (folder / "settings.toml").write_text("\n".join(lines))
    write_content(folder / "content")
    shutil.copytree(draft, folder / "out" / EDITION)
    add_accounts(folder / "settings.toml")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Installation(folder, probe.getsockname()[1])


def add_accounts(settings: Path) -> None:
    """Give everybody an account at an installation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
        for name, roles in PEOPLE.items():
            accounts.add(name, PASSWORD, roles, "test")


@pytest.fixture(scope="session")
def installation(sample_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = install(tmp_path_factory.mktemp("desk"), sample_edition)
    found.start()
    yield found
    found.stop()
