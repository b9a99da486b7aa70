"""Checks on parts and wholes: partitions, subsets, margins, and cases in two channels."""

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
        name = numbers.spec.id
        for key, count in numbers.cells.items():
            if count > numbers.known:
                cell = f"{name} {'/'.join(key)}"
                yield Contradiction(
                    numbers.says(cell, count), numbers.says(f"the known records of {name}", numbers.known)
                )
        base = book.beside(numbers, HEADLINE.get(numbers.spec.base, "cases"))
        if numbers.total > base.total + numbers.slack:
            yield Contradiction(
                numbers.says(f"the total of {name}", numbers.total), base.says(base.spec.id, base.total)
            )


def same_margin(book: Book) -> Iterator[Contradiction]:
    """A margin of a cross-table lacks only the records that the other dimension does not know."""
    for table, place, alone, rest in MARGINS:
        for crossed in book.of(table):
            yield from _margin(crossed, place, book.beside(crossed, alone), rest)
    for table, alone_ids in MISSING_FROM:
        for crossed in book.of(table):
            most = sum(book.beside(crossed, alone).missing for alone in alone_ids)
            if crossed.missing > most:
                told = crossed.says(f"the number missing from {table}", crossed.missing)
                figures = " and ".join(alone_ids)
                yield Contradiction(told, book.beside(crossed, alone_ids[0]).says(f"that from {figures}", most))


def _margin(crossed: Numbers, place: int, single: Numbers, rest: Key) -> Iterator[Contradiction]:
    unknown = crossed.missing - single.missing
    for (key,), count in crossed.margin(place).items():
        whole = single.cells.get((key, *rest), 0)
        if not 0 <= whole - count <= unknown:
            told = crossed.says(f"the sum of {crossed.spec.id} over {key}", count)
            yield Contradiction(told, single.says(f"{single.spec.id} {key}", whole))


def no_double_channel(book: Book) -> Iterator[Contradiction]:
    """There are no more cases than new calls and new e-mails."""
    for cases in book.of("cases"):
        calls, emails = (book.beside(cases, name).value or 0 for name in ("new_calls", "new_emails"))
        if cases.total > calls + emails:
            opened = book.beside(cases, "new_calls")
            yield Contradiction(
                cases.says("cases", cases.total), opened.says("new_calls and new_emails together", calls + emails)
            )


def _makes_up_its_total(numbers: Numbers) -> Iterator[Contradiction]:
    if not numbers.spec.dimensions:
        return
    name, counted = numbers.spec.id, sum(numbers.cells.values())
    off = counted - numbers.known
    # With several values a case stands in several cells, so that they come to more than the cases; to less only where
    # each of them was rounded down.
    least, most = (-numbers.slack * (len(numbers.cells) + 1), off) if numbers.spec.multi_response else (0, 0)
    if not least <= off <= most:
        yield Contradiction(
            numbers.says(f"{name}, all cells", counted), numbers.says(f"{name}, total less missing", numbers.known)
        )


def _has_the_total_of_its_base(numbers: Numbers, book: Book) -> Iterator[Contradiction]:
    name = numbers.spec.id
    if name in PARTS_OF_A_BASE or numbers.spec.base not in HEADLINE:
        return
    base = book.beside(numbers, HEADLINE[numbers.spec.base])
    if abs(numbers.total - (base.value or 0)) > numbers.slack:
        yield Contradiction(
            numbers.says(f"the total of {name}", numbers.total), base.says(base.spec.id, base.value or 0)
        )


def _sums(book: Book) -> Iterator[Contradiction]:
    for name, summands in SUMS:
        for whole in book.of(name):
            parts = [book.beside(whole, part) for part in summands]
            total = sum(part.value or 0 for part in parts)
            if total != whole.value:
                yield Contradiction(
                    whole.says(name, whole.value or 0), parts[0].says(" and ".join(summands) + " together", total)
                )


def _cells_that_are_headlines(book: Book) -> Iterator[Contradiction]:
    for table, place, key, name in CELLS_THAT_ARE_HEADLINES:
        for numbers in book.of(table):
            counted, headline = numbers.margin(place)[key], book.beside(numbers, name)
            if counted != headline.value:
                yield Contradiction(
                    numbers.says(f"{table} {key[0]}", counted), headline.says(name, headline.value or 0)
                )


def _combinations(book: Book) -> Iterator[Contradiction]:
    for services in book.of("services"):
        sets = book.beside(services, "service_combinations")
        for (service,), count in services.cells.items():
            counted = sum(n for (names,), n in sets.cells.items() if service in names.split("+"))
            if count != counted:
                combined = f"service_combinations with {service}"
                yield Contradiction(services.says(f"services {service}", count), sets.says(combined, counted))
