"""Who approved what: a line for each publication, kept with the installation and not published."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tasks.model.errors import DeliveryError
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

APPROVALS = "approvals.jsonl"


@dataclass(frozen=True, slots=True)
class Approval:
    """That a person approved a draft, which became a revision."""

    edition: str
    revision: str
    digest: str
    approver: str
    on: str


def record_approval(approval: Approval, state: Path) -> None:
    """Add a line; publishing the same again by the same person on the same day adds none.

    Raises:
        DeliveryError: it cannot be written.
    """
    path = state / APPROVALS
    line = json.dumps(asdict(approval), ensure_ascii=False).encode() + b"\n"
    try:
        with writing_in(private_folder(state)):
            known = path.read_bytes() if path.exists() else b""
            if line not in known.splitlines(keepends=True):
                write_file(path, known + line)
    except OSError as error:
        problem = error.strerror or "the disk refused"
    else:
        return
    raise DeliveryError(
        f"The edition is published, but who approved it cannot be kept: {problem}.",
        str(path),
        "See that the folder may be written to, then publish again: nothing is published twice.",
    )
