"""A place where the machine fails under a command: its disk, folders and clock; and what a refusal must look like."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.process import BaseProcess
from pathlib import Path

from flows.settings import PROJECT
from tests.command_line import Outcome
from tests.privacy.runs import run_apart, start_apart
from tests.random_logs import write_small_logs

EDITION = "2016-12_2017-05"
CODES = {0, 2, 3, 4, 5, 6}
"""Exit codes of what was foreseen."""


@dataclass(frozen=True)
class Place:
    """Where commands find their files; all that they write is on a disk of its own, if one is mounted there.

    ``emails`` is the address of a database that the settings name as the source of that log.
    """

    folder: Path
    emails: str = ""

    @property
    def disk(self) -> Path:
        return self.folder / "disk"

    @property
    def draft(self) -> Path:
        return self.disk / "out" / EDITION

    @property
    def environment(self) -> dict[str, str]:
        settings = self.folder / "settings.toml"
        names = ("out", "published", "private", "state")
        sources = f"[sources]\nemails = [{self.emails!r}]\n" if self.emails else ""
        folders = "".join(f"{name} = {str(self.disk / name)!r}\n" for name in names)
        settings.write_text(f"{sources}[folders]\n{folders}")
        return {**os.environ, "HELPLINE_REPORT_SETTINGS": str(settings), "DISK": str(self.disk)}

    def logs(self) -> tuple[str, ...]:
        folder = self.folder / "logs"
        folder.mkdir(exist_ok=True)
        return write_small_logs(folder)

    def build_arguments(self, logs: tuple[str, ...] = ()) -> tuple[str, ...]:
        first, last = EDITION.split("_")
        return ("build", *(logs or self.logs()), "--from", first, "--to", last, "--no-pdf")

    def publish_arguments(self) -> tuple[str, ...]:
        digest = sha256((self.draft / "manifest.json").read_bytes()).hexdigest()
        return ("publish", str(self.draft), "--approve", digest)

    def run(self, arguments: tuple[str, ...], breaking: tuple[str, str] | None = None) -> Outcome:
        output = self.folder / "output"
        code = run_apart(arguments, output, self.environment, breaking)
        return self.checked(arguments, Outcome(code, output.read_text(errors="replace")))

    def start(self, arguments: tuple[str, ...], output: str = "output") -> BaseProcess:
        return start_apart(arguments, self.folder / output, self.environment)

    def run_at(self, clock: str, arguments: tuple[str, ...]) -> Outcome:
        """Run a command under another time of day, as libfaketime has it."""
        command = ["faketime", clock, sys.executable, "-m", "flows.cli", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        return self.checked(arguments, Outcome(done.returncode, done.stdout + done.stderr))

    def checked(self, arguments: tuple[str, ...], outcome: Outcome) -> Outcome:
        """Say what came out, and hold it against what every refusal promises."""
        lines = [line for line in outcome.output.splitlines() if line.strip()]
        refusal = next((line for line in lines if line.startswith("Refused")), "done" if not outcome.code else "?")
        print(f"{arguments[0]}: exit code {outcome.code}: {refusal}")
        assert outcome.code in CODES, outcome.output
        assert not re.search(r"Traceback|unforeseen", outcome.output), outcome.output
        assert outcome.code == 0 or (outcome.says("Refused.") and outcome.says("To do:")), outcome.output
        assert not [value for value in self.values() if value in outcome.output], outcome.output
        return outcome

    def values(self) -> set[str]:
        """Values of the logs that nothing else is called by: the references of cases."""
        found: set[str] = set()
        for path in (self.folder / "logs").glob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                found.update(
                    cell for row in csv.reader(file) for cell in row if re.fullmatch(r"[A-Z]+-\S*\d{3,}", cell)
                )
        return found

    def rows(self, log: str) -> tuple[list[str], list[list[str | None]]]:
        """The headings and cells of a log, empty ones as nulls."""
        (path,) = (self.folder / "logs").glob(f"*{log}.csv")
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns, *rows = csv.reader(file)
        return columns, [[cell or None for cell in row] for row in rows]

    def content(self, name: str) -> dict[str, bytes]:
        """The files of a folder on the disk, hidden ones too."""
        folder = self.disk / name
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def assert_nothing_half_written(self) -> None:
        left = [path for path in self.disk.rglob("*") if ".partial-" in path.name or path.name.endswith(".new")]
        assert left == []
        assert not list((self.disk / "private" / "work").glob("*"))


@contextmanager
def mounted(*arguments: str | Path) -> Iterator[None]:
    """A mount that is gone after the block; its place is the last argument."""
    subprocess.run(["mount", *map(str, arguments)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(arguments[-1])], check=True)


@contextmanager
def small_disk(place: Path, size: str = "64m") -> Iterator[None]:
    """A disk of its own, in memory."""
    place.mkdir(exist_ok=True)
    with mounted("-t", "tmpfs", "-o", f"size={size}", "faults", place):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody can write to, root included."""
    folder.mkdir(0o700, parents=True, exist_ok=True)
    with mounted("--bind", folder, folder):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield


def fill(disk: Path, leave: int = 0) -> None:
    """Fill a disk, but for so many bytes."""
    room = max(0, shutil.disk_usage(disk).free - leave)
    (disk / "filler").write_bytes(bytes(room))


def empty(disk: Path) -> None:
    (disk / "filler").unlink(missing_ok=True)
