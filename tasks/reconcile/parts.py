"""Checks on parts and wholes: partitions, subsets, margins, and cases in two channels."""

from collections import Counter
from collections.abc import Iterator

from tasks.core.figures import Key
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Numbers
from tasks.reconcile.relations import CELLS_THAT_ARE_HEADLINES, HEADLINE, MARGINS, MISSING_FROM, PARTS_OF_A_BASE, SUMS


def partition_exact(book: Book) -> Iterator[Contradiction]:
    """Categories and missing make up the base, and every figure of a base has the same one."""
    for numbers in book:
        yield from _makes_up_its_total(numbers)
        yield from _has_the_total_of_its_base(numbers, book)
    yield from _sums(book)
    yield from _cells_that_are_headlines(book)
    yield from _combinations(book)


def subset_le(book: Book) -> Iterator[Contradiction]:
    """No cell exceeds the records whose value is known, and no part of a base exceeds the base."""
    for numbers in book:
        if any(count > numbers.known for count in numbers.cells.values()):
            yield numbers.contradicts()
        base = book.beside(numbers, HEADLINE.get(numbers.spec.base, "cases"))
        if numbers.total > base.total + numbers.slack:
            yield numbers.contradicts(base.spec.id)


def same_margin(book: Book) -> Iterator[Contradiction]:
    """A margin of a cross-table lacks only the records that the other dimension does not know."""
    for table, place, alone, rest in MARGINS:
        for crossed in book.of(table):
            if not _has_margin(crossed, place, book.beside(crossed, alone), rest):
                yield crossed.contradicts(alone)
    for table, alone_ids in MISSING_FROM:
        for crossed in book.of(table):
            if crossed.missing > sum(book.beside(crossed, alone).missing for alone in alone_ids):
                yield crossed.contradicts(*alone_ids)


def _has_margin(crossed: Numbers, place: int, single: Numbers, rest: Key) -> bool:
    unknown = crossed.missing - single.missing
    margin = crossed.margin(place).items()
    return all(0 <= single.cells.get((key, *rest), 0) - count <= unknown for (key,), count in margin)


def no_double_channel(book: Book) -> Iterator[Contradiction]:
    """There are no more cases than new calls and new e-mails."""
    for cases in book.of("cases"):
        calls, emails = (book.beside(cases, name).value or 0 for name in ("new_calls", "new_emails"))
        if cases.total > calls + emails:
            yield cases.contradicts("new_calls", "new_emails")


def _makes_up_its_total(numbers: Numbers) -> Iterator[Contradiction]:
    if not numbers.spec.dimensions:
        return
    off = sum(numbers.cells.values()) - numbers.known
    # With several values a case stands in several cells, so that they come to more than the cases; to less only where
    # each of them was rounded down.
    least, most = (-numbers.slack * (len(numbers.cells) + 1), off) if numbers.spec.multi_response else (0, 0)
    if not least <= off <= most:
        yield numbers.contradicts()


def _has_the_total_of_its_base(numbers: Numbers, book: Book) -> Iterator[Contradiction]:
    name = numbers.spec.id
    if name in PARTS_OF_A_BASE or numbers.spec.base not in HEADLINE:
        return
    base = book.beside(numbers, HEADLINE[numbers.spec.base])
    if abs(numbers.total - (base.value or 0)) > numbers.slack:
        yield numbers.contradicts(base.spec.id)


def _sums(book: Book) -> Iterator[Contradiction]:
    for name, summands in SUMS:
        for whole in book.of(name):
            if sum(book.beside(whole, part).value or 0 for part in summands) != whole.value:
                yield whole.contradicts(*summands)


def _cells_that_are_headlines(book: Book) -> Iterator[Contradiction]:
    for table, place, key, name in CELLS_THAT_ARE_HEADLINES:
        for numbers in book.of(table):
            if numbers.margin(place)[key] != book.beside(numbers, name).value:
                yield numbers.contradicts(name)


def _combinations(book: Book) -> Iterator[Contradiction]:
    for services in book.of("services"):
        sets = book.beside(services, "service_combinations")
        counted = Counter[str]()
        for (names,), count in sets.cells.items():
            counted.update(dict.fromkeys(names.split("+"), count))
        if any(count != counted[service] for (service,), count in services.cells.items()):
            yield services.contradicts(sets.spec.id)
