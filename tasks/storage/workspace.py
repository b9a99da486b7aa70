"""The private folders: one for the length of a run, one for the staff's fix list."""

import errno
import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_file

FILE_MODE, FOLDER_MODE = 0o600, 0o700


def private_folder(path: Path) -> Path:
    """The folder, made where it is missing, open to its owner alone.

    One that is there already is taken as it is, or not at all: it may be another's, or shared on purpose.

    Raises:
        UsageError: it is a link, or others may look into it.
        OSError: it is no folder, or cannot be made.
    """
    for folder in reversed((path, *path.parents)):
        # Those above too: one of them may be asked for as a private folder later.
        if not os.path.lexists(folder):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise UsageError("The private folder is a link.", str(path), "Name a folder of its own.")
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    if found.st_mode & 0o077:
        raise UsageError(
            "The private folder is open to other users.",
            str(path),
            f"If it is for this alone, take their rights away: chmod 700 {path}. Else name another.",
        )
    return path


def write_private(path: Path, content: bytes) -> None:
    """Put a file into a private folder, whole or not at all, readable by its owner alone.

    Raises:
        OSError: it could not be written; then what was there stands.
    """
    private_folder(path.parent)
    write_file(path, content, FILE_MODE, shared=True)


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A fresh private folder under ``parent/work``, gone after the block, also after a failure.

    No core of this process is written from then on: it would hold what a log says.

    The folder's name carries the process id, so that the next run can remove what a killed run left.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    runs = private_folder(private_folder(parent) / "work")
    _sweep(runs)
    folder = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=runs))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(runs: Path) -> None:
    for folder in runs.glob("run-*-*"):
        if not _alive(int(folder.name.split("-")[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
