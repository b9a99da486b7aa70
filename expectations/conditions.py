"""The conditions between fields that every accepted record keeps, each declared once, as data.

Validation checks them (:mod:`expectations.rules`), the sample logs keep them (:mod:`tests.sample_logs.record`), and
the disclosure audit takes from them which published numbers depend on each other (:mod:`tasks.disclosure`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from expectations.contract.fields import Field, FieldKind, fields
from expectations.contract.span import ALWAYS, END, Span
from expectations.contract.vocabulary import NONE, OTHER, vocabularies, vocabulary


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
        within: from each category of the field to those of the other, each in its span; a record that names the first
            counts under the one of its month.
        accepted: all that may stand beside a category, since staff may rightly write it.
    """

    field: str
    other: str
    within: Mapping[str, tuple[tuple[Span, str], ...]]
    accepted: Mapping[str, tuple[str, ...]]

    def home(self, key: str, first: str, last: str = "") -> str | None:
        """Within what a category lies in a month, or in all months up to another; None where it is not known."""
        return next((into for span, into in self.within.get(key, ()) if span.covers(first, last or first)), None)


@dataclass(frozen=True, slots=True)
class AskedWithin:
    """A field's categories could be answered within these spans; at another time one counts as not recorded.

    Attributes:
        spans: by category, where it was not always asked.
        merged: from a category that has ended to the one under which it counts after.
    """

    field: str
    spans: Mapping[str, Span]
    merged: Mapping[str, str]

    @property
    def accepted(self) -> Mapping[str, Span]:
        """When staff may write each: one that counts under another after may be written on."""
        found = {key: Span(span.first, END) if key in self.merged else span for key, span in self.spans.items()}
        return {key: span for key, span in found.items() if span != ALWAYS}


Condition = ExclusiveKey | Differs | FilterQuestion | LiesWithin | AskedWithin
Kind = TypeVar("Kind")


def can_be_broken(condition: Condition) -> bool:
    """Whether a record can break it: not, where all that has ended may be written on."""
    return not isinstance(condition, AskedWithin) or bool(condition.accepted)


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
        *(("asked_since", dated) for dated in dated_values()),
    ]
    found: dict[str, tuple[Condition, ...]] = {}
    for rule, condition in declared:
        if {condition.field, getattr(condition, "other", condition.field)} <= fields().keys():
            found[rule] = (*found.get(rule, ()), condition)
    return found


def of_kind(kind: type[Kind]) -> Iterator[Kind]:
    """All conditions of one kind."""
    return (each for found in conditions().values() for each in found if isinstance(each, kind))


@cache
def city_in_province() -> LiesWithin:
    """Each city of the gazetteer lies in a province.

    Where a city has changed its province, or a province may be merged into another, as after a reform, staff may
    rightly write either.
    """
    within = {city.key: city.homes for city in vocabulary("city") if city.homes}
    into = {province.key: province.merge_into for province in vocabularies().get("province", ())}
    accepted = {
        city: tuple(dict.fromkeys(filter(None, (key for _, home in homes for key in (home, into[home])))))
        for city, homes in within.items()
    }
    return LiesWithin("city", "province", within, accepted)


@cache
def dated_values() -> tuple[AskedWithin, ...]:
    """The fields whose categories could not always be answered, each with their spans."""
    found = []
    for f in fields().values():
        categories = list(f.vocabulary) if has_categories(f) else []
        spans = {c.key: f.asked & c.asked for c in categories if f.asked & c.asked != ALWAYS}
        if spans:
            found.append(AskedWithin(f.name, spans, {c.key: c.merged_into for c in categories if c.merged_into}))
    return tuple(found)


def has_categories(f: Field) -> bool:
    """Whether the field takes its values from a list."""
    return f.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY)


def together(condition: LiesWithin) -> tuple[str, ...]:
    """Which categories may stand together, as ``city, province``; a place outside the gazetteer may lie anywhere."""
    others = {OTHER: fields()[condition.other].vocabulary.keys}
    return tuple(f"{key}, {into}" for key, found in ({**condition.accepted} | others).items() for into in found)


def _may_be_none(f: Field) -> bool:
    return f.kind is FieldKind.CATEGORIES and NONE in f.vocabulary.keys
