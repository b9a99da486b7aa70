"""Questions: what the answers of a breakdown mean as conditions, and how they make up one another.

Most questions allow one answer, so that the answers make up the known records. Where several are allowed, each answer
is a question of its own, answered with yes or no. A few questions look at the same thing from several sides: a quarter
is made of months, a combination of services names single ones, and access to an office follows from the city.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from expectations.conditions import Differs, ExclusiveKey, of_kind
from expectations.contract.fields import FieldKind, fields
from tasks.disclosure.relations import EVERYTHING, Conditions, auxiliary, condition, is_auxiliary
from tasks.model.figures import ANY, MISSING, Key


@dataclass(frozen=True, slots=True)
class Split:
    """How the answers to a question make up one another: the whole is the sum of its parts, whatever else is asked."""

    whole: Conditions
    parts: Collection[Conditions]


@dataclass(frozen=True, slots=True)
class Question:
    """A breakdown of one time slice.

    Attributes:
        answers: the conditions behind each part of a key.
        known: the records that answer at all.
        unknown: those that do not; None where every record answers.
        splits: how these make up one another.
    """

    answers: Mapping[Key, Conditions]
    known: Conditions
    unknown: Conditions | None
    splits: tuple[Split, ...]

    def of(self, part: Key) -> Conditions:
        """The conditions behind a part of a key; where the part is empty or :data:`ANY`, those of any known answer."""
        if set(part) == {MISSING}:
            return self.unknown or EVERYTHING
        return self.known if set(part) <= {ANY} else self.answers[part]

    @property
    def conditions(self) -> tuple[Conditions, ...]:
        """All conditions that the question can set, none included; within auxiliary ones nothing new is said."""
        found = dict.fromkeys(c for split in self.splits for c in (split.whole, *split.parts))
        return tuple(each for each in found if not is_auxiliary(each))


def width(question: str) -> int:
    """How many dimensions the question takes in a figure's key."""
    return 2 if question == "case_type_by_rank" else 1


def describe(question: str, parts: Sequence[Key]) -> Question:
    """The question with the answers that a figure shows, in its order."""
    return _SPECIAL.get(question, _several if question in _several_allowed() else _one)(question, parts)


def _several_allowed() -> frozenset[str]:
    return frozenset(f.question for f in fields().values() if f.kind is FieldKind.CATEGORIES)


def answered(name: str, answers: Mapping[Key, Conditions], *splits: Split) -> Question:
    known, unknown = condition(name, ANY), condition(name, MISSING)
    return Question(answers, known, unknown, (Split(EVERYTHING, [known, unknown]), *splits))


def _one(name: str, parts: Sequence[Key]) -> Question:
    answers = {part: condition(name, part[0]) for part in parts}
    return answered(name, answers, Split(condition(name, ANY), answers.values()))


def _several(name: str, parts: Sequence[Key]) -> Question:
    """Whoever answers names one at least. What stands alone is named by none of those who name another."""
    answers = {part: condition(name, part[0]) for part in parts}
    exclusive = {c.key for c in of_kind(ExclusiveKey) if fields()[c.field].question == name}
    alone = [part for part in parts if part[0] in exclusive]
    others = [answers[part] for part in parts if part not in alone]
    known = naming = condition(name, ANY)
    splits = []
    if alone:
        naming = condition(name, "any that may stand beside another")
        splits.append(Split(known, [*(answers[part] for part in alone), naming]))
    splits += [Split(naming, [answers[part], auxiliary(name, f"not {part[0]}")]) for part in parts if part not in alone]
    named = auxiliary(name, "all that is named, counted each time")
    splits += [Split(named, others), Split(named, [naming, auxiliary(name, "named beside another")])]
    return answered(name, answers, *splits)


def _always_known(name: str, parts: Sequence[Key]) -> Question:
    """A part of time: every record has one."""
    answers = {part: condition(name, part[0]) for part in parts}
    return Question(answers, EVERYTHING, None, (Split(EVERYTHING, answers.values()),))


def _year(name: str, parts: Sequence[Key]) -> Question:
    """As any part of time; but within a single year its records are all records, and so one number with them."""
    if len(parts) == 1:
        return Question({parts[0]: EVERYTHING}, EVERYTHING, None, ())
    return _always_known(name, parts)


def _combination(_: str, parts: Sequence[Key]) -> Question:
    name = "service"
    answers = {part: condition(name, f"just {part[0]}") for part in parts}
    single = dict.fromkeys(chain.from_iterable(part[0].split("+") for part in parts))
    with_one = (
        Split(condition(name, one), [answers[part] for part in parts if one in part[0].split("+")]) for one in single
    )
    return answered(name, answers, Split(condition(name, ANY), answers.values()), *with_one)


def _type_by_rank(name: str, parts: Sequence[Key]) -> Question:
    """Main and secondary type: two questions in one breakdown, each with one answer at most."""
    asked = {"primary": "case_type", "secondary": "secondary_case_type"}
    answers = {part: condition(asked[part[1]], part[0]) for part in parts}
    neither = frozenset((question, MISSING) for question in asked.values())
    known = condition(name, ANY)
    splits = [Split(EVERYTHING, [known, neither])]
    for rank, question in asked.items():
        splits += [
            Split(EVERYTHING, [condition(question, ANY), condition(question, MISSING)]),
            Split(condition(question, ANY), [answers[part] for part in parts if part[1] == rank]),
        ]
    if any({c.field, c.other} == {*asked.values()} for c in of_kind(Differs)):
        for key in dict.fromkeys(part[0] for part in parts):
            either = [answers[part] for part in parts if part[0] == key]
            splits.append(Split(known, [*either, auxiliary(name, f"neither is {key}")]))
    return Question(answers, known, neither, tuple(splits))


OFFICE, OFFICE_AT_FIRST = "on the day", "on the first day"
"""Whose offices decide on access: those of the day of contact, or those of the first day of the time slice."""


def _access(on: str) -> Callable[[str, Sequence[Key]], Question]:
    def access(_: str, parts: Sequence[Key]) -> Question:
        answers = {part: condition("city", f"{part[0]} office {on}") for part in parts}
        return answered("city", answers, Split(condition("city", ANY), answers.values()))

    return access


_SPECIAL: Mapping[str, Callable[[str, Sequence[Key]], Question]] = {
    "month": _always_known,
    "quarter": _always_known,
    "year": _year,
    "service_combination": _combination,
    "case_type_by_rank": _type_by_rank,
    "office_access": _access(OFFICE),
    "office_access_fixed": _access(OFFICE_AT_FIRST),
}
