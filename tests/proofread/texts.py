"""A folder of texts of one's own, to spoil: the texts of the report with something changed in one of them."""

import shutil
from pathlib import Path

from tests.text.files import TEXTS


def copied(folder: Path) -> Path:
    """A copy of all texts."""
    return shutil.copytree(TEXTS, folder / "text")


def add(folder: Path, file: str, words: str) -> int:
    """Add a paragraph to a text of a copy; gives its first line."""
    path = folder / file
    text = path.read_text("utf-8").rstrip("\n")
    path.write_text(f"{text}\n\n{words}\n", "utf-8")
    return text.count("\n") + 3


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Replace words of a text of a copy that stand there once; gives their line."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1
