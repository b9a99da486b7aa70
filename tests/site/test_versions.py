"""What is kept of texts: each save is a version, two people in one text are put together, and nothing is ever lost."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from expectations.contract import content as contents
from expectations.contract.content import content_in
from flows.operate.own_content import write_content
from flows.settings import PROJECT
from flows.site import versions
from flows.site.versions import FILES, present, save, text_of, token_of, written_by
from tasks.model.errors import FileError, TextError, UsageError

PATH = "en/standing/about_us.md"
LINES = "One.\n\nTwo.\n\nThree.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Own content whose one text has three lines."""
    write_content(tmp_path / "content")
    found = content_in(tmp_path / "content")
    monkeypatch.setattr(versions, "content", lambda: found)
    (found.texts / PATH).write_text(LINES)
    return found.texts


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


def token(text: str = LINES) -> str:
    return token_of(text.encode())


def test_each_save_is_a_version_that_git_reads(folder: Path) -> None:
    assert save(PATH, "One.\n\nTwo and a half.\r\n\r\nThree.", token(), "Writer <a@b>", "a half") is None
    assert next((each.who, each.why) for each in versions.versions(PATH)) == ("Writer a@b", "a half")
    assert (folder / PATH).read_text() == "One.\n\nTwo and a half.\n\nThree.\n"
    assert [who for who, _, _ in written_by(PATH)] == [FILES, FILES, "Writer a@b", FILES, FILES]
    assert text_of(PATH, versions.versions(PATH)[1].id) == LINES
    git(folder, "fsck", "--strict")
    assert git(folder, "status", "--short", ".") == ""


def test_whoever_likes_files_goes_on_with_files(folder: Path) -> None:
    save(PATH, "First.\n", token(), "Writer")
    (folder / PATH).write_text("By an editor of files.\n")
    assert [each.who for each in versions.versions(PATH)] == [FILES, "Writer", FILES]


def test_a_change_of_what_is_no_text_is_none_of_a_text(folder: Path) -> None:
    save(PATH, "First.\n", token(), "Writer")
    git(folder.parent, "add", "contract")
    git(folder.parent, "-c", "user.name=Operator", "-c", "user.email=a@b", "commit", "--quiet", "--message", "contract")
    assert versions.changed_since(0) == {PATH}


@pytest.mark.parametrize(
    ("mine", "theirs", "conflicting", "words"),
    [
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n", False, "One!\n\nTwo.\n\nThree!\n"),
        ("One?\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n", True, "<<<<<<< yours\nOne?\n"),
    ],
)
def test_the_second_of_two_is_told_and_nothing_is_written_over(
    folder: Path, mine: str, theirs: str, conflicting: bool, words: str
) -> None:
    save(PATH, theirs, token(), "Colleague")
    merge = save(PATH, mine, token(), "Writer")
    assert merge is not None
    assert (merge.by.who, merge.conflicting) == ("Colleague", conflicting)
    assert words in merge.text
    assert (folder / PATH).read_text() == theirs
    if conflicting:
        with pytest.raises(TextError, match="put together"):
            save(PATH, merge.text, merge.token, "Writer")
    else:
        assert save(PATH, merge.text, merge.token, "Writer") is None
        assert (folder / PATH).read_text() == words


def test_the_same_saved_twice_is_one_version(folder: Path) -> None:
    for _ in range(2):
        assert save(PATH, "First.\n", token(), "Writer") is None
    assert [each.who for each in versions.versions(PATH)] == ["Writer", FILES]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 100_001, "larger than"),
        ("a\0b", "signs"),
        ("a\ue001b", "signs"),
        ("a\u202eb", "signs"),
        ("<<<<<<< yours\n", "put together"),
    ],
)
def test_what_is_no_text_is_not_saved(folder: Path, text: str, words: str) -> None:
    with pytest.raises(TextError, match=words):
        save(PATH, text, token(), "Writer")
    assert (folder / PATH).read_text() == LINES


def test_a_version_of_another_text_is_none_of_this(folder: Path) -> None:
    save("en/standing/help.md", "Other.\n", token_of(present("en/standing/help.md")), "Writer")
    [latest, *_] = versions.versions("en/standing/help.md")
    for wrong in (latest.id, "0" * 40, "HEAD", "../x"):
        with pytest.raises(UsageError):
            text_of(PATH, wrong)


def test_the_content_of_the_program_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "content", lambda: contents.BUNDLED)
    with pytest.raises(UsageError, match="came with the program"):
        save(PATH, "x", token_of(present(PATH)), "Writer")


def test_a_full_disk_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("tasks.storage.atomic_files._write", full)
        with pytest.raises(FileError, match="No space"):
            save(PATH, "New.\n", token(), "Writer")
    assert (folder / PATH).read_text() == LINES
    assert save(PATH, "New.\n", token(), "Writer") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from expectations.contract.content import use_content
from flows.site import versions
use_content(Path(sys.argv[1]))
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "before the file":
    versions.write_file = die
else:
    versions.porcelain.commit = die if versions.versions(sys.argv[3]) else None
versions.save(sys.argv[3], "New.\\n", versions.token_of(versions.present(sys.argv[3])), "Writer")
"""


@pytest.mark.parametrize(("when", "text"), [("before the file", LINES), ("before the version", "New.\n")])
def test_a_process_killed_while_saving_loses_nothing(folder: Path, when: str, text: str) -> None:
    save("en/standing/help.md", "Other.\n", token_of(present("en/standing/help.md")), "Writer")
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder.parent), when, PATH], cwd=PROJECT, check=False)
    assert done.returncode == -9
    assert (folder / PATH).read_text() == text
    for lock in (folder.parent / ".git").rglob("*.lock"):
        os.utime(lock, (0, 0))
    assert save(PATH, "Newer.\n", token(text), "Colleague") is None
    assert text in [text_of(PATH, each.id) for each in versions.versions(PATH)]
    git(folder, "fsck", "--strict")
