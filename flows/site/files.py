"""Which files of a folder of editions may be read: those that an edition's manifest names, and no other."""

import re
from pathlib import Path

from tasks.model.errors import EditionError
from tasks.model.manifest import MANIFEST, is_internal, read_manifest
from tasks.model.period import EDITION_NAME
from tasks.publish import revision_number


def file_of(root: Path, edition: str, path: str) -> Path | None:
    """A file of an edition, or of one of its revisions, by its path; None where there is no such."""
    if not re.fullmatch(EDITION_NAME, edition):
        return None
    first, _, rest = path.partition("/")
    folder, name = (root / edition / first, rest) if revision_number(first) else (root / edition, path)
    try:
        manifest = read_manifest(folder)
    except EditionError:
        return None
    if is_internal(manifest):
        return None
    known = {MANIFEST, *manifest.files}
    found = folder / name
    # Neither the file nor a folder on the way to it may lead elsewhere; the folder of editions itself may be a link.
    straight = found.resolve() == root.resolve() / edition / path
    return found if name in known and found.is_file() and straight else None


def has_exact_counts(folder: Path) -> bool:
    """Whether an edition has exact counts, and so is for whoever had it made. One that is broken shows nothing."""
    try:
        return is_internal(read_manifest(folder))
    except (EditionError, OSError):
        return False
