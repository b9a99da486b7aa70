"""Files and folders that appear whole or not at all: written aside, flushed to disk, moved into place in one step."""

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial-"
_OLD, _NEW = "old", "new"
_RENAME_EXCHANGE, _AT_FDCWD = 2, -100
_NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextmanager
def writing_in(parent: Path) -> Iterator[None]:
    """Hold a folder as its only writer, and clear away what a killed writer left in it.

    The lock is on the folder itself, so that it leaves no file behind; the system frees it when its holder dies. Hence
    whatever lies half-made in the folder once the lock is ours belongs to nobody.
    """
    parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for aside in parent.glob(f".*{PARTIAL}*"):
            _clear(aside)
        yield
    finally:
        os.close(handle)


def write_folder(
    target: Path, files: Mapping[str, bytes], file_mode: int | None = None, folder_mode: int | None = None
) -> None:
    """Put a folder of files in place of what is there. The caller holds its parent by :func:`writing_in`.

    Args:
        target: where the folder shall be; one that is there is replaced whole.
        files: content by path within the folder, written in this order.
        file_mode, folder_mode: permissions of the files, and of the folders; by default those that the process gives to
            new ones.

    Raises:
        OSError: something could not be written; then all is as before.
    """
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}{PARTIAL}", dir=target.parent))
    try:
        new = aside / _NEW
        new.mkdir()
        for name, content in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            _write(new / name, content, file_mode)
        for folder in [new, *(path for path in new.rglob("*") if path.is_dir())]:
            if folder_mode is not None:
                folder.chmod(folder_mode)
            _flush(folder)
        if target.exists():
            _replace(aside, target)
        else:
            new.rename(target)
        _flush(target.parent)
    finally:
        _clear(aside)


def write_file(path: Path, content: bytes, mode: int | None = None, *, shared: bool = False) -> None:
    """Put a file in place of what is there, in one step.

    Args:
        path: where it shall be; its folder is there.
        content: what it holds.
        mode: its permissions; by default those that the process gives to new files.
        shared: whether others may write the same file at this moment. Else the caller holds it or its folder, and what
            a killed writer left aside is cleared.

    Raises:
        OSError: it could not be written; then what was there stands.
    """
    aside = path.with_name(f".{path.name}.new{secrets.token_hex(4) if shared else ''}")
    try:
        if not shared:
            aside.unlink(missing_ok=True)
        _put(aside, path, content, mode)
        _flush(path.parent)
    except OSError as error:
        # A full disk names no file.
        raise OSError(error.errno, error.strerror, str(path)) from None


def write_once(path: Path, content: bytes, mode: int) -> None:
    """Write a file, unless it is there: of two processes at once the first to get here writes for both.

    Raises:
        OSError: it could not be written.
    """
    aside = path.with_name(f".{path.name}.new{secrets.token_hex(4)}")
    try:
        _write(aside, content, mode)
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)


def _put(aside: Path, path: Path, content: bytes, mode: int | None) -> None:
    """Write a file aside and move it into place; what lies aside is cleared only if the move failed.

    Once the file is in its place a writer who waited for a lock on it may have begun: what lies aside then is his.
    """
    try:
        _write(aside, content, mode)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes, mode: int | None) -> None:
    """Write a new file, never open to more than it will be, and wait until it is on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        path.chmod(mode)


def _replace(aside: Path, target: Path) -> None:
    new = aside / _NEW
    if _exchange(new, target):
        return
    # Between these two steps the target is missing; whoever writes there next puts the old one back.
    target.rename(aside / _OLD)
    new.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not sys.platform.startswith("linux") or not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _clear(aside: Path) -> None:
    target = aside.with_name(aside.name[1:].partition(PARTIAL)[0])
    if (aside / _OLD).exists() and not target.exists():
        (aside / _OLD).rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
