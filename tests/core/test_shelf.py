"""The shelf: what was made of the same things comes back, and nothing else ever does."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.core import shelf as module
from tasks.core.shelf import NOTHING_KEPT, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf", "program 1")


@pytest.mark.parametrize(
    ("program", "made_from", "again"),
    [
        ("program 1", ("charts", "a", "b"), False),
        ("program 2", ("charts", "a", "b"), True),
        ("program 1", ("charts", "a", "c"), True),
        ("program 1", ("charts", "b", "a"), True),
        ("program 1", ("charts", "a", "b", ""), True),
        ("program 1", ("charts", "ab", ""), True),
        ("program 1", ("charts", "a\nb"), True),
        ("program 1charts", ("a", "b"), True),
    ],
)
def test_a_piece_is_not_found_if_anything_differs(
    shelf: Shelf, program: str, made_from: tuple[str, ...], again: bool
) -> None:
    shelf.keep(b"a piece", "charts", "a", "b")
    assert Shelf(shelf.folder, program).find(*made_from) == (None if again else b"a piece")


def test_without_a_folder_nothing_is_kept() -> None:
    NOTHING_KEPT.keep(b"a piece", "a")
    assert NOTHING_KEPT.find("a") is None


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def change_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut_short, change_a_byte, empty, Path.unlink])
def test_a_damaged_piece_is_not_found_and_can_be_kept_anew(shelf: Shelf, damage: Callable[[Path], None]) -> None:
    shelf.keep(b"a piece", "a")
    [file] = shelf.folder.iterdir() if shelf.folder else []
    damage(file)
    assert shelf.find("a") is None
    shelf.keep(b"another", "a")
    assert shelf.find("a") == b"another"


def test_only_those_used_last_stay(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3 * (32 + 1))
    assert shelf.folder
    for day, name in enumerate("abc"):
        shelf.keep(name.encode(), name)
        newest = max(shelf.folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (day, day))
    assert shelf.find("a") == b"a"
    shelf.keep(b"d", "d")
    assert [shelf.find(name) for name in "abcd"] == [b"a", None, b"c", b"d"]


def test_others_cannot_read_it(shelf: Shelf) -> None:
    shelf.keep(b"x", "a")
    assert shelf.folder
    [file] = shelf.folder.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (shelf.folder, file)] == [0, 0]


def test_where_it_cannot_be_written_nothing_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "shelf"
    in_the_way.write_text("a file, not a folder")
    Shelf(in_the_way).keep(b"x", "a")
    assert Shelf(in_the_way).find("a") is None


def test_a_piece_is_made_once(shelf: Shelf) -> None:
    made = iter([b"first", b"second", b"third"])
    assert [shelf.piece(made.__next__, *name) for name in ("a", "a", "b")] == [b"first", b"first", b"second"]
    assert NOTHING_KEPT.piece(made.__next__, "a") == b"third"
