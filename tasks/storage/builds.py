"""What was built here: the figures of each build and the logs that they were counted from, kept in the private folder.

A draft is open to whoever may change texts. So that no changed figure is published, publishing holds a draft against
what its build left here. The plain digests of the logs lie here as well, and nowhere else: whoever looks after the logs
can tell from them which state of a file an edition was built from.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from tasks.model.figures import ProtectedFigures
from tasks.model.figures_writer import figures_json
from tasks.storage.workspace import write_private


def record_build(private: Path, figures: ProtectedFigures, inputs: Mapping[str, str]) -> None:
    """Keep which figures were built from which logs.

    Args:
        private: the private folder.
        figures: the figures as the draft holds them.
        inputs: the SHA-256 of each log by its name.

    Raises:
        OSError: it cannot be written.
    """
    content = {"figures": _digest(figures), "inputs": dict(inputs)}
    write_private(_path(private, figures), (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def was_built(private: Path, figures: ProtectedFigures) -> bool | None:
    """Whether just these figures were built here; None where nothing is known of any build of their edition."""
    path = _path(private, figures)
    if not path.is_file():
        return False if any(private.glob(f"built-{figures.edition}-*.json")) else None
    try:
        return bool(json.loads(path.read_bytes())["figures"] == _digest(figures))
    except (ValueError, KeyError, TypeError):
        return False


def _path(private: Path, figures: ProtectedFigures) -> Path:
    # Two drafts of one period may lie in two folders: each has a file of its own.
    return private / f"built-{figures.edition}-{_digest(figures)[:12]}.json"


def _digest(figures: ProtectedFigures) -> str:
    """SHA-256 of all numbers and what is said of them; not of their titles, which are texts and may change."""
    content = figures_json(figures, {figure.spec.id: "" for figure in figures})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
