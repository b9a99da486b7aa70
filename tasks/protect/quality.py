"""The quality statement as it may be published: what it tells of answers agrees with the figures, and tells no more."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from expectations.contract.fields import fields
from expectations.contract.helpline import helpline
from expectations.rules import missing_rule
from tasks.disclosure.invariants import EXACT_WARNINGS
from tasks.model.figures import Base, Disclosure, Figure, Measure, ProtectedFigures
from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity

BOTH_LOGS = "both"


def protect_quality(quality: Quality, figures: ProtectedFigures) -> Quality:
    """The statement for an edition; that of an internal draft stays as it is.

    What is missing is told for the cases of the edition and as the figures tell it: a count of its own, by log, would
    give away what they hide. Of warnings about single records only those remain that say nothing of answers; staff find
    all of them in their fix list. Records that were set aside are counted nowhere, and stay.
    """
    if figures.disclosure is Disclosure.NONE:
        return quality
    missing = tuple(_missing({each.field: None for each in quality.missing}, figures))
    rules = [r for r in quality.rules if r.severity is Severity.CRITICAL or r.rule in EXACT_WARNINGS]
    return replace(quality, missing=missing, rules=(*rules, *_warnings(missing)))


def _missing(asked: Mapping[str, None], figures: ProtectedFigures) -> Iterator[FieldMissing]:
    telling = _figures_by_question(figures)
    for name in asked:
        if figure := telling.get(fields()[name].question):
            window = figure.edition
            below = None if window.missing else window.bound
            yield FieldMissing(name, BOTH_LOGS, window.total, window.missing, below)


def _figures_by_question(figures: ProtectedFigures) -> Mapping[str, Figure]:
    """From a question to the figure that tells how many cases have no answer to it.

    That is the one that shows the answers and no other question's, or a share, whose last question has to be answered.
    """
    found: dict[str, Figure] = {}
    for figure in figures:
        spec = figure.spec
        if spec.base is Base.CASES and (len(spec.questions) == 1 or spec.measure is Measure.SHARE):
            found.setdefault(spec.questions[-1], figure)
    return found


def _warnings(missing: tuple[FieldMissing, ...]) -> Iterator[RuleResult]:
    rule = missing_rule()
    for each in missing:
        if each.share > helpline().missing_limit:
            yield RuleResult(rule.id, each.field, each.log, Severity(rule.severity), rule.title, each.missing)
