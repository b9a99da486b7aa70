"""Questions: what the answers of a breakdown mean as conditions, and how they make up one another.

Most questions allow one answer, so that the answers make up the known records. Where several are allowed, each answer
is a question of its own, answered with yes or no. A few questions look at the same thing from several sides: a quarter
is made of months, a combination of services names single ones, and access to an office follows from the city.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from expectations.contract.fields import FieldKind, fields
from tasks.core.figures import ANY, MISSING, Key
from tasks.core.linked.numbers import EVERYTHING, Conditions, Split, condition, split


@dataclass(frozen=True, slots=True)
class Question:
    """A breakdown of one tile.

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
        """All conditions that the question can set, none of them included."""
        return tuple(dict.fromkeys(c for split in self.splits for c in (split.whole, *split.parts)))


def width(question: str) -> int:
    """How many dimensions the question takes in a figure's key."""
    return 2 if question == "case_type_by_rank" else 1


def describe(question: str, parts: Sequence[Key]) -> Question:
    """The question with the answers that a figure shows, in its order."""
    return _SPECIAL.get(question, _several if question in _several_allowed() else _one)(question, parts)


def _several_allowed() -> frozenset[str]:
    return frozenset(f.vocabulary_name or f.name for f in fields().values() if f.kind is FieldKind.CATEGORIES)


def _question(name: str, answers: Mapping[Key, Conditions], *splits: Split) -> Question:
    known, unknown = condition(name, ANY), condition(name, MISSING)
    return Question(answers, known, unknown, (split(EVERYTHING, [known, unknown]), *splits))


def _one(name: str, parts: Sequence[Key]) -> Question:
    answers = {part: condition(name, part[0]) for part in parts}
    return _question(name, answers, split(condition(name, ANY), answers.values()))


def _several(name: str, parts: Sequence[Key]) -> Question:
    answers = {part: condition(name, part[0]) for part in parts}
    known = condition(name, ANY)
    yes_or_no = (split(known, [answer, condition(name, f"not {part[0]}")]) for part, answer in answers.items())
    return _question(name, answers, *yes_or_no)


def _always_known(name: str, parts: Sequence[Key]) -> Question:
    """A part of time: every record has one."""
    answers = {part: condition(name, part[0]) for part in parts}
    return Question(answers, EVERYTHING, None, (split(EVERYTHING, answers.values()),))


def _combination(_: str, parts: Sequence[Key]) -> Question:
    name = "service"
    answers = {part: condition(name, f"just {part[0]}") for part in parts}
    single = dict.fromkeys(chain.from_iterable(part[0].split("+") for part in parts))
    with_one = (
        split(condition(name, one), (answers[part] for part in parts if one in part[0].split("+"))) for one in single
    )
    return _question(name, answers, split(condition(name, ANY), answers.values()), *with_one)


def _type_by_rank(name: str, parts: Sequence[Key]) -> Question:
    """Main and secondary type: two questions in one breakdown, each with one answer at most."""
    asked = {"primary": "case_type", "secondary": "secondary_case_type"}
    answers = {part: condition(asked[part[1]], part[0]) for part in parts}
    neither = frozenset((question, MISSING) for question in asked.values())
    splits = [split(EVERYTHING, [condition(name, ANY), neither])]
    for rank, question in asked.items():
        splits += [
            split(EVERYTHING, [condition(question, ANY), condition(question, MISSING)]),
            split(condition(question, ANY), (answers[part] for part in parts if part[1] == rank)),
        ]
    return Question(answers, condition(name, ANY), neither, tuple(splits))


OFFICE, OFFICE_AT_FIRST = "on the day", "on the first day"
"""Whose offices decide on access: those of the day of contact, or those of the first day of the tile."""


def _access(on: str) -> Callable[[str, Sequence[Key]], Question]:
    def access(_: str, parts: Sequence[Key]) -> Question:
        answers = {part: condition("city", f"{part[0]} office {on}") for part in parts}
        return _question("city", answers, split(condition("city", ANY), answers.values()))

    return access


_SPECIAL: Mapping[str, Callable[[str, Sequence[Key]], Question]] = {
    "month": _always_known,
    "quarter": _always_known,
    "service_combination": _combination,
    "case_type_by_rank": _type_by_rank,
    "office_access": _access(OFFICE),
    "office_access_fixed": _access(OFFICE_AT_FIRST),
}
