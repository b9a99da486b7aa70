"""The quality statement: what it tells of answers is what the figures tell, and no nearer to the truth."""

import json
from collections.abc import Iterator, Mapping

from tasks.core.figures import ROUNDED_TO, Disclosure, ProtectedFigures
from tasks.core.quality import Quality, Severity, quality_from_json

TOLD_BY_HEADLINES = "case_opened_once"
"""The warning whose records follow from the headline totals; of no other may the exact number be told."""


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
        of_answers = rule.severity is Severity.WARNING and rule.rule != TOLD_BY_HEADLINES
        if of_answers and rule.records % ROUNDED_TO:
            yield f"quality.json: {rule.rule} tells an exact number of {rule.field}"
