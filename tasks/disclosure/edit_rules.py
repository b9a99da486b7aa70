"""Edit rules as relations: what must hold between answers to different questions, by time, place and the contract.

The cases of a city are cases of its province, so that the count of the province is at least theirs. Such an inequality
is written as an equation with a slack variable: province = city + an auxiliary number, which cannot be below 0.
"""

from collections.abc import Iterable, Iterator, Sequence

from expectations.conditions import AskedWithin, LiesWithin, of_kind
from expectations.contract.fields import fields
from expectations.contract.span import ALWAYS
from expectations.contract.vocabulary import vocabulary
from expectations.places import cities_that_changed, cities_with_office
from tasks.disclosure.questions import OFFICE, OFFICE_AT_FIRST
from tasks.disclosure.relations import Conditions, Number, Relation, auxiliary, condition
from tasks.model.figures import MISSING, Base
from tasks.model.period import Period, months_counted, months_in


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
    yield from _sums("quarter", numbers, known, period)
    for base in dict.fromkeys(number.base for number in numbers):
        yield from _offices(base, period, known)
    yield from _sums("year", numbers, known, period)
    for within in of_kind(LiesWithin):
        yield from _within(within, numbers, known, period)
    for asked in of_kind(AskedWithin):
        yield from _not_asked(asked, numbers, period)
    for part in parts:
        yield from _part(part, numbers, known)


def _sums(breakdown: str, numbers: Iterable[Number], known: frozenset[Number], period: Period) -> Iterator[Relation]:
    """A quarter or a year is the sum of its months, of whatever both are counted."""
    for number, name, rest in _answers(numbers, breakdown):
        months = months_in(breakdown, name, period)
        yield from _if_known(known, number, (Number(number.base, rest | condition("month", str(m))) for m in months))


def _offices(base: Base, period: Period, known: frozenset[Number]) -> Iterator[Relation]:
    """Access on the first day follows from the city. Later it differs only where an office opened or closed since."""

    def number(answer: str) -> Number:
        return Number(base, condition("city", answer))

    at_first, on_the_day = (number(f"with office {on}") for on in (OFFICE_AT_FIRST, OFFICE))
    first, last = f"{period.first}-01", f"{period.last}-31"
    yield from _if_known(known, at_first, map(number, cities_with_office(first)))
    opened, closed = (tuple(map(number, cities)) for cities in cities_that_changed(first, last))
    if not {at_first, on_the_day, *opened, *closed} <= known:
        return
    if not opened and not closed:
        yield Relation(on_the_day, (at_first,))
        return
    if closed:
        yield from _bounded(base, on_the_day, (at_first, *opened), "all with an office on some day", "on another day")
        yield from _bounded(base, at_first, (on_the_day, *closed), "the day and all that closed", "as they closed")
        return
    since, cities = number("office opened since"), Number(base, auxiliary("city", "all whose office opened since"))
    yield Relation(on_the_day, (at_first, since))
    yield Relation(cities, opened)
    yield Relation(cities, (since, Number(base, auxiliary("city", "before its office opened"))))


def _bounded(base: Base, number: Number, parts: tuple[Number, ...], whole: str, rest: str) -> Iterator[Relation]:
    """A number is no greater than some others together."""
    every = Number(base, auxiliary("city", whole))
    yield Relation(every, parts)
    yield Relation(every, (number, Number(base, auxiliary("city", rest))))


def _within(
    declared: LiesWithin, numbers: Iterable[Number], known: frozenset[Number], period: Period
) -> Iterator[Relation]:
    """Categories lie within one of another field; where that was merged into another, within this.

    One that changed its place within the period lies in neither.
    """
    inner, outer = (fields()[name].question for name in (declared.field, declared.other))
    within = {key: declared.home(key, str(period.first), str(period.last)) for key in declared.within}
    for whole, place, rest in _answers(numbers, outer):
        homes = {key: _home(whole.base, rest, outer, into, known) for key, into in within.items()}
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


def _not_asked(declared: AskedWithin, numbers: Iterable[Number], period: Period) -> Iterator[Relation]:
    """Nothing is counted in a category, or at all, outside the months in which it could be answered."""
    asked = fields()[declared.field]
    for number, key, rest in _answers(numbers, asked.question):
        span = declared.spans.get(key, ALWAYS if key in (*asked.vocabulary.keys, MISSING) else asked.asked)
        if not span.meets(*months_counted(rest, period)):
            yield Relation(number, ())


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
