"""Editions read back: one with all that a render needs, the one before it, the drafts, and what a draft replaced.

And figures that were frozen earlier, beside the texts of today: what either does not have of the other.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from expectations.contract.logs import log_forms
from flows.edition.ledger import note_of
from tasks.aggregate.catalogue import CATALOGUE, DECLARED
from tasks.disclosure.windows import windows
from tasks.language.texts import Absent
from tasks.model import schema
from tasks.model.errors import EditionError, UsageError
from tasks.model.figures import MISSING, ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import MANIFEST, REMEDY, Manifest, digest, is_internal, read_files, read_manifest
from tasks.model.period import TIME, Month, Period
from tasks.model.quality import Quality, quality_from_json
from tasks.storage.workspace import write_private

FOLDER = "previous_drafts"
"""Their folder within the state folder."""


@dataclass(frozen=True, slots=True)
class PreviousDraft:
    """A draft that is gone: its digest, its ``figures.json`` and its web page."""

    digest: str
    figures: str
    page: str


_READER = TypeAdapter(PreviousDraft)


def snapshot(draft: Path) -> PreviousDraft | None:
    """A draft as it is now, before another replaces it; None where there is none, or one with exact counts."""
    try:
        if is_internal(read_manifest(draft)):
            return None
        texts = ((draft / name).read_text("utf-8") for name in ("figures.json", "report.html"))
        return PreviousDraft(digest(draft), *texts)
    except (EditionError, OSError, UnicodeError):
        return None


def save_previous_draft(replaced: PreviousDraft | None, draft: Path, state: Path) -> None:
    """Keep what a draft replaced; where it is the same again, what was kept before stays.

    Raises:
        OSError: it cannot be written.
    """
    if replaced and replaced.digest != digest(draft):
        write_private(note_of(FOLDER, draft, state), _READER.dump_json(replaced))


def previous_draft(draft: Path, state: Path) -> PreviousDraft | None:
    """What a draft replaced; None where nothing was kept, or it cannot be read any more."""
    try:
        return _READER.validate_json(note_of(FOLDER, draft, state).read_bytes())
    except (OSError, ValidationError):
        return None


def previous_edition(editions: Path, edition: Period) -> Manifest | None:
    """The manifest of the latest edition in a folder that ends before this one does; None where there is none.

    Of several that end together the one of the most similar length is taken, since its texts speak of such a span.
    """
    periods = {folder: _period(folder) for folder in editions.glob("*")}
    found = [(period, folder) for folder, period in periods.items() if period and period.last < edition.last]
    for _, folder in sorted(found, key=lambda pair: _rank(pair[0], edition), reverse=True):
        try:
            return read_manifest(folder)
        except EditionError:
            continue
    return None


def is_draft(folder: Path) -> bool:
    """Whether a folder is a draft to be read; one with exact counts is for whoever had it made alone."""
    try:
        known = _period(folder) and (folder / MANIFEST).is_file() and not folder.is_symlink()
        return bool(known) and not is_internal(read_manifest(folder))
    except (EditionError, OSError):
        return True  # Its page says what is broken.


def drafts_in(editions: Path) -> list[Path]:
    """The drafts in a folder of editions, the latest first."""
    return sorted(filter(is_draft, editions.glob("*")), reverse=True)


def _rank(period: Period, edition: Period) -> tuple[Month, int, int]:
    return period.last, -abs(period.months - edition.months), period.months


def _period(folder: Path) -> Period | None:
    try:
        return Period.parse(folder.name)
    except UsageError:
        return None


@dataclass(frozen=True, slots=True)
class FrozenEdition:
    """An edition as it can be read back from its folder."""

    figures: ProtectedFigures
    quality: Quality
    inputs: Mapping[str, str]
    settings: Mapping[str, object]


def read_edition(folder: Path) -> FrozenEdition:
    """Read an edition back.

    One that was written before the present rules gets its windows from its time slices anew, by these, and one that
    told no contract is called as its tables call it.

    Raises:
        LaterVersionError: a later release wrote it.
        EditionError: the folder is no edition, or a file in it is not what its manifest says: figures that were edited
            by hand must not become a new draft with a fresh manifest.
    """
    manifest = read_manifest(folder)
    files, wrong = read_files(folder, manifest)
    if wrong:
        raise EditionError(f"The edition was altered: {'; '.join(wrong)}.", where=str(folder), remedy=REMEDY)
    lacking = [name for name in ("figures.json", "quality.json") if name not in files]
    if lacking:
        raise EditionError(f"The edition has no {lacking[0]}.", where=str(folder), remedy=REMEDY)
    figures, quality = parse_figures(files["figures.json"]), quality_from_json(json.loads(files["quality.json"]))
    if str(figures.edition) != manifest.edition:
        raise EditionError("The manifest and the figures are of different editions.", str(folder), REMEDY)
    if figures.version < schema.present(schema.FIGURES):
        figures = _by_present_rules(figures, files)
    return FrozenEdition(figures, quality, manifest.inputs, manifest.settings)


def _by_present_rules(figures: ProtectedFigures, files: Mapping[str, bytes]) -> ProtectedFigures:
    labels: dict[str, dict[str, str]] = {}
    for figure in figures:
        for row in csv.DictReader(io.StringIO(files.get(f"tables/{figure.spec.id}.csv", b"").decode())):
            for dimension in figure.spec.dimensions:
                label = row.get(f"{dimension}_label")
                if label and row[dimension] != MISSING and dimension not in (*TIME, "services"):
                    labels.setdefault(dimension, {})[row[dimension]] = label
    again = {
        i: windows(f.spec, figures.edition, figures.slices, figures.disclosure) for i, f in figures.figures.items()
    }
    declared = figures.declared.with_answers(labels)
    return replace(figures, figures=again, declared=declared, version=schema.present(schema.FIGURES))


IDS = frozenset(declared.spec.id for declared in CATALOGUE)
"""The figures that are counted today."""


def absent_from(figures: ProtectedFigures) -> Absent:
    """What texts may name and an edition does not have: what was counted later, and what the logs do not record."""
    named = [declared.spec for declared in (DECLARED if log_forms().not_recorded else CATALOGUE)]
    sections = {spec.section for spec in named} - {figure.spec.section for figure in figures}
    return Absent(frozenset(spec.id for spec in named) - figures.figures.keys(), frozenset(sections))


def of_today(figures: ProtectedFigures) -> ProtectedFigures:
    """The figures that texts of today can speak of; those that are not counted any more stay in the data."""
    return replace(figures, figures={i: figure for i, figure in figures.figures.items() if i in IDS})
