"""The draft that another replaced: kept with the installation's state, so that its page can tell what changed since."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from flows.places import note_of
from tasks.core.errors import EditionError
from tasks.core.manifest import digest, is_internal, read_manifest
from tasks.core.workspace import write_private

BEFORE = "drafts_before"
"""The folder of these notes within the state folder."""


@dataclass(frozen=True, slots=True)
class DraftBefore:
    """A draft that is gone: its digest, its ``figures.json`` and its web page."""

    digest: str
    figures: str
    page: str


_READER = TypeAdapter(DraftBefore)


def as_it_is(draft: Path) -> DraftBefore | None:
    """A draft as it is now, before another replaces it; None where there is none, or one with exact counts."""
    try:
        if is_internal(read_manifest(draft)):
            return None
        texts = ((draft / name).read_text("utf-8") for name in ("figures.json", "report.html"))
        return DraftBefore(digest(draft), *texts)
    except (EditionError, OSError, UnicodeError):
        return None


def remember_draft_before(replaced: DraftBefore | None, draft: Path, state: Path) -> None:
    """Keep what a draft replaced; where it is the same again, what was kept before stays.

    Raises:
        OSError: it cannot be written.
    """
    if replaced and replaced.digest != digest(draft):
        write_private(note_of(BEFORE, draft, state), _READER.dump_json(replaced))


def draft_before(draft: Path, state: Path) -> DraftBefore | None:
    """What a draft replaced; None where nothing was kept, or it cannot be read any more."""
    try:
        return _READER.validate_json(note_of(BEFORE, draft, state).read_bytes())
    except (OSError, ValidationError):
        return None
