"""Verify: recompute the digests and sums of an edition, and hold its data files against each other.

Everything is computed from the folder alone, and apart from the code that wrote it: tables and workbook are read as any
reader would read them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.disclosure.ledger import read_ledger
from tasks.disclosure.printed import PRINTED_BEFORE, read_printed
from tasks.model.errors import EditionError, LaterVersionError, ReportError
from tasks.model.figures import Disclosure, ProtectedFigures, TimeSlice
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import REMEDY, Manifest, digest_of, manifest_bytes, parse_manifest, read_files
from tasks.storage.provenance import was_built
from tasks.verify.documents import audit_faults, file_faults, ledger_faults, quality_faults
from tasks.verify.figures import FIGURE_CHECKS, disclosure_faults, disclosure_words, figure_faults
from tasks.verify.tables import csv_faults, description_faults, workbook_faults

__all__ = ["CheckResult", "Verification", "verify", "verify_draft"]

SHOWN = 3
"""How many faults of a check are told one by one."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of an edition: its name, whether it holds, and in words what was looked at or what is wrong."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The checks of an edition that holds them all, the digest of its manifest, and its figures."""

    checks: tuple[CheckResult, ...]
    digest: str
    figures: ProtectedFigures


def verify(
    edition: Path, private: Path, ledger: Path | None = None, *, published: bool = False, to_publish: bool = False
) -> Verification:
    """Check an edition, draft or published.

    Each file is read once, and told by the digest of the manifest: whoever takes just that takes what was checked.

    Args:
        edition: its folder.
        private: the private folder, where the alternative tables of the disclosure audit lie.
        ledger: the file of published figures; values printed before lie beside it. None where there is none.
        published: whether the edition is a published revision.
        to_publish: whether the edition is a draft that is to be published: what its build left in the private folder
            must be there then.

    Raises:
        EditionError: (exit code 2) the folder is no edition, or a check fails; all failing checks are named.
    """
    content = manifest_bytes(edition)
    manifest = parse_manifest(content, edition)
    files, wrong = read_files(edition, manifest)
    digests = _check("digests", wrong, f"{len(files)} files are as the manifest says, and there are no others")
    opened = _Opened(edition, manifest, files, digest_of(content))
    return _verification(opened, [digests], private, ledger, published=published, to_publish=to_publish)


def verify_draft(target: Path, manifest: Manifest, files: Mapping[str, bytes], private: Path, ledger: Path) -> None:
    """Make every check of a draft that publishing will make, before the draft is put in its place.

    Args:
        target: the folder that it will have.
        manifest: what it was made from, with the digests of its files.
        files: their content by name.
        private: the private folder.
        ledger: the file of published figures.

    Raises:
        EditionError: (exit code 2) a check fails; all failing checks are named.
    """
    opened = _Opened(target, manifest, files, digest_of(manifest.as_bytes()))
    public = manifest.settings.get("disclosure") != Disclosure.NONE
    _verification(opened, [], private, ledger, published=False, to_publish=public)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An edition as it was read: its folder, its manifest, the files that are as that says, and its digest."""

    folder: Path
    manifest: Manifest
    files: Mapping[str, bytes]
    digest: str


def _verification(
    opened: _Opened,
    checks: list[CheckResult],
    private: Path,
    ledger: Path | None,
    *,
    published: bool,
    to_publish: bool,
) -> Verification:
    manifest, files, digest = opened.manifest, opened.files, opened.digest
    checks.append(_check("files", file_faults(manifest), "every file that an edition has is there"))
    figures, problem = _figures(files)
    if figures:
        frozen, ledger_check = _ledger_check(figures, digest, ledger, published=published)
        printed = read_printed(ledger.with_name(PRINTED_BEFORE)) if ledger else ()
        needed = [time_slice for time_slice in figures.slices if to_publish and time_slice not in frozen]
        checks += [
            *_figure_checks(figures, manifest),
            _build_check(figures, private, published=published, to_publish=to_publish),
            _check("audit", *audit_faults(figures, private, printed, needed)),
            ledger_check,
            *(_check(name, faults(figures, files), words) for name, faults, words in TABLE_CHECKS),
        ]
    else:
        checks.append(CheckResult("figures", False, problem))
    failing = [f"{check.name}: {check.detail}" for check in checks if not check.ok]
    if failing or not figures:
        raise EditionError("The edition does not hold these checks:\n" + "\n".join(failing), str(opened.folder), REMEDY)
    return Verification(tuple(checks), digest, figures)


def _figures(files: Mapping[str, bytes]) -> tuple[ProtectedFigures | None, str]:
    """The figures, or what is wrong with their file."""
    if "figures.json" not in files:
        return None, "figures.json cannot be relied on"
    try:
        return parse_figures(files["figures.json"]), ""
    except LaterVersionError:
        raise
    except EditionError as error:
        return None, error.problem


def _figure_checks(figures: ProtectedFigures, manifest: Manifest) -> Iterator[CheckResult]:
    strays = [] if str(figures.edition) == manifest.edition else ["figures.json is of another edition"]
    yield _check("figures", strays, f"{len(figures.figures)} figures in three windows")
    for name, faults in figure_faults(figures).items():
        yield _check(name, faults, FIGURE_CHECKS[name][1])
    yield _check("disclosure", disclosure_faults(figures), disclosure_words(figures))


def _build_check(figures: ProtectedFigures, private: Path, *, published: bool, to_publish: bool) -> CheckResult:
    """Whether the figures are those of a build here. What is published stands in the ledger instead."""
    if published:
        return CheckResult("build", True, "not looked at: it is published")
    built = was_built(private, figures)
    if built is None:
        return CheckResult("build", not to_publish, f"not looked at: no build of this edition is recorded in {private}")
    words = f"its figures are those of a build recorded in {private}"
    return CheckResult("build", built, words if built else "no build here made these figures")


def _ledger_check(
    figures: ProtectedFigures, digest: str, path: Path | None, *, published: bool
) -> tuple[Collection[TimeSlice], CheckResult]:
    """The time slices that stand in the ledger, and whether the edition agrees with it."""
    if path is None or not path.exists():
        words = f"not looked at: there is none at {path}" if path else "not looked at"
        return (), CheckResult("ledger", True, words)
    try:
        ledger = read_ledger(path)
    except ReportError as error:
        return (), CheckResult("ledger", False, error.problem)
    words = f"its months are as {len(ledger.entries)} entries of {path.name} froze them, in one chain"
    return ledger.slices.values(), _check("ledger", ledger_faults(figures, digest, ledger, published=published), words)


def _check(name: str, faults: Sequence[str], words: str) -> CheckResult:
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return CheckResult(name, not faults, "; ".join(faults[:SHOWN]) + more if faults else words)


TABLE_CHECKS: tuple[tuple[str, Callable[[ProtectedFigures, Mapping[str, bytes]], list[str]], str], ...] = (
    ("quality", quality_faults, "the quality statement tells of answers what the figures tell"),
    ("tables", csv_faults, "the CSV tables hold the figures, cell by cell"),
    ("workbook", workbook_faults, "the workbook holds the figures, cell by cell"),
    ("description", description_faults, "each table is described with its digest"),
)
