"""The folder of an installation's own content: written once, then its own, and brought up to a new release on request.

What it was made from is kept within it, so that what a release changed and what the organisation changed can be told
apart, and merged text by text. Git merges: it is there wherever the program was fetched with it.

A helpline that has none yet may begin with what comes with the program without its country, and short texts. Contract
and words hold for any helpline but for a few entries, which ``edits.toml`` takes out or rewrites; texts, places and
particulars lie beside it.
"""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from expectations.contract.content import BUNDLED, PROGRAM
from expectations.contract.helpline import FILE as HELPLINE
from tasks.model.errors import StageError, UsageError
from tasks.storage.atomic_files import write_file, write_folder, writing_in

BASE, CONFLICTS = ".base", ".conflicts"
"""Within the folder: the content as it came with the program, from which it was made; and texts that both changed."""

BLANK = PROGRAM / "assets" / "blank"
EDITS = "edits.toml"
PARTICULARS = f"contract/{HELPLINE}"
_LEFT_OUT = ("text/ur/", "text/en/editions/", "text/en/numbers/", "text/en/standing/")


class MergeOutcome(StrEnum):
    """What becomes of a file that a release has changed."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    MERGED = "merged"
    CONFLICT = "conflict"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a release has changed.

    Attributes:
        name: its path within the folder.
        kind: what becomes of it. Kept is what the organisation removed, or changed and the release has no more.
        content: what will stand there; None where there will be no file.
        shown: for a conflict, both versions with marks between them; what stands there then is the organisation's.
    """

    name: str
    kind: MergeOutcome
    content: bytes | None
    shown: bytes = b""


def write_content(folder: Path, *, blank: bool = False, first_month: str | None = None) -> None:
    """Write a folder of content that is the same as what comes with the program; whole, or not at all.

    Args:
        folder: a folder that is not there yet.
        blank: without what is of one country, with short texts that hold for any helpline.
        first_month: the month of the first contact, like 2018-12; empty to leave it open, None to take the program's.

    Raises:
        UsageError: something lies there already.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(
            "Something lies there already, and nothing is written over it.",
            where=str(folder),
            remedy="Name a folder that is not there yet.",
        )
    files = bundled_files()
    base = {f"{BASE}/{name}": content for name, content in files.items()}
    own = blank_files(files) if blank else files
    if first_month is not None:
        line = f'first_month = "{first_month}"\n' if first_month else ""
        own = {**own, PARTICULARS: _changed(r"(?m)^first_month = .*\n", line, own[PARTICULARS].decode()).encode()}
    with writing_in(folder.absolute().parent):
        write_folder(folder.absolute(), {**own, **base})


def blank_files(bundled: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a blank folder of content, given those that come with the program."""
    own = _files(BLANK)
    edits = tomllib.loads(own.pop(EDITS).decode())
    kept = {name: data for name, data in bundled.items() if not name.startswith(_LEFT_OUT)}
    edited = {name for kind in edits.values() for name in kind}
    return {**kept, **{name: _edited(edits, name, kept[name].decode()).encode() for name in edited}, **own}


def _edited(edits: Mapping[str, Mapping[str, Any]], name: str, text: str) -> str:
    """A file without what a blank folder lacks, with other words, and with what stands at its end."""
    for table in edits["tables_left_out"].get(name, ()):
        text = _changed(rf"(?m)^\[{table}\]\n(?:(?!\[).*\n)*", "", text)
    for entry in edits["lines_left_out"].get(name, ()):
        text = _changed(rf"(?m)^{entry} = .*\n", "", text)
    for old, new in edits["rewritten"].get(name, {}).items():
        text = _changed(re.escape(old), new, text)
    return text + str(edits["added"].get(name, ""))


def _changed(pattern: str, new: str, text: str) -> str:
    text, times = re.subn(pattern, lambda _: new, text)
    if not times:
        raise AssertionError(f"the content that comes with the program has changed: {pattern}")
    return text


def changes(folder: Path) -> tuple[FileChange, ...]:
    """What the program brings that the content has not, or has otherwise.

    Raises:
        UsageError: the folder does not say what it was made from.
        StageError: Git is not there.
    """
    if not (folder / BASE).is_dir():
        remedy = "Copy what you changed into a folder that `helpline-report init` writes."
        raise UsageError(f"The content has no {BASE}: it does not say what it was made from.", str(folder), remedy)
    base, new = _files(folder / BASE), bundled_files()
    found = (_change(folder, name, base.get(name), new.get(name)) for name in sorted(base.keys() | new.keys()))
    return tuple(change for change in found if change)


def upgrade(folder: Path) -> tuple[FileChange, ...]:
    """Bring the content up to the program. Stopped in between, it can be done again.

    Returns:
        What was done. Of a conflict the organisation's version stands; both lie among the conflicts.

    Raises:
        UsageError, StageError: as for :func:`changes`; nothing is written then.
    """
    done = changes(folder)
    for change in done:
        path = folder / change.name
        if change.content is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, change.content)
        if change.shown:
            _write(folder / CONFLICTS / change.name, change.shown)
    with writing_in(folder):
        write_folder(folder / BASE, bundled_files())
    return done


def bundled_files() -> dict[str, bytes]:
    """The content that comes with the program, by the paths that its files have in a folder of content."""
    return {
        f"{name}/{file}": content
        for name, part in BUNDLED.parts.items()
        for file, content in _files(part).items()
        if not file.endswith(".py")
    }


def conflicts(folder: Path) -> tuple[str, ...]:
    """The texts that both had changed at an upgrade, and that nobody has settled since."""
    return tuple(_files(folder / CONFLICTS))


def _files(folder: Path) -> dict[str, bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _change(folder: Path, name: str, base: bytes | None, new: bytes | None) -> FileChange | None:
    path = folder / name
    own = path.read_bytes() if path.is_file() else None
    if new in (base, own):
        return None
    if own == base:
        kind = MergeOutcome.ADDED if base is None else MergeOutcome.REMOVED if new is None else MergeOutcome.REPLACED
        return FileChange(name, kind, new)
    if own is None or new is None:
        return FileChange(name, MergeOutcome.KEPT, own)
    return _merged(name, own, base or b"", new)


def _merged(name: str, own: bytes, base: bytes, new: bytes) -> FileChange:
    found = three_way(own, base, new, "--diff3")
    if found is None:
        return FileChange(name, MergeOutcome.CONFLICT, own, new)
    merged, conflicting = found
    if not conflicting and _is_sound(name, merged):
        return FileChange(name, MergeOutcome.MERGED, merged)
    ours = three_way(own, base, new, "--ours") if conflicting else None
    return FileChange(name, MergeOutcome.CONFLICT, ours[0] if ours and _is_sound(name, ours[0]) else own, merged)


def _is_sound(name: str, content: bytes) -> bool:
    """Whether what was merged line by line can still be read, such as where both added the same key."""
    try:
        if name.endswith(".toml"):
            tomllib.loads(content.decode())
    except ValueError:
        return False
    return True


def three_way(
    own: bytes, base: bytes, new: bytes, how: str, names: Sequence[str] = ("yours", "before", "release")
) -> tuple[bytes, bool] | None:
    """Merge two texts that were made from the same one.

    Args:
        own: the one.
        base: what both were made from.
        new: the other.
        how: an option of ``git merge-file``.
        names: what the three are called where they conflict.

    Returns:
        The merged text, and whether something in it conflicts; None where these are no texts.

    Raises:
        StageError: Git is not installed.
    """
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in names]
        for file, content in zip(files, (own, base, new), strict=True):
            file.write_bytes(content)
        labels = [part for file in files for part in ("-L", file.name)]
        try:
            done = subprocess.run(  # noqa: S603 - every word of the command is ours
                ["git", "merge-file", "-p", how, *labels, *files],  # noqa: S607 - as the operator's path has it
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            done = None
    if done is None:
        raise StageError("Git is not installed, which merges texts.", remedy="Install it: sudo apt-get install git")
    return None if done.returncode == GIT_FAILED else (done.stdout, done.returncode > 0)


GIT_FAILED = 255


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing_in(path.parent):
        write_file(path, content)


def described(found: Iterable[FileChange]) -> Iterator[str]:
    """Lines that name changes, each with what becomes of it, and the passages that conflict."""
    for change in found:
        yield f"{change.kind:9} {change.name}"
        yield from (f"          {line}" for line in _passages(change.shown))


def _passages(shown: bytes) -> Iterator[str]:
    inside = False
    for line in shown.decode("utf-8", "replace").splitlines():
        inside = inside or line.startswith("<<<<<<< ")
        if inside:
            yield line
        inside = inside and not line.startswith(">>>>>>> ")
