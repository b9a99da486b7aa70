"""The edition's folder is there whole or not at all, whatever happens while it is written."""

import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tasks.draft import write_edition
from tasks.model.errors import EditionError
from tasks.model.manifest import Manifest, digest, digest_of, read_files, read_manifest
from tasks.storage import atomic_files

EDITION = "2016-12_2018-11"
OLD = {"report.html": b"old", "figures.json": b"{}", "tables/gender.csv": b"old"}
NEW = {"report.html": b"new", "figures.json": b"{}", "tables/gender.csv": b"new", "tables/city.csv": b"new"}


def write(out: Path, files: Mapping[str, bytes], **settings: object) -> Path:
    revisions = {"text": "t", "code": "c"}
    digests = {name: digest_of(content) for name, content in files.items()}
    manifest = Manifest(EDITION, digests, {"calls.xlsx": "0" * 64}, settings, {"python": "3.11"}, revisions)
    return write_edition(out, manifest, files)


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in [folder, *folder.rglob("*")]}


@pytest.fixture(params=["exchange", "two renames"])
def _swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to put a new folder in place of an old one."""
    if request.param == "two renames":
        monkeypatch.setattr(atomic_files, "_exchange", lambda *_: False)


def test_a_first_edition(tmp_path: Path) -> None:
    edition = write(tmp_path / "new" / "folder", OLD, disclosure="none")
    assert edition == tmp_path / "new" / "folder" / EDITION
    assert {name: data for name, data in content(edition).items() if name != "manifest.json"} == OLD
    manifest = json.loads((edition / "manifest.json").read_text())
    assert sorted(manifest["files"]) == sorted(OLD)
    assert manifest["inputs"] == {"calls.xlsx": "0" * 64}
    assert manifest["settings"] == {"disclosure": "none"}
    assert manifest["revisions"] == {"text": "t", "code": "c"}
    assert len(digest(edition)) == 64
    assert names(edition.parent) == [EDITION]


@pytest.mark.usefixtures("_swap")
def test_an_edition_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path, NEW)
    edition = write(tmp_path, OLD)
    assert set(content(edition)) == {*OLD, "manifest.json"}
    assert read_files(edition, read_manifest(edition)) == (OLD, ())
    assert names(tmp_path) == [EDITION]


@pytest.mark.skipif(sys.platform != "linux", reason="one-step exchange of folders is tried on Linux alone")
def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    assert atomic_files._exchange(tmp_path / "a", tmp_path / "b")
    assert (names(tmp_path / "a"), names(tmp_path / "b")) == (["b"], ["a"])


def test_the_same_edition_again_changes_nothing(tmp_path: Path) -> None:
    before = stamps(write(tmp_path, OLD))
    assert stamps(write(tmp_path, dict(reversed(OLD.items())))) == before


@pytest.mark.parametrize("damage", ["extra.txt", "figures.json"])
def test_the_same_edition_again_mends_a_touched_folder(tmp_path: Path, damage: str) -> None:
    edition = write(tmp_path, OLD)
    (edition / damage).write_text("damage")
    write(tmp_path, OLD)
    assert read_files(edition, read_manifest(edition)) == (OLD, ())


@pytest.mark.usefixtures("_swap")
def test_the_bytes_do_not_hang_on_where_and_when(tmp_path: Path) -> None:
    write(tmp_path / "there", NEW)
    assert content(write(tmp_path / "here", OLD)) == content(write(tmp_path / "there", OLD))


def test_other_things_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "2018-06_2018-11").mkdir()
    write(tmp_path, OLD)
    assert names(tmp_path) == [".git", EDITION, "2018-06_2018-11"]


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}


def test_exact_counts_are_for_whoever_had_them_made(tmp_path: Path) -> None:
    edition = write(tmp_path, OLD, disclosure="none")
    assert modes(edition) == {0o600, 0o700}
    edition.chmod(0o755)
    assert modes(write(tmp_path, OLD, disclosure="none")) == {0o600, 0o700}
    assert modes(write(tmp_path, OLD, disclosure="round")) != {0o600, 0o700}


PROGRAM = """
import os, resource, signal, sys
from pathlib import Path
from tasks.storage import atomic_files
from tasks.draft import write_edition
from tasks.model.manifest import Manifest, digest_of

OLD, NEW = {old!r}, {new!r}

def write(out, files):
    digests = {{name: digest_of(content) for name, content in files.items()}}
    write_edition(out, Manifest({edition!r}, digests, {{}}, {{}}, {{}}, {{}}), files)

def main(out, *orders):
    {body}

main(Path(sys.argv[1]), *sys.argv[2:])
"""


def program(body: str, *arguments: object) -> list[str]:
    text = PROGRAM.format(old=OLD, new=NEW, edition=EDITION, body=body)
    return [sys.executable, "-c", text, *map(str, arguments)]


DIE_AT_FLUSH = """
    flush, left = os.fsync, [int(orders[0])]
    def fsync(handle):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        flush(handle)
    os.fsync = fsync
    if orders[1] == "renames":
        atomic_files._exchange = lambda *_: False
    write(out, NEW)
"""
FLUSHES = len(NEW) + 1 + 3
"""How often a writer waits for the disk: each file, the manifest, the two folders, the publications at the end."""


@pytest.mark.parametrize("swap", ["exchange", "renames"])
@pytest.mark.parametrize("flush", [2, FLUSHES - 2, FLUSHES - 1])
def test_a_killed_writer_leaves_a_whole_edition(tmp_path: Path, flush: int, swap: str) -> None:
    old = content(write(tmp_path, OLD))
    done = subprocess.run(program(DIE_AT_FLUSH, tmp_path, flush, swap), check=False)
    assert done.returncode == -signal.SIGKILL
    left = content(tmp_path / EDITION)
    # The last wait comes after the swap: from then on it is the new edition that stands.
    assert (left == old) is (flush < FLUSHES - 1)
    assert read_files(tmp_path / EDITION, read_manifest(tmp_path / EDITION))[1] == ()
    write(tmp_path, OLD)
    assert names(tmp_path) == [EDITION]
    assert content(tmp_path / EDITION) == old


def test_a_writer_killed_between_two_renames_is_undone_by_the_next(tmp_path: Path) -> None:
    edition = write(tmp_path, OLD)
    aside = tmp_path / f".{EDITION}.partial-abc"
    (aside / "new").mkdir(parents=True)
    edition.rename(aside / "old")
    with atomic_files.writing_in(tmp_path):
        assert read_files(edition, read_manifest(edition)) == (OLD, ())
        assert names(tmp_path) == [EDITION]


TOO_BIG = """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    from tasks.model.errors import EditionError
    try:
        write(out, NEW | {"tables.xlsx": bytes(5000)})
    except EditionError as error:
        print(error)
        sys.exit(error.exit_code)
"""


def test_a_disk_that_takes_no_more_leaves_the_old_edition(tmp_path: Path) -> None:
    before = stamps(write(tmp_path, OLD))
    done = subprocess.run(program(TOO_BIG, tmp_path), check=False, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stdout
    assert "To do" in done.stdout
    assert stamps(tmp_path / EDITION) == before
    assert names(tmp_path) == [EDITION]


def test_a_folder_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EditionError, match="cannot be written") as refusal:
        write(tmp_path / "file" / "editions", OLD)
    assert refusal.value.exit_code == 2
    assert refusal.value.__context__ is None


MANY_TIMES = """
    for _ in range(10):
        write(out, {"old": OLD, "new": NEW}[orders[0]])
"""


def test_two_writers_at_once_leave_one_whole_edition(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, OLD)
    writers = [subprocess.Popen(program(MANY_TIMES, out, name)) for name in ("old", "new")]
    while any(writer.poll() is None for writer in writers):
        assert (out / EDITION / "manifest.json").exists()
        time.sleep(0.002)
    assert [writer.returncode for writer in writers] == [0, 0]
    files, wrong = read_files(out / EDITION, read_manifest(out / EDITION))
    assert (files in (OLD, NEW), wrong) == (True, ())
    assert names(out) == [EDITION]
