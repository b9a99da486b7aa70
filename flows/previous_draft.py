"""The draft that another replaced, saved with the installation's state: a draft's page tells what changed since."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from flows.places import note_of
from tasks.core.errors import EditionError
from tasks.core.manifest import digest, is_internal, read_manifest
from tasks.core.workspace import write_private

FOLDER = "previous_drafts"
"""Their folder within the state folder."""


@dataclass(frozen=True, slots=True)
class PreviousDraft:
    """A draft that is gone: its digest, its ``figures.json`` and its web page."""

    digest: str
    figures: str
    page: str


_READER = TypeAdapter(PreviousDraft)


def snapshot(draft: Path) -> PreviousDraft | None:
    """A draft as it is now, before another replaces it; None where there is none, or one with exact counts."""
    try:
        if is_internal(read_manifest(draft)):
            return None
        texts = ((draft / name).read_text("utf-8") for name in ("figures.json", "report.html"))
        return PreviousDraft(digest(draft), *texts)
    except (EditionError, OSError, UnicodeError):
        return None


def save_previous_draft(replaced: PreviousDraft | None, draft: Path, state: Path) -> None:
    """Keep what a draft replaced; where it is the same again, what was kept before stays.

    Raises:
        OSError: it cannot be written.
    """
    if replaced and replaced.digest != digest(draft):
        write_private(note_of(FOLDER, draft, state), _READER.dump_json(replaced))


def previous_draft(draft: Path, state: Path) -> PreviousDraft | None:
    """What a draft replaced; None where nothing was kept, or it cannot be read any more."""
    try:
        return _READER.validate_json(note_of(FOLDER, draft, state).read_bytes())
    except (OSError, ValidationError):
        return None
