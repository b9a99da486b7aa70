"""The command line as the tests run it: in this process, against one Prefect server for the whole session."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.operate.server import CLIENT_PASSWORD

KEY = "5a" * 32
"""The installation's key of the tests."""


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
def prefect_server(home: Path) -> Iterator[Path]:
    """A Prefect server with its own home, which every command within the block uses."""
    from flows.operate.server import prepare_environment, running_server, wait_until_ready

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        # What somebody published from this checkout must not decide which periods the tests can build.
        settings = home / "settings.toml"
        folders = {name: str(home / name) for name in ("published", "state")}
        settings.write_text("[folders]\n" + "".join(f"{name} = {path!r}\n" for name, path in folders.items()))
        patch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
        # A draw with a key of the day would be another one in each session.
        patch.setenv("HELPLINE_REPORT_KEY", KEY)
        patch.delenv("PREFECT_API_URL", raising=False)
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
