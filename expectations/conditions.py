"""The conditions between fields that every accepted record keeps, each declared once, as data.

Validation checks them (:mod:`expectations.rules`), the sample logs keep them (:mod:`expectations.sample.rules`), and
the disclosure audit takes from them which published numbers depend on each other (:mod:`tasks.disclosure`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from expectations.contract.fields import Field, FieldKind, fields
from expectations.contract.vocabulary import OTHER, vocabularies, vocabulary

NONE = "none"
"""The key that says of a field with several values that there is none; it contradicts any other."""


@dataclass(frozen=True, slots=True)
class ExclusiveKey:
    """A field that allows several values never names this one beside another."""

    field: str
    key: str


@dataclass(frozen=True, slots=True)
class Differs:
    """Two fields with the same categories never hold the same one."""

    field: str
    other: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The categories of both."""
        return fields()[self.field].vocabulary.keys


@dataclass(frozen=True, slots=True)
class FilterQuestion:
    """A field is filled only where the other names this key."""

    field: str
    other: str
    key: str


@dataclass(frozen=True, slots=True)
class LiesWithin:
    """A category of one field lies within one of the other.

    Attributes:
        within: from each category of the field to that of the other; a record that names the first counts under it.
        accepted: what else may stand beside a category, since both are right.
    """

    field: str
    other: str
    within: Mapping[str, str]
    accepted: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Since:
    """A field's categories were not recorded before these months; an earlier one counts as not recorded."""

    field: str
    first: Mapping[str, str]


Condition = ExclusiveKey | Differs | FilterQuestion | LiesWithin | Since


@cache
def conditions() -> Mapping[str, tuple[Condition, ...]]:
    """By the id of the rule that sees to them, all conditions between what a record says in one place and another."""
    declared: list[tuple[str, Condition]] = [
        ("secondary_differs", Differs("secondary_case_type", "case_type")),
        *(
            (f.asked_if.rule, FilterQuestion(f.name, f.asked_if.field, f.asked_if.value))
            for f in fields().values()
            if f.asked_if
        ),
        ("city_in_province", city_in_province()),
        *(("none_alone", ExclusiveKey(f.name, NONE)) for f in fields().values() if _may_be_none(f)),
        *(("asked_since", Since(name, first)) for name, first in dated_values().items()),
    ]
    found: dict[str, tuple[Condition, ...]] = {}
    for rule, condition in declared:
        if {condition.field, getattr(condition, "other", condition.field)} <= fields().keys():
            found[rule] = (*found.get(rule, ()), condition)
    return found


@cache
def city_in_province() -> LiesWithin:
    """Each city of the gazetteer lies in a province.

    Where a province may be merged into another, as after a reform, staff may rightly write either for its cities.
    """
    within = {city.key: city.province for city in vocabulary("city") if city.province}
    into = {province.key: province.merge_into for province in vocabularies().get("province", ())}
    return LiesWithin("city", "province", within, {city: (new,) for city, old in within.items() if (new := into[old])})


def dated_values() -> Mapping[str, Mapping[str, str]]:
    """By field, the keys that were not recorded from the first day, each with its first month."""
    found: dict[str, dict[str, str]] = {}
    for f in fields().values():
        for category in f.vocabulary if has_categories(f) else ():
            since = max(filter(None, (f.since, category.since)), default=None)
            if since:
                found.setdefault(f.name, {})[category.key] = since
    return found


def has_categories(f: Field) -> bool:
    """Whether the field takes its values from a list."""
    return f.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY)


def together(condition: LiesWithin) -> tuple[str, ...]:
    """Which categories may stand together, as ``city, province``; a place outside the gazetteer may lie anywhere."""
    known = {key: (into, *condition.accepted.get(key, ())) for key, into in condition.within.items()}
    others = {OTHER: fields()[condition.other].vocabulary.keys}
    return tuple(f"{key}, {into}" for key, found in (known | others).items() for into in found)


def _may_be_none(f: Field) -> bool:
    return f.kind is FieldKind.CATEGORIES and NONE in f.vocabulary.keys
