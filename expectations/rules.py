"""The rules that records must keep, built from the contract, and the suite of Great Expectations made of them.

A rule looks at a *profile*: the distinct values of its fields, or values and what stands beside them, as short texts
(``gender: woman``; ``city: city, province``). It says which texts are allowed, or which are refused, and nothing else:
sets alone are quick in Great Expectations, where a condition on rows costs more than the check itself, and goes lost
for pairs. The words of a rule stand in ``rules.toml``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from expectations.conditions import (
    AskedWithin,
    Condition,
    Differs,
    ExclusiveKey,
    FilterQuestion,
    LiesWithin,
    can_be_broken,
    conditions,
    has_categories,
    together,
)
from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.fields import Field, FieldKind, Needed, Problem, fields
from expectations.contract.forms import REMEDY, STRICT, choice, read_form
from expectations.contract.vocabulary import OTHER

WORDS = "rules.toml"
EMPTY = "(empty)"
"""An empty cell, in a profile: a text, since expectations pass over nulls."""
GIVEN = "given"
"""A reference or a case, in a profile: that there is one, not which."""


class Profile(StrEnum):
    """What a rule looks at: records by log, field, value and, where a comma is shown, what stands beside it."""

    VALUES = "values"  # every value of every field; of several in a cell, each
    FOLLOW_UPS = "follow_ups"  # whether follow-ups have what they must: given or (empty)
    SECONDARY = "secondary"  # secondary type, primary type
    RESIDENCE = "residence"  # city, province
    FILTER = "filter"  # a field that is filled after one answer to another question, that answer "named" or "not_named"
    TOGETHER = "together"  # none, "alone" or "with_others"
    OUTSIDE = "outside"  # values that the contract dates: "before" their time, "within" it, or "after"
    REFERENCES = "references"  # given, "first" or "repeated" in its log
    OPENINGS = "openings"  # the case of a new contact: given, "first" or "repeated" in both logs
    NOT_RECORDED = "not_recorded"  # a field of which the record says in words that nothing is recorded: given
    NEAR_MISSES = "near_misses"  # a place outside the gazetteer, the listed city that is spelt nearly so or "far"
    MISSING = "missing"  # the share of the accepted cases in which a field is empty: no texts, and in no suite


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name in data; rules on different pairs of fields share it.
        title: what is wrong where it is broken, in words.
        remedy: what staff do about it.
        severity: ``critical`` sets the records aside, ``warning`` only reports them.
        profile: what it looks at.
        fields: the fields that it speaks of.
        allowed: if given, all other texts break it.
        refused: if given, these texts break it.
    """

    id: str
    title: str
    remedy: str
    severity: Literal["critical", "warning"]
    profile: Profile
    fields: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@cache
def record_rules() -> tuple[Rule, ...]:
    """The rules on records, in the order in which they are reported."""
    rules = (*_field_rules(), *_cross_field_rules())
    order = list(_words())
    return tuple(sorted(rules, key=lambda rule: order.index(rule.id)))


def missing_rule() -> Rule:
    """The one rule on fields as a whole, broken above the helpline's ``missing_limit``; it breaks no record."""
    return _rule("missing_share", Profile.MISSING, tuple(f.name for f in asked_fields()))


def _field_rules() -> Iterable[Rule]:
    def refuse(rule_id: str, about: tuple[str, ...], text: str) -> Rule:
        return _rule(rule_id, Profile.VALUES, about, refused=[text])

    everything, times, ages = tuple(fields()), _of(FieldKind.TIMESTAMP), _of(FieldKind.AGE)
    yield refuse("needed", _needed(Needed.ALWAYS), EMPTY)
    listed = {f.name: _allowed(f) for f in fields().values() if has_categories(f)}
    yield _rule("vocabulary", Profile.VALUES, tuple(listed), allowed=listed)
    yield refuse("formula", everything, Problem.FORMULA)
    yield refuse("identifier", everything, Problem.IDENTIFIER)
    yield refuse("too_long", everything, Problem.TOO_LONG)
    yield refuse("reference_form", _of(FieldKind.REFERENCE, FieldKind.CASE), Problem.INVALID)
    yield refuse("date_form", times, Problem.INVALID)
    yield refuse("date_in_future", times, Problem.FUTURE)
    yield refuse("date_before_start", times, Problem.BEFORE_START)
    yield refuse("age_form", ages, Problem.INVALID)
    yield refuse("age_range", ages, Problem.OUT_OF_RANGE)


def _allowed(f: Field) -> Iterable[str]:
    """The keys, an empty cell (which is the business of ``needed``), and problems that have a rule of their own."""
    yield from (*f.vocabulary.keys, EMPTY, Problem.FORMULA, Problem.IDENTIFIER, Problem.TOO_LONG)
    if f.kind is FieldKind.AGE:
        yield from (Problem.INVALID, Problem.OUT_OF_RANGE)


def _cross_field_rules() -> Iterable[Rule]:
    references, cases, city = _of(FieldKind.REFERENCE), _of(FieldKind.CASE), _of(FieldKind.CITY)
    repeated = [f"{GIVEN}, repeated"]
    if followed := _needed(Needed.FOLLOW_UP):
        yield _rule("follow_up_case", Profile.FOLLOW_UPS, followed, refused=[EMPTY])
    for rule_id, found in conditions().items():
        for condition in filter(can_be_broken, found):
            yield _conditional(rule_id, condition)
    yield _rule("not_recorded", Profile.NOT_RECORDED, not_recorded_fields(), refused=[GIVEN])
    yield _rule("contact_id_unique", Profile.REFERENCES, references, refused=repeated)
    yield _rule("case_opened_once", Profile.OPENINGS, cases, refused=repeated)
    yield _rule("city_near_miss", Profile.NEAR_MISSES, city, allowed=[f"{OTHER}, far"])


def _conditional(rule_id: str, condition: Condition) -> Rule:
    """The rule that sees to a condition: which texts of its profile break it."""
    about = (condition.field,)
    match condition:
        case ExclusiveKey(_, key):
            return _rule(rule_id, Profile.TOGETHER, about, refused=[f"{key}, with_others"])
        case Differs():
            return _rule(rule_id, Profile.SECONDARY, about, refused=[f"{key}, {key}" for key in condition.keys])
        case FilterQuestion(name):
            keys = fields()[name].vocabulary.keys
            return _rule(rule_id, Profile.FILTER, about, refused=[f"{key}, not_named" for key in keys])
        case LiesWithin():
            return _rule(rule_id, Profile.RESIDENCE, about, allowed=together(condition))
        case AskedWithin():
            outside = [f"{key}, {when}" for key in condition.accepted for when in ("before", "after")]
            return _rule(rule_id, Profile.OUTSIDE, about, refused=outside)


def _rule(
    rule_id: str,
    profile: Profile,
    about: tuple[str, ...],
    *,
    allowed: Mapping[str, Iterable[str]] | Iterable[str] = (),
    refused: Iterable[str] = (),
) -> Rule:
    """A rule with its words; ``allowed`` and ``refused`` are said of each of its fields, or by field."""
    known = _words()
    if rule_id not in known:
        problem = f"The rule {rule_id} has no words.{choice(rule_id, known)}"
        raise ContractError(problem, str(content().contract / WORDS), REMEDY)
    words = known[rule_id]
    return Rule(
        id=rule_id,
        title=words.title,
        remedy=words.remedy,
        severity=words.severity,
        profile=profile,
        fields=about,
        allowed=_texts(about, allowed),
        refused=_texts(about, refused),
    )


def _texts(about: tuple[str, ...], values: Mapping[str, Iterable[str]] | Iterable[str]) -> tuple[str, ...]:
    by_field = values if isinstance(values, Mapping) else dict.fromkeys(about, tuple(values))
    return tuple(f"{name}: {value}" for name, of_field in by_field.items() for value in of_field)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the file says of a rule."""

    __pydantic_config__ = STRICT

    severity: Literal["critical", "warning"]
    title: str
    remedy: str


@cache
def _words() -> Mapping[str, _Words]:
    found: dict[str, _Words] = read_form(content().contract / WORDS, dict[str, _Words])
    return found


def asked_fields() -> tuple[Field, ...]:
    """The fields where an empty cell means that something is not known."""
    listed = (f for f in fields().values() if f.recorded)
    return tuple(f for f in listed if f.needed is Needed.NEVER and not f.empty_is_answer)


def not_recorded_fields() -> tuple[str, ...]:
    """The fields where words for "not recorded" are a warning; where one must be filled, the cell counts as empty."""
    return tuple(f.name for f in fields().values() if f.needed is not Needed.ALWAYS and not f.empty_is_answer)


def _needed(when: Needed) -> tuple[str, ...]:
    return tuple(f.name for f in fields().values() if f.needed is when)


def _of(*kinds: FieldKind) -> tuple[str, ...]:
    return tuple(f.name for f in fields().values() if f.kind in kinds)


def rule_column(position: int) -> str:
    """The column of the texts that a rule is about, by its position: null in the rows of others."""
    return f"rule {position}"


def suite(rules: Sequence[Rule]) -> Any:
    """A suite with an expectation for each rule, on the column that :func:`rule_column` names.

    Each expectation's ``meta`` holds ``rule``, the rule's position in ``rules``, since results come in no fixed order.
    """
    # The library takes seconds to import.
    import great_expectations as gx
    import great_expectations.expectations as gxe

    expectations = []
    for position, rule in enumerate(rules):
        common = {"severity": rule.severity, "notes": rule.title, "meta": {"rule": position}}
        of_sets = gxe.ExpectColumnValuesToBeInSet if rule.allowed else gxe.ExpectColumnValuesToNotBeInSet
        texts = list(rule.allowed or rule.refused)
        expectations.append(of_sets(column=rule_column(position), value_set=texts, **common))
    return gx.ExpectationSuite("records", expectations=expectations)
