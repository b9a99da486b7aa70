"""``make decade``: twenty half-years into one ledger, each built, verified and published; ``docs/series.md`` says how.

The contract changes as it does in life, spellings drift, records come in late, one edition is revised, one withdrawn,
keys are exchanged, and the program starts anew each time. Counts are held against a second opinion.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from tasks.model.manifest import digest
from tests.command_line import prefect_server
from tests.decade.changes import CHANGES, prepare
from tests.decade.page import Row, write_page

HALF_YEARS, FEWEST, MOST = 20, 600, 12_000
REVISED, WITHDRAWN = 6, 9
"""The half-years, counted from one, whose editions are revised and withdrawn a year after they were published."""
NEW_KEYS = (8, 15)
"""Before the builds of these half-years, the key of the installation is exchanged."""


@dataclass(frozen=True)
class Installation:
    """Content, logs, ledger and publications, in one folder."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def environment(self, half: int) -> dict[str, str]:
        key = f"{sum(half >= each for each in NEW_KEYS) + 1:02x}" * 32
        return {**os.environ, "HELPLINE_REPORT_CONTENT": str(self.content), "HELPLINE_REPORT_KEY": key}

    def run(self, half: int, *command: str | Path) -> tuple[float, int]:
        """Run a module in a process of its own; gives seconds and the most memory, in megabytes.

        Raises:
            SystemExit: it failed.
        """
        start = time.perf_counter()
        with (self.folder / "said").open("w+") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *map(str, command)], stdout=said, stderr=said, env=self.environment(half)
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                raise SystemExit(f"half-year {half}: {' '.join(map(str, command[:3]))} failed\n{said.read()}")
        return time.perf_counter() - start, used.ru_maxrss // 1024

    def cli(self, half: int, *command: str | Path) -> tuple[float, int]:
        return self.run(half, "flows.cli", *command)

    def build(self, half: int, period: tuple[str, str], *more: str) -> tuple[float, int]:
        logs: list[str | Path] = [
            part for log in ("calls", "emails") for part in (f"--{log}", self.folder / "logs" / f"{log} *.csv")
        ]
        places: list[str | Path] = [
            "--out",
            self.folder / "editions",
            "--private",
            self.folder / "private",
            "--ledger",
            self.ledger,
        ]
        return self.cli(half, "build", *logs, "--from", period[0], "--to", period[1], *places, *more)

    def publish(self, half: int, edition: Path) -> None:
        self.cli(half, "verify", edition, "--private", self.folder / "private", "--ledger", self.ledger)
        places: list[str | Path] = ["--to", self.folder / "published", "--ledger", self.ledger]
        self.cli(half, "publish", edition, "--approve", digest(edition), *places)

    def enter_late_records(self, period: tuple[str, str]) -> None:
        """What was late by the half-year's edition is in the logs from now on."""
        for file in (self.folder / "late").glob(f"* {period[0]} *.csv"):
            file.rename(self.folder / "logs" / file.name.replace(".csv", " late.csv"))


def periods() -> Iterator[tuple[str, str]]:
    """The half-years, from the launch on."""
    for half in range(HALF_YEARS):
        months = [2016 * 12 + 11 + 6 * half, 2016 * 12 + 11 + 6 * half + 5]
        first, last = (f"{month // 12}-{month % 12 + 1:02}" for month in months)
        yield first, last


def main(half_years: int, kept: Path | None) -> None:
    """Run the series, print a row an edition, build one over all of it, and write the page of the whole series.

    Args:
        half_years: how many of them.
        kept: the folder in which all is left to be looked at; else it is gone at the end.
    """
    with TemporaryDirectory() as folder, TemporaryDirectory() as home, prefect_server(Path(home)):
        office = Installation(kept or Path(folder))
        office.folder.mkdir(parents=True, exist_ok=True)
        office.cli(0, "init", office.content)
        prepare(office.content)
        rows = []
        for half, row in enumerate(_series(office, list(periods())[:half_years]), start=1):
            rows.append(row)
            print(half, row, flush=True)
        halves = list(periods())[:half_years]
        whole = halves[0][0], halves[-1][1]
        used = office.build(half_years, whole)
        office.cli(half_years, "verify", _edition(office, whole), "--private", office.folder / "private")
        contacts = sum(row.contacts for row in rows)
        rows.append(_row(_edition(office, whole), contacts, ["all of them together, from what is published"], *used))
        print(rows[-1])
        if half_years == HALF_YEARS:
            write_page(rows)


def _series(office: Installation, halves: list[tuple[str, str]]) -> Iterator[Row]:
    for half, period in enumerate(halves, start=1):
        changes = [change for change in CHANGES if change.first == period[0]]
        for change in changes:
            change.write(office.content)
        contacts = round(FEWEST * (MOST / FEWEST) ** ((half - 1) / (HALF_YEARS - 1)))
        office.run(half, "tests.decade.records", office.folder, *period, str(contacts))
        events = [change.words for change in changes]
        if half > 2:
            office.enter_late_records(halves[half - 3])
        if half == REVISED + 2:
            office.build(half, halves[REVISED - 1], "--revise", "Late entries were added.")
            office.publish(half, _edition(office, halves[REVISED - 1]))
            events.append(f"half-year {REVISED} revised")
        if half == WITHDRAWN + 2:
            publication = office.folder / "published" / "_".join(halves[WITHDRAWN - 1]) / "r1"
            office.cli(half, "withdraw", publication, "--reason", "Two texts were exchanged.")
            events.append(f"half-year {WITHDRAWN} withdrawn")
        if half in NEW_KEYS:
            events.append("the installation's key exchanged")
        seconds, megabytes = office.build(half, period)
        edition = _edition(office, period)
        office.publish(half, edition)
        office.run(half, "tests.decade.check", office.folder, edition)
        yield _row(edition, contacts, events, seconds, megabytes)


def _edition(office: Installation, period: tuple[str, str]) -> Path:
    return office.folder / "editions" / "_".join(period)


def _row(edition: Path, contacts: int, events: list[str], seconds: float, megabytes: int) -> Row:
    audit = json.loads((edition / "figures.json").read_text("utf-8"))["tiles"][-1]["audit"]
    pages = len(PdfReader(edition / "report.pdf").pages)
    return Row(edition.name, contacts, tuple(events), seconds, megabytes, audit["covered"], audit["least"], pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HALF_YEARS, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
