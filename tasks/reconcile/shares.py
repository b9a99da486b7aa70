"""Checks on shares and means: each against the counts that it was made from."""

from collections.abc import Iterator
from fractions import Fraction

from tasks.core.figures import Key
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import PRECISION, Book, Number, Numbers
from tasks.reconcile.relations import MEANS, PARTS_BY_GENDER, SHARES


def pct_matches_count(book: Book) -> Iterator[Contradiction]:
    """Share times whole is the count, for each cell and for the shares that are single numbers."""
    for numbers in book:
        if any(_apart(share, numbers.cells[key], whole) for key, share, whole in _shares(numbers)):
            yield numbers.contradicts()
    for name, part, whole in SHARES:
        for numbers in book.of(name):
            of, parts = book.beside(numbers, whole), book.beside(numbers, part)
            if numbers.value is not None and _apart(numbers.value, parts.value or 0, of.value or 0):
                yield numbers.contradicts(part, whole)


def subgroup_bounds(book: Book) -> Iterator[Contradiction]:
    """The share of all follows from the shares within each gender, but for the records without a gender."""
    for whole_id, parts_id in PARTS_BY_GENDER:
        for whole in book.of(whole_id):
            parts = book.beside(whole, parts_id)
            sizes = parts.margin(0)
            free = whole.known - sum(sizes.values())
            rounding = PRECISION * (whole.known + sum(sizes.values()))
            for key, share in whole.shares.items():
                told = Fraction(share) * whole.known
                by_gender = (Fraction(parts.shares.get((*g, *key), 0)) * size for g, size in sizes.items())
                least = sum(by_gender, Fraction(0))
                if not least - rounding <= told <= least + free + rounding:
                    yield whole.contradicts(parts_id)


def mean_times_n(book: Book) -> Iterator[Contradiction]:
    """A mean times its months is the total that it is a mean of."""
    for name, total_id in MEANS:
        for mean in book.of(name):
            total, months = book.beside(mean, total_id), mean.period.months if mean.period else 0
            told = Fraction(mean.value or 0) * months
            if abs(told - Fraction(total.value or 0)) > PRECISION * months:
                yield mean.contradicts(total_id)


def _shares(numbers: Numbers) -> Iterator[tuple[Key, float, int]]:
    """Each share of a figure: its cell, and the whole that it is a share of."""
    within = numbers.spec.share_within
    yield from ((key, share, numbers.total) for key, share in numbers.shares_of_all.items())
    for key, share in numbers.shares.items():
        yield key, share, numbers.groups.get(key[:within], 0) if within else numbers.known


def _apart(share: Number, count: Number, whole: Number) -> bool:
    return abs(Fraction(share) * Fraction(whole) - Fraction(count)) > PRECISION * Fraction(whole)
