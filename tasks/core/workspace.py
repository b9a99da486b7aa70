"""The private folders: one for the length of a run, one for the staff's fix list."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_MODE = 0o700


def private_folder(path: Path) -> Path:
    """The folder, made where it is missing, open to its owner alone."""
    path.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    path.chmod(PRIVATE_MODE)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Put a file into a private folder, whole or not at all, readable by its owner alone.

    Raises:
        OSError: it could not be written; then what was there stands.
    """
    private_folder(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        aside = Path(file.name)
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A fresh private folder under ``parent/work``, gone after the block, also after a failure.

    The folder's name carries the process id, so that the next run can remove what a killed run left.
    """
    shelf = private_folder(private_folder(parent) / "work")
    _sweep(shelf)
    folder = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=shelf))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(shelf: Path) -> None:
    for folder in shelf.glob("run-*-*"):
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
