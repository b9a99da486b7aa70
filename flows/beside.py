"""Word left beside a draft, of where its build kept what publishing it will need.

Beside it and not in it, since an edition tells nothing of the machine that it was built on.
"""

from pathlib import Path


def leave_word(draft: Path, name: str, path: Path | None) -> None:
    """Leave word of a path under a name; None takes it back."""
    if path:
        _word(draft, name).write_text(f"{path.resolve()}\n", "utf-8")
    else:
        _word(draft, name).unlink(missing_ok=True)


def word_left(draft: Path, name: str) -> Path | None:
    """The path of which word was left under a name; None where none was."""
    word = _word(draft, name)
    return Path(word.read_text("utf-8").strip()) if word.exists() else None


def _word(draft: Path, name: str) -> Path:
    folder = draft.resolve()
    return folder.with_name(f".{folder.name}.{name}")
