"""The folder of an installation's own content: written once from what comes with the program, and then its own."""

from pathlib import Path

from expectations.contract.content import BUNDLED
from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_folder, writing_in

BASE = ".base"
"""Within the folder: the content as it came with the program, from which the folder was made."""


def write_content(folder: Path) -> None:
    """Write a folder of content that is the same as what comes with the program; whole, or not at all.

    Raises:
        UsageError: something lies there already.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(
            "Something lies there already, and nothing is written over it.",
            where=str(folder),
            remedy="Name a folder that is not there yet.",
        )
    files = bundled_files()
    with writing_in(folder.absolute().parent):
        write_folder(folder.absolute(), {**files, **{f"{BASE}/{name}": content for name, content in files.items()}})


def bundled_files() -> dict[str, bytes]:
    """The content that comes with the program, by the paths that its files have in a folder of content."""
    return {
        f"{name}/{file.relative_to(part).as_posix()}": file.read_bytes()
        for name, part in BUNDLED.parts.items()
        for file in sorted(part.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".py"
    }
