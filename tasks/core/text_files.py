"""The TOML files of the texts, read; what is wrong with one is said to whoever wrote it."""

from pathlib import Path
from typing import Any

from expectations.contract import files
from tasks.core.errors import TextError


def read_toml(path: Path) -> dict[str, Any]:
    """A file of texts.

    Raises:
        TextError: it is missing, or no TOML.
    """
    return files.read_toml(path, TextError)


def read_translated(path: Path) -> dict[str, Any]:
    """A file of a translation, which may not be there yet."""
    return read_toml(path) if path.is_file() else {}
