"""What the quality statement of a published edition tells of answers, and what it keeps to itself."""

from dataclasses import replace

import pytest

from tasks.model.figures import ProtectedFigures
from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity, quality_from_json, quality_json
from tasks.protect import protect_quality
from tests.figures_factory import HALF_YEAR, random_figures, rounded_figures

RAW = Quality(
    read={"calls": 1510, "emails": 503},
    accepted={"calls": 1500, "emails": 500},
    set_aside={"calls": 10, "emails": 3},
    rules=(
        RuleResult("vocabulary", "gender", "calls", Severity.CRITICAL, "None of those allowed", 7),
        RuleResult("case_opened_once", "case_ref", "emails", Severity.WARNING, "Opened twice", 40),
        RuleResult("asked_since", "gender", "calls", Severity.WARNING, "Not recorded yet", 2),
        RuleResult("missing_share", "gender", "calls", Severity.WARNING, "Empty too often", 151),
    ),
    missing=(
        FieldMissing("gender", "calls", 1000, 151),
        FieldMissing("gender", "emails", 300, 20),
        FieldMissing("age", "calls", 1000, 149),
    ),
    unknown_columns={},
    gate=0.02,
)


@pytest.fixture(scope="module")
def figures() -> ProtectedFigures:
    return rounded_figures(2, 600, HALF_YEAR)


def test_what_is_missing_is_told_as_the_figures_tell_it(figures: ProtectedFigures) -> None:
    told = {each.field: (each.log, each.asked, each.missing) for each in protect_quality(RAW, figures).missing}
    gender, age = figures["gender"].edition, figures["age_band"].edition
    assert told == {"gender": ("both", gender.total, gender.missing), "age": ("both", age.total, age.missing)}


def test_warnings_that_say_something_of_answers_are_left_to_the_staff(figures: ProtectedFigures) -> None:
    rules = {(r.rule, r.field): r.records for r in protect_quality(RAW, figures).rules}
    assert rules == {
        ("vocabulary", "gender"): 7,
        ("case_opened_once", "case_ref"): 40,
        ("missing_share", "gender"): figures["gender"].edition.missing,
        ("missing_share", "age"): figures["age_band"].edition.missing,
    }


def test_records_and_gate_stay_as_they_are(figures: ProtectedFigures) -> None:
    protected = protect_quality(RAW, figures)
    assert replace(protected, rules=RAW.rules, missing=RAW.missing) == RAW


def test_a_number_missing_that_rounds_to_0_is_bounded() -> None:
    complete = rounded_figures(2, 600, HALF_YEAR, 0.0)
    (gender, _) = protect_quality(RAW, complete).missing
    assert (gender.missing, gender.below) == (0, 5)
    assert quality_from_json(quality_json(protect_quality(RAW, complete))) == protect_quality(RAW, complete)


def test_an_internal_draft_tells_all() -> None:
    assert protect_quality(RAW, random_figures(2, 600, HALF_YEAR)) is RAW
