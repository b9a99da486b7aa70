"""Verify: recompute the digests and sums of an edition, and hold its data files against each other.

Everything is computed from the folder alone, and apart from the code that wrote it: tables and workbook are read as any
reader would read them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.core.errors import EditionError, ReportError
from tasks.core.figures import ProtectedFigures
from tasks.core.frozen import thaw
from tasks.core.ledger import read_ledger
from tasks.core.manifest import REMEDY, Manifest, digest, read_files, read_manifest
from tasks.core.printed import PRINTED_BEFORE, read_printed
from tasks.verify.disclosure import disclosure_faults, disclosure_words
from tasks.verify.ledger import ledger_faults, ledger_words
from tasks.verify.quality import quality_faults
from tasks.verify.shares import share_faults
from tasks.verify.sums import partition_faults, single_number_faults, window_faults
from tasks.verify.tables import csv_faults, description_faults, workbook_faults
from tasks.verify.witnesses import check_witnesses

__all__ = ["Check", "Verification", "verify"]

SHOWN = 3
"""How many faults of a check are told one by one."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an edition: its name, whether it holds, and in words what was looked at or what is wrong."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The checks of an edition that holds them all."""

    checks: tuple[Check, ...]


def verify(edition: Path, private: Path, ledger: Path | None = None, *, published: bool = False) -> Verification:
    """Check an edition, draft or published.

    Args:
        edition: its folder.
        private: the private folder, where the witness tables of the disclosure audit lie.
        ledger: the file of published figures; values printed before lie beside it. None where there is none.
        published: whether the edition is a published revision.

    Raises:
        EditionError: (exit code 2) the folder is no edition, or a check fails; all failing checks are named.
    """
    manifest = read_manifest(edition)
    checks = tuple(_checks(edition, manifest, private, ledger, published))
    failing = [f"{check.name}: {check.detail}" for check in checks if not check.ok]
    if failing:
        raise EditionError("The edition does not hold these checks:\n" + "\n".join(failing), str(edition), REMEDY)
    return Verification(checks)


def _checks(edition: Path, manifest: Manifest, private: Path, ledger: Path | None, published: bool) -> Iterator[Check]:
    files, wrong = read_files(edition, manifest)
    yield _check("digests", wrong, f"{len(files)} files are as the manifest says, and there are no others")
    if "figures.json" not in files:
        yield Check("figures", False, "figures.json cannot be relied on")
        return
    try:
        figures = thaw(files["figures.json"])
    except EditionError as error:
        yield Check("figures", False, error.problem)
        return
    yield from _figure_checks(figures, manifest)
    printed = read_printed(ledger.with_name(PRINTED_BEFORE)) if ledger else ()
    audit = check_witnesses(figures, private, printed)
    yield _check("audit", audit.faults, audit.words)
    yield _ledger_check(figures, digest(edition), ledger, published)
    for name, faults, words in TABLE_CHECKS:
        yield _check(name, faults(figures, files), words)


def _figure_checks(figures: ProtectedFigures, manifest: Manifest) -> Iterator[Check]:
    strays = [] if str(figures.edition) == manifest.edition else ["figures.json is of another edition"]
    yield _check("figures", strays, f"{len(figures.figures)} figures in three windows")
    for name, faults, words in FIGURE_CHECKS:
        yield _check(name, faults(figures), words)
    yield _check("disclosure", disclosure_faults(figures), disclosure_words(figures))


def _ledger_check(figures: ProtectedFigures, digest: str, path: Path | None, published: bool) -> Check:
    if path is None or not path.exists():
        return Check("ledger", True, f"not looked at: there is none at {path}" if path else "not looked at")
    try:
        ledger = read_ledger(path)
    except ReportError as error:
        return Check("ledger", False, error.problem)
    return _check("ledger", ledger_faults(figures, digest, ledger, published=published), ledger_words(ledger))


def _check(name: str, faults: "list[str] | tuple[str, ...]", words: str) -> Check:
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return Check(name, not faults, "; ".join(faults[:SHOWN]) + more if faults else words)


FIGURE_CHECKS: tuple[tuple[str, Callable[[ProtectedFigures], list[str]], str], ...] = (
    ("partition", partition_faults, "categories and missing add up to the total"),
    ("shares", share_faults, "shares are those of the counts beside them"),
    ("single numbers", single_number_faults, "totals, means and months agree with each other"),
    ("windows", window_faults, "the windows of each figure are those of the edition and fit in each other"),
)
TABLE_CHECKS: tuple[tuple[str, Callable[[ProtectedFigures, Mapping[str, bytes]], list[str]], str], ...] = (
    ("quality", quality_faults, "the quality statement tells of answers what the figures tell"),
    ("tables", csv_faults, "the CSV tables hold the figures, cell by cell"),
    ("workbook", workbook_faults, "the workbook holds the figures, cell by cell"),
    ("description", description_faults, "each table is described with its digest"),
)
