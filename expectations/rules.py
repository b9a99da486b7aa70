"""The rules that records must keep, built from the contract: one frozen declaration a rule. Words: ``rules.toml``.

A rule looks at a *profile*: the distinct pairs of a field's value and what stands beside it, with their counts. Each
names the expectation of Great Expectations that judges the profile; :mod:`expectations.suites` makes the suites.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from expectations.contract.fields import Field, FieldKind, Needed, fields
from expectations.contract.vocabulary import OTHER, vocabulary

WORDS = Path(__file__).parent / "rules.toml"
MISSING_LIMIT = 0.05
"""A field that is empty in more than this share of the cases that were asked needs a note."""
NONE = "none"
"""The key that says of a field with several values that there is none; it contradicts any other."""


class Problem(StrEnum):
    """What intake writes in the place of a value that is not allowed; the value itself is gone."""

    UNKNOWN = "!unknown"
    FORMULA = "!formula"
    IDENTIFIER = "!identifier"
    TOO_LONG = "!too_long"
    INVALID = "!invalid"
    OUT_OF_RANGE = "!out_of_range"
    FUTURE = "!future"
    BEFORE_START = "!before_start"


class Profile(StrEnum):
    """What a rule looks at. Each is a list of ``field``, ``value``, ``beside`` and ``records``, by log."""

    VALUES = "values"  # every value of every field; of several in a cell, each; nothing beside
    FOLLOW_UPS = "follow_ups"  # the same for fields that follow-ups must have, over follow-ups
    SECONDARY = "secondary"  # secondary type, beside it the primary one
    RESIDENCE = "residence"  # city, beside it the province
    FIA = "fia"  # extent of the FIA referral, beside it "named" or "not_named" among the referrals
    TOGETHER = "together"  # the key "none", beside it "alone" or "with_others"
    EARLY = "early"  # values that the contract dates, beside them the month
    REFERENCES = "references"  # the reference of a contact, beside it "first" or "repeated" in its log
    OPENINGS = "openings"  # the case of a new contact, beside it "first" or "repeated" in both logs
    NEAR_MISSES = "near_misses"  # a place outside the gazetteer, beside it the listed city that is spelt nearly so
    MISSING = "missing"  # a field, with the share of accepted cases where it is empty (a number, no pairs)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name in data; rules that say the same of different fields share it.
        title: what is wrong where it is broken, in words.
        remedy: what staff do about it.
        severity: ``critical`` sets the records aside, ``warning`` only reports them.
        profile: what it looks at.
        fields: the fields that it speaks of.
        expectation: the class of Great Expectations that judges the profile.
        arguments: the arguments of that class.
        beside: only what stands beside this is judged.
        before: only what stands beside an earlier month is judged.
    """

    id: str
    title: str
    remedy: str
    severity: Literal["critical", "warning"]
    profile: Profile
    fields: tuple[str, ...]
    expectation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    beside: str | None = None
    before: str | None = None


@cache
def record_rules() -> tuple[Rule, ...]:
    """The rules on records, in the order in which they are reported."""
    rules = (*_field_rules(), *_cross_field_rules())
    order = list(_words())
    return tuple(sorted(rules, key=lambda rule: order.index(rule.id)))


def missing_rule() -> Rule:
    """The one rule on fields as a whole; it breaks no record."""
    about = tuple(f.name for f in asked_fields())
    limits = {"column": "share", "max_value": MISSING_LIMIT}
    return _rule("missing_share", Profile.MISSING, about, "ExpectColumnValuesToBeBetween", limits)


def _field_rules() -> Iterable[Rule]:
    everything, times, ages = tuple(fields()), _of(FieldKind.TIMESTAMP), _of(FieldKind.AGE)
    yield _rule("needed", Profile.VALUES, _needed(Needed.ALWAYS), "ExpectColumnValuesToNotBeNull")
    for f in fields().values():
        if has_categories(f):
            yield _vocabulary_rule(f)
    yield _problem_rule("formula", Problem.FORMULA, everything)
    yield _problem_rule("identifier", Problem.IDENTIFIER, everything)
    yield _problem_rule("too_long", Problem.TOO_LONG, everything)
    yield _problem_rule("reference_form", Problem.INVALID, _of(FieldKind.REFERENCE, FieldKind.CASE))
    yield _problem_rule("date_form", Problem.INVALID, times)
    yield _problem_rule("date_in_future", Problem.FUTURE, times)
    yield _problem_rule("date_before_start", Problem.BEFORE_START, times)
    yield _problem_rule("age_form", Problem.INVALID, ages)
    yield _problem_rule("age_range", Problem.OUT_OF_RANGE, ages)


def _cross_field_rules() -> Iterable[Rule]:
    not_null, null = "ExpectColumnValuesToNotBeNull", "ExpectColumnValuesToBeNull"
    in_set, not_in_set = "ExpectColumnValuesToBeInSet", "ExpectColumnValuesToNotBeInSet"
    repeated = {"column": "beside", "value_set": ["repeated"]}
    yield _rule("follow_up_case", Profile.FOLLOW_UPS, _needed(Needed.FOLLOW_UP), not_null)
    yield _rule(
        "secondary_differs",
        Profile.SECONDARY,
        ("secondary_case_type",),
        "ExpectSelectColumnValuesToBeUniqueWithinRecord",
        {"column_list": ["value", "beside"], "ignore_row_if": "any_value_is_missing"},
    )
    yield _rule("fia_referral_named", Profile.FIA, ("fia_referral",), null, beside="not_named")
    # One rule a province: the expectation on pairs loses its row condition in Great Expectations 1.24.
    for province in vocabulary("province").keys:
        cities = {"column": "value", "value_set": cities_of(province)}
        yield _rule("city_in_province", Profile.RESIDENCE, ("city",), in_set, cities, beside=province)
    with_others = {"column": "beside", "value_set": ["with_others"]}
    exclusive = tuple(f.name for f in fields().values() if may_be_none(f))
    yield _rule("none_alone", Profile.TOGETHER, exclusive, not_in_set, with_others)
    yield _rule("contact_id_unique", Profile.REFERENCES, _of(FieldKind.REFERENCE), not_in_set, repeated)
    yield _rule("case_opened_once", Profile.OPENINGS, _of(FieldKind.CASE), not_in_set, repeated)
    for name, since, keys in dated_values():
        values = {"column": "value", "value_set": list(keys)}
        yield _rule("asked_since", Profile.EARLY, (name,), not_in_set, values, before=since)
    yield _rule("city_near_miss", Profile.NEAR_MISSES, _of(FieldKind.CITY), null, {"column": "beside"})


def _vocabulary_rule(f: Field) -> Rule:
    """Only keys pass, and those problems that have a rule of their own for the field."""
    elsewhere = [Problem.FORMULA, Problem.IDENTIFIER, Problem.TOO_LONG]
    if f.kind is FieldKind.AGE:
        elsewhere += [Problem.INVALID, Problem.OUT_OF_RANGE]
    allowed = {"column": "value", "value_set": [*f.vocabulary.keys, *(problem.value for problem in elsewhere)]}
    return _rule("vocabulary", Profile.VALUES, (f.name,), "ExpectColumnValuesToBeInSet", allowed)


def _problem_rule(rule_id: str, problem: Problem, about: tuple[str, ...]) -> Rule:
    values = {"column": "value", "value_set": [problem.value]}
    return _rule(rule_id, Profile.VALUES, about, "ExpectColumnValuesToNotBeInSet", values)


def _rule(
    rule_id: str,
    profile: Profile,
    about: tuple[str, ...],
    expectation: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    beside: str | None = None,
    before: str | None = None,
) -> Rule:
    words = _words()[rule_id]
    return Rule(
        id=rule_id,
        title=words["title"],
        remedy=words["remedy"],
        severity=words["severity"],
        profile=profile,
        fields=about,
        expectation=expectation,
        arguments=arguments or {"column": "value"},
        beside=beside,
        before=before,
    )


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(WORDS.read_text("utf-8"))


def asked_fields() -> tuple[Field, ...]:
    """The fields where an empty cell means that something is not known."""
    return tuple(f for f in fields().values() if f.needed is Needed.NEVER and not f.empty_is_answer)


def has_categories(f: Field) -> bool:
    """Whether the field takes its values from a list."""
    return f.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY)


def _needed(when: Needed) -> tuple[str, ...]:
    return tuple(f.name for f in fields().values() if f.needed is when)


def _of(*kinds: FieldKind) -> tuple[str, ...]:
    return tuple(f.name for f in fields().values() if f.kind in kinds)


def may_be_none(f: Field) -> bool:
    """Whether a field with several values has a category that excludes the others."""
    return f.kind is FieldKind.CATEGORIES and NONE in f.vocabulary.keys


def cities_of(province: str) -> list[str]:
    """Keys of the cities that a record of a province may name; places outside the gazetteer may lie anywhere.

    The tribal areas joined Khyber Pakhtunkhwa in May 2018, so that staff may rightly write either for their cities.
    """
    provinces = (province, "ex_fata") if province == "khyber_pakhtunkhwa" else (province,)
    return [city.key for city in vocabulary("city") if city.province in provinces or city.key == OTHER]


def dated_values() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Field, first month and keys, for all values that were not recorded from the first day."""
    found: dict[tuple[str, str], list[str]] = {}
    for f in fields().values():
        for category in f.vocabulary if has_categories(f) else ():
            since = max(filter(None, (f.since, category.since)), default=None)
            if since:
                found.setdefault((f.name, since), []).append(category.key)
    return tuple((name, since, tuple(keys)) for (name, since), keys in found.items())
