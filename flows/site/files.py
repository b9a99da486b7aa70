"""Which files of a folder of editions may be read: those that an edition's manifest names, and no other."""

import re
from pathlib import Path

from tasks.core.errors import EditionError
from tasks.core.manifest import MANIFEST, read_manifest

_EDITION = re.compile(r"\d{4}-\d\d_\d{4}-\d\d")
_REVISION = re.compile(r"(r[1-9]\d*)/(.+)")


def file_of(root: Path, edition: str, path: str) -> Path | None:
    """A file of an edition, or of one of its revisions, by its path; None where there is no such."""
    if not _EDITION.fullmatch(edition):
        return None
    revision = _REVISION.fullmatch(path)
    folder, name = (root / edition / revision[1], revision[2]) if revision else (root / edition, path)
    try:
        known = {MANIFEST, *read_manifest(folder).files}
    except EditionError:
        return None
    found = folder / name
    return found if name in known and found.is_file() and not found.is_symlink() else None
