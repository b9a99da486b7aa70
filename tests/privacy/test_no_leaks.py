"""Nothing of the identifying cells is left anywhere, after a good run and after runs that fail at several stages.

The good run is cut off from the network, and gives the bytes of any other build of the same logs all the same.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import log_files as logs
from tests.drill import cases
from tests.privacy.leak_scanner import find
from tests.privacy.no_network import NO_WAY_OUT, namespace
from tests.sample_logs.bundled import CALLS, EMAILS, FOLDER, sample_tables
from tests.sample_logs.faults import FAULTY_TEXTS
from tests.sample_logs.logs import COLUMNS, PLACEHOLDER, UNKNOWN_HEADING
from tests.sample_logs.record import CASE_PREFIX

PROJECT = Path(__file__).parents[2]
CELLS_A_COLUMN = 2
PERIOD = ("--from", "2016-12", "--to", "2018-11")


def identifying_cells() -> list[str]:
    """Some whole cells of every column that must not be read: digests of whole cells would give them away too."""
    found = []
    for table in sample_tables():
        for column in (*COLUMNS[table.log], UNKNOWN_HEADING):
            if column in table.headings:
                place = table.headings.index(column)
                filled = [str(row.cells[place]) for row in table.rows if row.cells[place]]
                found += filled[:CELLS_A_COLUMN]
    return sorted(set(found))


def secrets() -> tuple[str, ...]:
    """What must stand nowhere."""
    return (PLACEHOLDER, CASE_PREFIX, *FAULTY_TEXTS, *identifying_cells())


@dataclass(frozen=True)
class Scene:
    """Where one run finds and leaves everything that it writes."""

    folder: Path

    @property
    def private(self) -> Path:
        return self.folder / "private"

    def run(
        self, *arguments: str, program: Sequence[str] = (sys.executable, "-m", "flows.cli")
    ) -> subprocess.CompletedProcess[str]:
        """Run the command in a process of its own, with home, temporary files and Prefect's files in this folder."""
        places = {"HOME": "home", "TMPDIR": "tmp", "PREFECT_HOME": "prefect", "XDG_CACHE_HOME": "cache"}
        for place in places.values():
            (self.folder / place).mkdir(exist_ok=True)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HELPLINE"))
        }
        done = subprocess.run(
            [*program, *arguments],
            cwd=self.folder,
            env=environment
            | {name: str(self.folder / place) for name, place in places.items()}
            | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        (self.folder / "output").write_text(done.stdout + done.stderr)
        return done

    def build(self, *arguments: str, out: str = "editions", **how: Sequence[str]) -> subprocess.CompletedProcess[str]:
        folders = ("--out", str(self.folder / out), "--private", str(self.private))
        return self.run("build", *PERIOD, *folders, *arguments, **how)


def good(scene: Scene) -> int:
    cut_off = (*namespace(), sys.executable, "-m", "tests.privacy.no_network")
    return scene.build("--sample", **({"program": cut_off} if namespace() else {})).returncode


def refused_by_the_gate(scene: Scene) -> int:
    """Every third gender is unknown to the contract, and is a text that must not be told."""
    rows = [logs.record(n, gender=FAULTY_TEXTS[0] if n % 3 == 0 else "woman", notes=PLACEHOLDER) for n in range(1, 200)]
    return scene.build(
        "--calls", str(logs.write_csv(scene.folder / "in.csv", rows)), "--emails", str(FOLDER / EMAILS)
    ).returncode


def broken_in_the_middle(scene: Scene) -> int:
    (scene.folder / "in.xlsx").write_bytes((FOLDER / CALLS).read_bytes()[:-5000])
    return scene.build("--calls", str(scene.folder / "in.xlsx"), "--emails", str(FOLDER / EMAILS)).returncode


def no_place_for_the_edition(scene: Scene) -> int:
    (scene.folder / "taken").write_text("a file where the folder of editions should be")
    return scene.build("--sample", "--no-pdf", out="taken").returncode


RUNS = {good: 0, refused_by_the_gate: 4, broken_in_the_middle: 3, no_place_for_the_edition: 2}


@pytest.fixture(scope="module", params=cases(RUNS.keys(), [refused_by_the_gate]))
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = Scene(tmp_path_factory.mktemp("scene"))
    assert request.param(scene) == RUNS[request.param], (scene.folder / "output").read_text()
    for log in scene.folder.glob("in.*"):
        log.unlink()
    return scene


def test_no_identifying_text_is_left_anywhere(scene: Scene) -> None:
    assert find(secrets(), [scene.folder]) == []


def test_a_build_that_is_cut_off_from_the_network_gives_the_same_bytes(scene: Scene, sample_edition: Path) -> None:
    manifest = scene.folder / "editions" / sample_edition.name / "manifest.json"
    if not manifest.exists():
        pytest.skip("of the run that succeeds")
    if not namespace():
        pytest.skip("the kernel gives this user no network namespace: that a build needs no network was NOT tested")
    assert (scene.folder / "output").read_text().startswith(f"{NO_WAY_OUT}: Network is unreachable")
    built, known = (json.loads(path.read_text("utf-8")) for path in (manifest, sample_edition / "manifest.json"))
    assert "report.pdf" in built["files"]
    assert built == known


def test_prefect_kept_its_database_where_it_was_searched(scene: Scene) -> None:
    assert (scene.folder / "prefect" / "prefect.db").stat().st_size > 10_000


def test_no_work_folder_and_no_temporary_file_is_left(scene: Scene) -> None:
    left = [*(scene.private / "work").glob("*"), *(scene.folder / "tmp").glob("*")]
    assert [path.name for path in left] == []
