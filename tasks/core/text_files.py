"""The TOML files of the texts, read; what is wrong with one is said to whoever wrote it."""

import tomllib
from pathlib import Path
from typing import Any

from tasks.core.errors import TextError


def read_toml(path: Path) -> dict[str, Any]:
    """A file of texts.

    Raises:
        TextError: it is missing, or no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problem = "A file of texts is missing."
    except tomllib.TOMLDecodeError as error:
        problem = f"A file of texts is not valid TOML: {error}."
    raise TextError(problem, where=path.name, remedy="Restore it from the repository, or mend the line named.")


def read_translated(path: Path) -> dict[str, Any]:
    """A file of a translation, which may not be there yet."""
    return read_toml(path) if path.is_file() else {}
