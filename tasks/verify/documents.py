"""What lies beside the figures of an edition, held against them: its files, its quality statement, the ledger, and the
alternative tables of the audit, which are confirmed without a solver: by adding up, and against what is published.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tasks.disclosure.alternatives import (
    alternative_faults,
    alternatives_file,
    fewest_values,
    numbers_with_few_values,
    read_alternatives,
)
from tasks.disclosure.attacker import AttackerConstraints, attacker_constraints, published_numbers
from tasks.disclosure.invariants import EXACT_WARNINGS, is_rounded
from tasks.disclosure.ledger import Ledger
from tasks.disclosure.printed import PrintedValue
from tasks.disclosure.prior_constraints import prior_constraints
from tasks.disclosure.tables import link
from tasks.language.languages import page_file
from tasks.model.figures import Audit, Disclosure, FigureSpec, ProtectedFigures, TimeSlice
from tasks.model.manifest import Manifest, digest_of
from tasks.model.period import Period
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
    except ValueError:
        return ["quality.json is no quality statement"]
    return [*_missing_faults(figures, quality), *_rule_faults(quality)]


def _missing_faults(figures: ProtectedFigures, quality: Quality) -> Iterator[str]:
    published = {(window.total, window.missing) for figure in figures for window in [figure.edition]}
    for each in quality.missing:
        if (each.asked, each.missing) not in published:
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


def _slice_faults(figures: ProtectedFigures, time_slice: TimeSlice, ledger: Ledger, published: bool) -> Iterator[str]:
    frozen = ledger.versions(time_slice.period)
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


# ------------------------------------------------------------------------------------------------ the audit


def audit_faults(
    figures: ProtectedFigures, private: Path, printed: Sequence[PrintedValue] = (), needed: Sequence[TimeSlice] = ()
) -> tuple[list[str], str]:
    """Confirm that no number of fewer than five people can be told from the edition.

    Args:
        figures: an edition's figures.
        private: the folder of whoever built it, where the tables lie. Where a slice has none there, that is said, and
            is no fault: whoever received the edition does not have them. The same holds for a slice that was published
            when other relations between numbers were taken as known than are now: its tables answer to those.
        printed: values that were printed before the ledger began.
        needed: the time slices whose tables must be there.

    Returns:
        What is wrong, and in words what was looked at.
    """
    if figures.disclosure is Disclosure.NONE:
        return [], "no disclosure control; internal draft"
    specs = {figure.spec.id: figure.spec for figure in figures}
    faults: list[str] = []
    skipped: dict[str, list[str]] = {}
    for time_slice in figures.slices:
        found, why = _audit_of_slice(specs, time_slice, private, printed)
        faults += found
        if why:
            skipped.setdefault(why, []).append(time_slice.period.words)
            faults += [f"{time_slice.period.words}: {why}"] if time_slice in needed else []
    notes = [f"not looked at for {', '.join(periods)}: {why}" for why, periods in skipped.items()]
    return faults, "; ".join(notes) or _words(figures)


def _words(figures: ProtectedFigures) -> str:
    audits = [time_slice.audit for time_slice in figures.slices if time_slice.audit]
    covered, few, before = (sum(getattr(a, name) for a in audits) for name in ("covered", "few", "told_before"))
    words = f"{covered - few} numbers that may be small can have five values or more each"
    words += f"; of {few}, headlines say that there are hardly any" if few else ""
    return words + (f"; {before} were told by values printed before" if before else "")


def _audit_of_slice(
    specs: Mapping[str, FigureSpec], time_slice: TimeSlice, private: Path, printed: Sequence[PrintedValue]
) -> tuple[list[str], str]:
    """What is wrong with the audit of a time slice; and why its tables were not looked at, empty where they were."""
    audit, months = time_slice.audit, time_slice.period.words
    if audit is None:
        return [f"{months} was not audited"], ""
    tables = link(specs, time_slice.period, time_slice.figures)
    if audit.relations != tables.digest:
        return [], "audited when fewer or other relations between numbers were taken as known"
    before = prior_constraints(printed, specs, tables, time_slice.period, time_slice.merged)
    known = attacker_constraints(tables, published_numbers(specs, tables, time_slice.figures), before=before)
    stated = {"covered": audit.covered, "few": audit.few, "told_before": audit.told_before}
    few = min(audit.few, known.limited_by_headlines)
    found = {"covered": known.covered, "few": few, "told_before": len(known.previously_disclosed)}
    faults = [
        f"{months}: of the numbers that may be small, not {count} are said to be {name}"
        for name, count in found.items()
        if stated[name] != count
    ]
    path = private / alternatives_file(time_slice.period, audit.witnesses)
    if not path.exists():
        return faults, f"no tables in {private}"
    return [*faults, *_table_faults(path, time_slice.period, audit, known)], ""


def _table_faults(path: Path, period: Period, audit: Audit, known: AttackerConstraints) -> Iterator[str]:
    content = path.read_bytes()
    if f"sha256:{digest_of(content)}" != audit.witnesses:
        yield f"{path.name} is not the file that the edition names"
        return
    try:
        tables = read_alternatives(content, period, list(known.ranges))
    except (ValueError, KeyError, TypeError):
        yield f"{path.name} has no tables of this edition"
        return
    yield from alternative_faults(tables, known)
    few = len(numbers_with_few_values(tables, known))
    if few > audit.few:
        yield f"{period.words}: the tables leave {few} numbers fewer than five values, not {audit.few} as is said"
    least = fewest_values(tables, known)
    if least != audit.least:
        yield f"{period.words}: the tables leave {least} values, not {audit.least} as is said"
