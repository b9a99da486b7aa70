"""The command line as the tests run it: in this process, against one Prefect server for the whole session."""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from filelock import FileLock

from flows.operate.server import CLIENT_PASSWORD, SERVER_PASSWORD

KEY = "5a" * 32
"""The installation's key of the tests."""
REACHED = ("PREFECT_API_URL", SERVER_PASSWORD, CLIENT_PASSWORD)
"""Where a process finds the server and its password."""


@dataclass(frozen=True)
class Desk:
    """Where a command finds and leaves its files."""

    folder: Path
    prefect_home: Path

    @property
    def out(self) -> Path:
        return self.folder / "editions"

    @property
    def private(self) -> Path:
        return self.folder / "private"

    @property
    def work_folders(self) -> list[Path]:
        """What a run has left of its private work folder."""
        return list((self.private / "work").glob("*"))

    @property
    def editions(self) -> list[Path]:
        return list(self.out.glob("*")) if self.out.exists() else []


@dataclass(frozen=True)
class Outcome:
    """What a command said, and its exit code."""

    code: int
    output: str

    def says(self, words: str) -> bool:
        return re.sub(r"\s+", " ", words).casefold() in re.sub(r"\s+", " ", self.output).casefold()


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> Outcome:
    """Run a command in this process."""
    from flows.cli import main

    capfd.readouterr()
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:  # argparse ends the program by itself
        code = int(stop.code or 0)
    said = capfd.readouterr()
    return Outcome(code, said.out + said.err)


@contextmanager
def shared_prefect_server(root: Path, own: Path) -> Iterator[Path]:
    """A Prefect server for all processes that run tests: the first to ask starts it, and ends it after the last.

    Args:
        root: a folder that all of them share; the server's home is in it.
        own: a folder of this process.

    Yields:
        The server's home.
    """
    home, reached = root / "prefect", root / "prefect.json"
    home.mkdir(exist_ok=True)
    # Every user holds a shared lock, which the kernel lets go should one die; the exclusive one waits for them all.
    with (root / "prefect.users").open("w") as users, ExitStack() as server:
        with FileLock(root / "prefect.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            running = json.loads(reached.read_text()) if reached.exists() else {}
            server.enter_context(prefect_server(home, own, running))
            if not running:
                reached.write_text(json.dumps({name: os.environ[name] for name in REACHED}))
        try:
            yield home
        finally:
            if not running:
                fcntl.flock(users, fcntl.LOCK_EX)
                reached.unlink()


@contextmanager
def prefect_server(
    home: Path, own: Path | None = None, running: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Path]:
    """A Prefect server with its own home, which every command within the block uses.

    Args:
        home: the server's.
        own: where the commands of this process keep what is published and their state; in the home where none is named.
        running: how a server that runs already is reached; one is started where none is named.
    """
    from flows.operate.server import prepare_environment, running_server, wait_until_ready

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        # What somebody published from this checkout must not decide which periods the tests can build.
        folder = own or home
        settings = folder / "settings.toml"
        folders = {name: str(folder / name) for name in ("published", "state")}
        settings.write_text("[folders]\n" + "".join(f"{name} = {path!r}\n" for name, path in folders.items()))
        patch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
        # A draw with a key of the day would be another one in each session.
        patch.setenv("HELPLINE_REPORT_KEY", KEY)
        patch.delenv("PREFECT_API_URL", raising=False)
        for name, value in running.items():
            patch.setenv(name, value)
        prepare_environment()
        with running_server():
            wait_until_ready()
            with _settings(home):
                yield home


@contextmanager
def _settings(home: Path) -> Iterator[None]:
    # Another test may have imported Prefect already, which reads the environment only then.
    from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, PREFECT_HOME, temporary_settings

    reached = {PREFECT_API_URL: os.environ["PREFECT_API_URL"], PREFECT_API_AUTH_STRING: os.environ[CLIENT_PASSWORD]}
    with temporary_settings({**reached, PREFECT_HOME: home}):
        yield
