"""A shelf of finished pieces: charts, and pages of the PDF. A change of text makes anew only what it touches.

A piece goes by a digest of all that it is made from, so that one from the shelf is what would be made now. It holds
nothing but what an edition's folder holds too. To lose the shelf costs time and nothing else.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from tasks.core.errors import UsageError
from tasks.core.workspace import write_private

MOST = 100_000_000
"""How many bytes are kept: the pieces used last. An edition is made of some 4 million."""
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where pieces are kept.

    Attributes:
        folder: their folder; None keeps nothing.
        made_by: what makes them: the revision of the program and of its libraries.
    """

    folder: Path | None = None
    made_by: str = ""

    def find(self, *made_from: str) -> bytes | None:
        """A piece; None where it does not lie here.

        Args:
            made_from: everything that decides what it is, but for the program.
        """
        return _read(self.folder / _name(self.made_by, *made_from)) if self.folder else None

    def keep(self, piece: bytes, *made_from: str) -> None:
        """Put a piece on the shelf, to be found by what it was made from."""
        if self.folder:
            # A full disk, or a folder that cannot be written to, must not stop an edition.
            with suppress(OSError, UsageError):
                write_private(self.folder / _name(self.made_by, *made_from), hashlib.sha256(piece).digest() + piece)
                _clear(self.folder)

    def piece(self, make: Callable[[], bytes], *made_from: str) -> bytes:
        """A piece that is found, or made and kept."""
        found = self.find(*made_from)
        if found is not None:
            return found
        made = make()
        self.keep(made, *made_from)
        return made


NOTHING_KEPT = Shelf()


def _name(*parts: str) -> str:
    digests = "\n".join(hashlib.sha256(part.encode()).hexdigest() for part in parts)
    return hashlib.sha256(digests.encode()).hexdigest()


def _read(file: Path) -> bytes | None:
    """The content of a piece; None where there is none, or where its bytes are not those that were put there."""
    try:
        written = file.read_bytes()
        file.touch()
    except OSError:
        return None
    digest, content = written[:_DIGEST], written[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def _clear(folder: Path) -> None:
    """Take away what was not used for longest."""
    pieces = sorted(((file.stat(), file) for file in folder.iterdir()), key=lambda piece: -piece[0].st_mtime_ns)
    for (_, file), kept in zip(pieces, accumulate(about.st_size for about, _ in pieces), strict=True):
        if kept > MOST:
            file.unlink(missing_ok=True)
