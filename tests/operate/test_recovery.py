"""A build that was killed is simply run again: equal bytes, and nothing is left. Two at once do not harm each other.

Minutes of work, for the drill; that a killed build leaves a whole edition or none is also in the canaries' tests.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.drill import drawn_by_chance
from tests.privacy.canaries import write_logs
from tests.privacy.runs import ended, run_apart, start_apart

pytestmark = pytest.mark.drill
PERIOD = ("--from", "2018-06", "--to", "2018-11", "--no-pdf")
STAGES = (
    *("extract", "anonymise", "validate", "enforce_gate", "aggregate", "reconcile", "protect", "reconcile_published"),
    *("tabulate", "compare", "draw", "prepare", "infographic", "proofread_texts", "proofread_translations"),
    *("draw_translations", "render", "proofread_report", "workbook", "verify_draft", "write_edition"),
)
"""The stages of a build without PDF, in their order."""
ROUNDS, PAIRS = 30, 10


@dataclass(frozen=True)
class Place:
    """Where builds of one edition find and leave their files."""

    folder: Path
    prefect_home: Path

    def logs(self, seed: int = 1) -> tuple[str, ...]:
        """Logs of their own, and the options that name them."""
        folder = self.folder / f"logs-{seed}"
        folder.mkdir(exist_ok=True)
        written = write_logs(folder, seed)
        return ("--calls", str(written.calls), "--emails", str(written.emails))

    def arguments(self, logs: tuple[str, ...], out: str) -> tuple[str, ...]:
        folders = ("--out", str(self.folder / out), "--private", str(self.folder / "private"))
        return ("build", *logs, *PERIOD, *folders)

    @property
    def environment(self) -> dict[str, str]:
        settings = self.folder / "settings.toml"
        settings.write_text("[gate]\nset_aside = 1.0\n")
        ours = {"PREFECT_HOME": str(self.prefect_home), "HELPLINE_REPORT_SETTINGS": str(settings)}
        return {**os.environ, **ours, "HELPLINE_REPORT_KEY": "5a" * 32}

    def build(self, logs: tuple[str, ...], out: str = "editions", killed_in: str = "") -> int:
        breaking = (killed_in, "killed") if killed_in else None
        return run_apart(self.arguments(logs, out), self.folder / "output", self.environment, breaking)

    def edition(self, out: str = "editions") -> Mapping[str, bytes]:
        """The edition's files, or none; and nothing may lie beside it that people would take for one."""
        folder = self.folder / out
        assert [path.name for path in folder.glob("[!.]*")] in ([], ["2018-06_2018-11"])
        files = (folder / "2018-06_2018-11").rglob("*")
        return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.is_file()}

    @property
    def residue(self) -> list[Path]:
        """What a run should have cleared away."""
        hidden = (self.folder / "editions").glob(".*")
        return [*hidden, *(self.folder / "private" / "work").glob("*"), *(self.folder / "private").glob(".*")]


@pytest.fixture
def place(tmp_path: Path, prefect_home: Path) -> Place:
    return Place(tmp_path, prefect_home)


def kill_and_build_again(place: Place, stages: tuple[str, ...]) -> None:
    logs = place.logs()
    assert place.build(logs, "reference") == 0, (place.folder / "output").read_text()
    good = place.edition("reference")
    for stage in stages:
        assert place.build(logs, killed_in=stage) == -9
        assert place.edition() == (good if stage == "write_edition" else {}), stage
    assert place.build(logs) == 0
    assert place.edition() == good
    assert place.residue == []


def test_a_build_killed_in_each_stage_can_be_run_again(place: Place) -> None:
    kill_and_build_again(place, STAGES)


def test_builds_killed_at_random_moments_leave_whole_editions_alone(place: Place) -> None:
    """Two logs in turn, so that each build that gets through replaces the edition of another."""
    logs = [place.logs(seed) for seed in (1, 2)]
    good = []
    for number, which in enumerate(logs):
        begin = time.monotonic()
        assert place.build(which, f"reference-{number}") == 0
        length = time.monotonic() - begin
        good.append(place.edition(f"reference-{number}"))
    draw, codes = drawn_by_chance(), Counter[int]()
    while codes[-SIGKILL] < ROUNDS:
        arguments = place.arguments(logs[codes.total() % 2], "editions")
        run = start_apart(arguments, place.folder / "output", place.environment)
        run.join(draw.uniform(0, 1.1 * length))
        run.kill()
        codes[ended(run)] += 1
        assert place.edition() in ({}, *good)
    print(f"builds killed within {length:.1f} seconds: exit codes {dict(codes)}")
    assert codes.keys() <= {-SIGKILL, 0}
    assert place.build(logs[0]) == 0
    assert place.edition() == good[0]
    assert place.residue == []


def test_two_builds_of_one_edition_at_once_leave_one_of_them_whole(place: Place) -> None:
    logs = [place.logs(seed) for seed in (1, 2)]
    good = []
    for number, which in enumerate(logs):
        assert place.build(which, f"reference-{number}") == 0
        good.append(place.edition(f"reference-{number}"))
    assert good[0] != good[1]
    for _ in range(PAIRS):
        runs = [
            start_apart(place.arguments(which, "editions"), place.folder / f"output-{number}", place.environment)
            for number, which in enumerate(logs)
        ]
        assert [ended(run) for run in runs] == [0, 0]
        assert place.edition() in good
    assert place.residue == []
