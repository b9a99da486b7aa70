"""What lies beside the figures of an edition, held against them: its files, its quality statement, and the ledger."""

import json
from collections.abc import Iterator, Mapping

from tasks.disclosure.invariants import EXACT_WARNINGS, is_rounded
from tasks.disclosure.ledger import Ledger
from tasks.language.languages import page_file
from tasks.model.figures import Disclosure, ProtectedFigures, TimeSlice
from tasks.model.manifest import Manifest
from tasks.model.quality import Quality, Severity, quality_from_json

REQUIRED_FILES = ("report.html", "figures.json", "tables.xlsx", "tables/datapackage.json", "quality.json")
"""What every edition has, beside a table a figure."""


def file_faults(manifest: Manifest) -> list[str]:
    """The files that an edition must have, by its own settings too, and that its manifest does not name."""
    return [f"there is no {name}" for name in (*REQUIRED_FILES, *_by_settings(manifest)) if name not in manifest.files]


def _by_settings(manifest: Manifest) -> Iterator[str]:
    if manifest.settings.get("pdf", True) is not False:
        yield "report.pdf"
    languages = manifest.settings.get("languages", [])
    if isinstance(languages, list):
        yield from (page_file(str(code)) for code in languages[1:])


def quality_faults(figures: ProtectedFigures, files: Mapping[str, bytes]) -> list[str]:
    """The numbers of ``quality.json`` that tell more than the figures do."""
    if figures.disclosure is Disclosure.NONE:
        return []
    try:
        quality = quality_from_json(json.loads(files.get("quality.json", b"")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["quality.json is no quality statement"]
    return [*_missing_faults(figures, quality), *_rule_faults(quality)]


def _missing_faults(figures: ProtectedFigures, quality: Quality) -> Iterator[str]:
    told = {(window.total, window.missing) for figure in figures for window in [figure.edition]}
    for each in quality.missing:
        if (each.asked, each.missing) not in told:
            yield f"quality.json: what is missing of {each.field} is told by no figure"


def _rule_faults(quality: Quality) -> Iterator[str]:
    for rule in quality.rules:
        of_answers = rule.severity is Severity.WARNING and rule.rule not in EXACT_WARNINGS
        if of_answers and not is_rounded(rule.records):
            yield f"quality.json: {rule.rule} tells an exact number of {rule.field}"


def ledger_faults(figures: ProtectedFigures, digest: str, ledger: Ledger, *, published: bool) -> list[str]:
    """Where an edition and the ledger disagree.

    Args:
        figures: the edition's figures.
        digest: of its manifest.
        ledger: the ledger that it continues.
        published: whether it is a published revision; else a draft, whose own months need not be frozen yet.
    """
    if figures.disclosure is Disclosure.NONE:
        return ["an internal draft is among the publications"] if published else []
    faults = [fault for time_slice in figures.slices for fault in _slice_faults(figures, time_slice, ledger, published)]
    if published and digest not in {e.draft for e in ledger.entries if e.edition == str(figures.edition)}:
        faults.append("it is not the draft that was approved and published")
    return faults


def ledger_words(ledger: Ledger) -> str:
    """What was looked at where nothing is wrong."""
    return f"its months are as {len(ledger.entries)} entries of {ledger.path.name} froze them, in one chain"


def _slice_faults(figures: ProtectedFigures, time_slice: TimeSlice, ledger: Ledger, published: bool) -> Iterator[str]:
    frozen = [known for entry in ledger.entries for known in entry.slices if known.period == time_slice.period]
    if time_slice in frozen:
        return
    revised = figures.revision > (ledger.revision(figures.edition) or 0) and time_slice.period.first in figures.edition
    if published or (frozen and not revised):
        yield (
            f"{time_slice.period.words}: not as it was frozen"
            if frozen
            else f"{time_slice.period.words} was never frozen"
        )
    elif any(period != time_slice.period and period.overlaps(time_slice.period) for period in ledger.slices):
        yield f"{time_slice.period.words} cuts a period that was frozen"
