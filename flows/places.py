"""Where a build kept what publishing its draft will need, if not in the usual places: its ledger, its private folder.

Kept with the installation's state. Beside the draft, whoever may change a draft could say which ledger it is held
against; in it, an edition would tell of the machine that it was built on.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from tasks.core.workspace import write_private

PLACES = "places"
"""The folder of these notes within the state folder."""


def save_places(draft: Path, places: Mapping[str, Path | None], state: Path) -> None:
    """Remember places of a draft by what lies there; where all are the usual ones, what was known is forgotten.

    Raises:
        OSError: it cannot be written.
    """
    own = {name: str(path.resolve()) for name, path in places.items() if path}
    if own:
        write_private(note_of(PLACES, draft, state), json.dumps(own).encode())
    else:
        note_of(PLACES, draft, state).unlink(missing_ok=True)


def place_of(draft: Path, name: str, state: Path) -> Path | None:
    """The place that a draft has for something; None where it is the usual one."""
    note = note_of(PLACES, draft, state)
    known = json.loads(note.read_bytes()) if note.is_file() else {}
    return Path(known[name]) if name in known else None


def note_of(kind: str, draft: Path, state: Path) -> Path:
    """The file of a note about a draft, in the folder of its kind within the state folder."""
    return state / kind / f"{hashlib.sha256(str(draft.resolve()).encode()).hexdigest()[:16]}.json"
