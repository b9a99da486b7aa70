"""Files that appear whole: what one writer clears away is never the next one's."""

from pathlib import Path

import pytest

from tasks.storage import atomic_files
from tasks.storage.atomic_files import write_file


def test_a_writer_whose_file_is_in_place_leaves_the_next_writer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock on the file itself passes on with the move: the next writer may write aside while the first still waits
    for the disk."""
    path = tmp_path / "ledger.jsonl"
    next_aside = tmp_path / ".ledger.jsonl.new"

    def next_writer_begins(folder: Path) -> None:
        next_aside.write_bytes(b"next")

    monkeypatch.setattr(atomic_files, "_flush", next_writer_begins)
    write_file(path, b"first")
    assert (path.read_bytes(), next_aside.read_bytes()) == (b"first", b"next")


def test_a_file_that_cannot_be_moved_into_place_leaves_nothing_aside(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_file(tmp_path / "taken", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
