"""Edit rules as relations: what must hold between answers to different questions, by time, place and the contract.

The cases of a city are cases of its province, so that the count of the province is at least theirs. Such an inequality
is written as an equation with a slack variable: province = city + an auxiliary number, which cannot be below 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from expectations.conditions import LiesWithin, Since, conditions
from expectations.contract.fields import fields
from expectations.contract.vocabulary import vocabulary
from expectations.places import cities_with_office
from tasks.disclosure.questions import OFFICE, OFFICE_AT_FIRST
from tasks.disclosure.relations import Conditions, Number, Relation, auxiliary, condition
from tasks.model.figures import Base
from tasks.model.period import Month, Period


def between_questions(
    period: Period, numbers: Iterable[Number], parts: Sequence[tuple[str, str]]
) -> Iterator[Relation]:
    """The relations between numbers of a time slice that answer different questions.

    Args:
        period: the months of the time slice.
        numbers: those that are in relations within a question already.
        parts: the questions and answers that select the records of a figure which counts a part of its base.
    """
    known = frozenset(numbers)
    for base in dict.fromkeys(number.base for number in numbers):
        yield from _quarters(base, period, known)
        yield from _offices(base, period, known)
    for declared in (each for found in conditions().values() for each in found):
        if isinstance(declared, LiesWithin):
            yield from _within(declared, numbers, known)
        elif isinstance(declared, Since):
            yield from _not_yet(declared, numbers, period)
    for part in parts:
        yield from _part(part, numbers, known)


def _quarters(base: Base, period: Period, known: frozenset[Number]) -> Iterator[Relation]:
    for quarter in period.quarters:
        months = [Number(base, condition("month", str(month))) for month in period if month.quarter == quarter]
        yield from _if_known(known, Number(base, condition("quarter", quarter)), months)


def _offices(base: Base, period: Period, known: frozenset[Number]) -> Iterator[Relation]:
    """Access on the first day follows from the city. Later it differs only in the cities whose office opened since."""

    def number(answer: str) -> Number:
        return Number(base, condition("city", answer))

    at_first, on_the_day = (number(f"with office {on}") for on in (OFFICE_AT_FIRST, OFFICE))
    before, after = (cities_with_office(day) for day in (f"{period.first}-01", f"{period.last}-31"))
    yield from _if_known(known, at_first, map(number, before))
    opened = [number(city) for city in after if city not in before]
    if not {at_first, on_the_day, *opened} <= known:
        return
    if not opened:
        yield Relation(on_the_day, (at_first,))
        return
    since, cities = number("office opened since"), Number(base, auxiliary("city", "all whose office opened since"))
    yield Relation(on_the_day, (at_first, since))
    yield Relation(cities, tuple(opened))
    yield Relation(cities, (since, Number(base, auxiliary("city", "before its office opened"))))


def _within(declared: LiesWithin, numbers: Iterable[Number], known: frozenset[Number]) -> Iterator[Relation]:
    """Categories lie within one of another field; where that was merged into another, within this."""
    inner, outer = (fields()[name].question for name in (declared.field, declared.other))
    for whole, place, rest in _answers(numbers, outer):
        homes = {key: _home(whole.base, rest, outer, into, known) for key, into in declared.within.items()}
        parts = [Number(whole.base, rest | condition(inner, key)) for key, home in homes.items() if home == whole]
        found = [part for part in parts if part in known]
        if found:
            beyond = Number(whole.base, rest | auxiliary(outer, f"{place} beyond each {inner}"))
            yield Relation(whole, (*found, beyond))


def _home(base: Base, rest: Conditions, question: str, key: str | None, known: frozenset[Number]) -> Number | None:
    while key is not None:
        number = Number(base, rest | condition(question, key))
        if number in known:
            return number
        key = vocabulary(question)[key].merge_into
    return None


def _not_yet(declared: Since, numbers: Iterable[Number], period: Period) -> Iterator[Relation]:
    """Nothing is counted in a category before the month in which it was first recorded."""
    for number, key, rest in _answers(numbers, fields()[declared.field].question):
        if str(_last_month(dict(rest), period)) < declared.first.get(key, ""):
            yield Relation(number, ())


def _last_month(asked: Mapping[str, str], period: Period) -> Month:
    if "month" in asked:
        return Month.parse(asked["month"])
    return max((month for month in period if month.quarter == asked.get("quarter")), default=period.last)


def _part(part: tuple[str, str], numbers: Iterable[Number], known: frozenset[Number]) -> Iterator[Relation]:
    """A part has no more records of any kind than its whole."""
    question, answer = part
    for number, key, rest in _answers(numbers, question):
        whole = Number(number.base, rest)
        if key == answer and whole in known:
            yield Relation(whole, (number, Number(number.base, rest | auxiliary(question, f"all but {answer}"))))


def _answers(numbers: Iterable[Number], question: str) -> Iterator[tuple[Number, str, Conditions]]:
    """The numbers that tell an answer to a question: each with the answer, and what else it asks."""
    for number in numbers:
        if number.auxiliary:
            continue
        for asked, answer in number.conditions:
            if asked == question:
                yield number, answer, number.conditions - {(asked, answer)}


def _if_known(known: frozenset[Number], whole: Number, parts: Iterable[Number]) -> Iterator[Relation]:
    relation = Relation(whole, tuple(parts))
    if known.issuperset((whole, *relation.parts)):
        yield relation
