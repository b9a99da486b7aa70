"""Draft: put an edition's folder in place, whole, with the manifest that says what it is and what it was made from."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from tasks.model.errors import EditionError
from tasks.model.manifest import MANIFEST, Manifest, is_internal
from tasks.storage.atomic_files import write_folder, writing_in

Modes = tuple[int | None, int | None]
NORMAL: Modes = (None, None)
PRIVATE: Modes = (0o600, 0o700)
"""The permissions of an edition's files and folders: exact counts are for whoever had them made alone."""


def require_writable(out: Path) -> None:
    """See that editions can be put into a folder, before anything is worked out for them.

    Raises:
        EditionError: it is no folder, or may not be written to; where it is still missing, the one that it would be in.
    """
    place = next(path for path in (out, *out.absolute().parents) if os.path.lexists(path))
    if not place.is_dir():
        raise _not_written("it is no folder", place)
    if not os.access(place, os.W_OK | os.X_OK):
        raise _not_written("it may not be written to", place)


def _not_written(reason: str, where: Path) -> EditionError:
    return EditionError(
        f"The edition cannot be written: {reason}.",
        str(where),
        "See that the folder may be written to and that the disk has room; the edition that was there is unchanged.",
    )


def write_edition(out: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """Write an edition aside and move it to the folder of its name in ``out``.

    An edition that is there already is replaced whole; where it has the same content, nothing is touched. After a
    failure the old edition stands as it was, and nothing else is left.

    Args:
        out: the folder of editions; made where it is missing.
        manifest: what it was made from, nothing about machine, user or clock, with the digests of the files.
        files: content of each file by its path within the edition.

    Returns:
        The edition's folder.

    Raises:
        EditionError: the folder cannot be written.
    """
    whole = {**files, MANIFEST: manifest.as_bytes()}
    target = out / manifest.edition
    modes = PRIVATE if is_internal(manifest) else NORMAL
    try:
        with writing_in(out):
            if not _holds_just(target, whole, modes):
                write_folder(target, whole, *modes)
    except OSError as error:
        reason = error.strerror
    else:
        return target
    raise _not_written(reason or "the disk refused", target)


def _holds_just(folder: Path, files: Mapping[str, bytes], modes: Modes) -> bool:
    if folder.is_dir() and modes == PRIVATE and stat.S_IMODE(folder.stat().st_mode) != PRIVATE[1]:
        return False
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()} if folder.is_dir() else ()
    return set(present) == set(files) and all((folder / name).read_bytes() == files[name] for name in files)
