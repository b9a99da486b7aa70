"""The ledger: every time slice that was ever published, in a file that only grows.

A line is an entry: the time slices that one published edition froze, chained to the line before by its digest, so that
nothing in the file can be changed, dropped or slipped in without the chain breaking from there on. It holds published
numbers alone. A time slice stands until a later entry supersedes it, which says why.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from tasks.model import schema
from tasks.model.errors import DisclosureError, LaterVersionError, UsageError
from tasks.model.figures import TimeSlice
from tasks.model.figures_json import TimeSliceForm, slice_json
from tasks.model.period import Period
from tasks.storage.atomic_files import write_file

LEDGER = "ledger.jsonl"
"""The name of the ledger among the publications."""
BEGINNING = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one published edition froze.

    Attributes:
        edition: its period, such as ``2018-06_2018-11``.
        draft: the digest of the draft that was published.
        revision: 0 for time slices that were published for the first time, and so on.
        reason: why time slices were revised; empty for revision 0.
        slices: the time slices.
        sample: whether they are made up.
    """

    edition: str
    draft: str
    revision: int
    reason: str
    slices: tuple[TimeSlice, ...]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a ledger, the oldest first, and the digest of the last."""

    path: Path
    entries: tuple[LedgerEntry, ...] = ()
    head: str = BEGINNING

    @property
    def slices(self) -> Mapping[Period, TimeSlice]:
        """The time slices that stand, by period, in the order of time."""
        latest = {time_slice.period: time_slice for entry in self.entries for time_slice in entry.slices}
        return dict(sorted(latest.items(), key=lambda item: item[0].first))

    def versions(self, period: Period) -> tuple[TimeSlice, ...]:
        """Every time slice that was published of just these months, the oldest first."""
        return tuple(time_slice for entry in self.entries for time_slice in entry.slices if time_slice.period == period)

    def revision(self, period: Period) -> int | None:
        """How often the time slices within a period were revised; None where none of it was published."""
        return max((entry.revision for entry in self._of(period)), default=None)

    def reason(self, period: Period) -> str:
        """Why time slices within a period were revised the last time; empty where they never were."""
        return next((entry.reason for entry in reversed(self._of(period)) if entry.reason), "")

    def _of(self, period: Period) -> list[LedgerEntry]:
        return [
            entry for entry in self.entries if any(time_slice.period.first in period for time_slice in entry.slices)
        ]


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
    model_config = schema.STRICT

    schema_version: int
    entry: int
    previous: str
    edition: str
    draft: str
    revision: int
    reason: str
    slices: tuple[TimeSliceForm, ...] = Field(alias="tiles")
    sample: bool
    sha256: str


def read_ledger(path: Path) -> Ledger:
    """The ledger in a file; one without entries where there is no file yet.

    Raises:
        DisclosureError: the file cannot be read, a later release wrote in it, or its chain is broken; says at which
            line.
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


def append(ledger: Ledger, entry: LedgerEntry) -> Ledger:
    """Write a ledger with one entry more, whole or not at all. The caller holds it by :func:`writing`.

    Raises:
        OSError: it cannot be written; the ledger is as it was.
    """
    body = json.dumps(
        {
            schema.KEY: schema.present(schema.LEDGER),
            "entry": len(ledger.entries) + 1,
            "previous": ledger.head,
            "edition": entry.edition,
            "draft": entry.draft,
            "revision": entry.revision,
            "reason": entry.reason,
            "tiles": [slice_json(time_slice) for time_slice in entry.slices],
            "sample": entry.sample,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    line = _with_digest(body)
    write_file(ledger.path, ledger.path.read_bytes() + line + b"\n")
    return Ledger(ledger.path, (*ledger.entries, entry), _digest_of(line))


def _with_digest(body: str) -> bytes:
    """The line of an entry: its content, and the digest of that as the last thing in it."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"sha256":"{digest}"}}'.encode()


def _digest_of(line: bytes) -> str:
    return line[-66:-2].decode("ascii", errors="replace")


def _with_line(ledger: Ledger, number: int, line: bytes) -> Ledger:
    if not line.endswith(b"\n"):
        raise _broken(ledger.path, number, "is cut off")
    try:
        found = _Line.model_validate_json(schema.upgraded(line, schema.LEDGER, f"line {number}")[0])
        slices = tuple(time_slice.parsed() for time_slice in found.slices)
    except LaterVersionError as error:
        raise DisclosureError(error.problem, f"{ledger.path}, line {number}", error.remedy) from None
    except (ValueError, UsageError):
        raise _broken(ledger.path, number, "is no entry") from None
    if _with_digest(line[: -len(',"sha256":""}\n') - 64].decode() + "}") != line[:-1]:
        raise _broken(ledger.path, number, "was changed after it was written")
    if found.previous != ledger.head or found.entry != number:
        raise _broken(ledger.path, number, "does not follow the line before it: lines were taken out, put in or moved")
    entry = LedgerEntry(found.edition, found.draft, found.revision, found.reason, slices, found.sample)
    for time_slice in slices:
        if not _is_consistent(time_slice, entry, ledger):
            raise _broken(ledger.path, number, f"contradicts earlier ones on {time_slice.period.words}")
    return Ledger(ledger.path, (*ledger.entries, entry), found.sha256)


def _is_consistent(time_slice: TimeSlice, entry: LedgerEntry, ledger: Ledger) -> bool:
    """Whether a time slice is of new months, is told again as it was, or is a revision that says why."""
    known = ledger.slices
    if time_slice.period in known:
        revised = entry.revision > (ledger.revision(time_slice.period) or 0) and bool(entry.reason)
        return time_slice == known[time_slice.period] or revised
    return not any(map(time_slice.period.overlaps, known))


def _broken(path: Path, number: int, what: str) -> DisclosureError:
    return DisclosureError(
        f"The ledger of published figures is broken: line {number} {what}." if number else f"The ledger {what}.",
        where=f"{path}, line {number}" if number else str(path),
        remedy="Put an unaltered copy in its place. Until then nothing can be built or published that agrees with what "
        "was published before.",
    )


def new_slices(ledger: Ledger, slices: Sequence[TimeSlice], edition: Period, revision: int) -> tuple[TimeSlice, ...]:
    """The time slices of a draft that are new to the ledger.

    Raises:
        DisclosureError: the draft disagrees with what was published since it was built.
    """
    standing = ledger.slices
    new = []
    for time_slice in slices:
        known = standing.get(time_slice.period)
        if known == time_slice:
            continue
        overlapping = [period for period in standing if period.overlaps(time_slice.period)]
        may_revise = (
            known is not None and time_slice.period.first in edition and revision > (ledger.revision(edition) or 0)
        )
        if overlapping and not may_revise:
            raise DisclosureError(
                "Other figures of the same months were published after this draft was built: "
                f"{', '.join(period.words for period in overlapping)}.",
                where=edition.words,
                remedy="Build the edition again, and publish that.",
            )
        new.append(time_slice)
    return tuple(new)
