"""The ledger: every tile that was ever published, in a file that only grows.

A line is an entry: the tiles that one published edition froze, chained to the line before by its digest, so that
nothing in the file can be changed, dropped or slipped in without the chain breaking from there on. It holds published
numbers alone. A tile stands until a later entry supersedes it, which says why.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.core.errors import DisclosureError, UsageError
from tasks.core.figures import Tile
from tasks.core.frozen import thaw_tile, tile_json
from tasks.core.period import Period
from tasks.core.whole_folder import write_flushed

LEDGER = "ledger.jsonl"
"""The name of the ledger among the publications."""
BEGINNING = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one published edition froze.

    Attributes:
        edition: its period, such as ``2018-06_2018-11``.
        draft: the digest of the draft that was published.
        revision: 0 for tiles that were published for the first time, and so on.
        reason: why tiles were revised; empty for revision 0.
        tiles: the tiles.
        sample: whether they are made up.
    """

    edition: str
    draft: str
    revision: int
    reason: str
    tiles: tuple[Tile, ...]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a ledger, the oldest first, and the digest of the last."""

    path: Path
    entries: tuple[Entry, ...] = ()
    head: str = BEGINNING

    @property
    def tiles(self) -> Mapping[Period, Tile]:
        """The tiles that stand, by period, in the order of time."""
        latest = {tile.period: tile for entry in self.entries for tile in entry.tiles}
        return dict(sorted(latest.items(), key=lambda item: item[0].first))

    def versions(self, period: Period) -> tuple[Tile, ...]:
        """Every tile that was published of just these months, the oldest first."""
        return tuple(tile for entry in self.entries for tile in entry.tiles if tile.period == period)

    def revision(self, period: Period) -> int | None:
        """How often the tiles within a period were revised; None where none of it was published."""
        return max((entry.revision for entry in self._of(period)), default=None)

    def reason(self, period: Period) -> str:
        """Why tiles within a period were revised the last time; empty where they never were."""
        return next((entry.reason for entry in reversed(self._of(period)) if entry.reason), "")

    def _of(self, period: Period) -> list[Entry]:
        return [entry for entry in self.entries if any(tile.period.first in period for tile in entry.tiles)]


def refuse_mixture(ledger: Ledger, *, sample: bool) -> None:
    """Refuse to have made-up figures continue real ones, or the other way round.

    Raises:
        UsageError: the ledger holds the other kind.
    """
    if any(entry.sample != sample for entry in ledger.entries):
        raise UsageError(
            "The ledger holds published figures of "
            + (
                "real logs, and those of the sample do not go with them."
                if sample
                else "the sample, which are made up."
            ),
            str(ledger.path),
            "Publish the sample with a folder and a ledger of its own."
            if sample
            else "Move the publications of the trial away, with their ledger, then build and publish again.",
        )


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    entry: int
    previous: str
    edition: str
    draft: str
    revision: int
    reason: str
    tiles: list[dict[str, Any]]
    sample: bool = False
    sha256: str


def read_ledger(path: Path) -> Ledger:
    """The ledger in a file; one without entries where there is no file yet.

    Raises:
        DisclosureError: the file cannot be read, or its chain is broken; says at which line.
    """
    try:
        if path.exists() and not path.is_file():
            raise _broken(path, 0, "is no file")
        content = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise _broken(path, 0, f"cannot be read: {error.strerror}") from None
    ledger = Ledger(path)
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        ledger = _with_line(ledger, number, line)
    return ledger


@contextmanager
def writing(path: Path) -> Iterator[Ledger]:
    """Hold a ledger as its only writer; gives what is in it.

    The lock is on the file itself, which a writer replaces by one with a line more: who waited for the lock then holds
    a file that is no longer there, and waits again for the one that is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        if path.exists() and not path.is_file():
            raise _broken(path, 0, "is no file")
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists() and os.fstat(handle).st_ino == path.stat().st_ino:
                yield read_ledger(path)
                return
        finally:
            os.close(handle)


def append(ledger: Ledger, entry: Entry) -> Ledger:
    """Write a ledger with one entry more, whole or not at all. The caller holds it by :func:`writing`.

    Raises:
        OSError: it cannot be written; the ledger is as it was.
    """
    body = json.dumps(
        {
            "entry": len(ledger.entries) + 1,
            "previous": ledger.head,
            "edition": entry.edition,
            "draft": entry.draft,
            "revision": entry.revision,
            "reason": entry.reason,
            "tiles": [tile_json(tile) for tile in entry.tiles],
            **({"sample": True} if entry.sample else {}),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    sealed = _sealed(body)
    aside = ledger.path.with_name(f".{ledger.path.name}.new")
    aside.unlink(missing_ok=True)
    write_flushed(aside, ledger.path.read_bytes() + sealed + b"\n")
    aside.replace(ledger.path)
    return Ledger(ledger.path, (*ledger.entries, entry), _seal_of(sealed))


def _sealed(body: str) -> bytes:
    """The line of an entry: its content, and the digest of that as the last thing in it."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"sha256":"{digest}"}}'.encode()


def _seal_of(line: bytes) -> str:
    return line[-66:-2].decode("ascii", errors="replace")


def _with_line(ledger: Ledger, number: int, line: bytes) -> Ledger:
    if not line.endswith(b"\n"):
        raise _broken(ledger.path, number, "is cut off")
    try:
        found = _Line.model_validate_json(line)
        tiles = tuple(thaw_tile(tile) for tile in found.tiles)
    except (ValidationError, ValueError, UsageError):
        found, tiles = None, ()
    if found is None:
        raise _broken(ledger.path, number, "is no entry")
    if _sealed(line[: -len(',"sha256":""}\n') - 64].decode() + "}") != line[:-1]:
        raise _broken(ledger.path, number, "was changed after it was written")
    if found.previous != ledger.head or found.entry != number:
        raise _broken(ledger.path, number, "does not follow the line before it: lines were taken out, put in or moved")
    entry = Entry(found.edition, found.draft, found.revision, found.reason, tiles, found.sample)
    for tile in tiles:
        if not _may_stand(tile, entry, ledger):
            raise _broken(ledger.path, number, f"contradicts earlier ones on {tile.period.words}")
    return Ledger(ledger.path, (*ledger.entries, entry), found.sha256)


def _may_stand(tile: Tile, entry: Entry, ledger: Ledger) -> bool:
    """Whether a tile is of new months, is told again as it was, or is a revision that says why."""
    known = ledger.tiles
    if tile.period in known:
        revised = entry.revision > (ledger.revision(tile.period) or 0) and bool(entry.reason)
        return tile == known[tile.period] or revised
    return not any(map(tile.period.overlaps, known))


def _broken(path: Path, number: int, what: str) -> DisclosureError:
    return DisclosureError(
        f"The ledger of published figures is broken: line {number} {what}." if number else f"The ledger {what}.",
        where=f"{path}, line {number}" if number else str(path),
        remedy="Put an unaltered copy in its place. Until then nothing can be built or published that agrees with what "
        "was published before.",
    )


def tiles_to_freeze(ledger: Ledger, tiles: Sequence[Tile], edition: Period, revision: int) -> tuple[Tile, ...]:
    """The tiles of a draft that are new to the ledger.

    Raises:
        DisclosureError: the draft disagrees with what was published since it was built.
    """
    standing = ledger.tiles
    new = []
    for tile in tiles:
        known = standing.get(tile.period)
        if known == tile:
            continue
        overlapping = [period for period in standing if period.overlaps(tile.period)]
        may_revise = known is not None and tile.period.first in edition and revision > (ledger.revision(edition) or 0)
        if overlapping and not may_revise:
            raise DisclosureError(
                "Other figures of the same months were published after this draft was built: "
                f"{', '.join(period.words for period in overlapping)}.",
                where=edition.words,
                remedy="Build the edition again, and publish that.",
            )
        new.append(tile)
    return tuple(new)
