"""Checks on shares and means: each against the counts that it was made from."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tasks.core.figures import Key
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import PRECISION, Book, Number, Numbers
from tasks.reconcile.relations import MEANS, PARTS_BY_GENDER, SHARES


def pct_matches_count(book: Book) -> Iterator[Contradiction]:
    """Share times whole is the count, for each cell and for the shares that are single numbers."""
    for numbers in book:
        yield from _shares_of(numbers, numbers.shares_of_all, numbers.total, "all records")
        if not numbers.spec.share_within:
            yield from _shares_of(numbers, numbers.shares, numbers.known, "the known records")
        else:
            yield from _shares_within_groups(numbers)
    for name, part, whole in SHARES:
        for numbers in book.of(name):
            of, parts = book.beside(numbers, whole), book.beside(numbers, part)
            if numbers.value is not None and _apart(numbers.value, parts.value or 0, of.value or 0):
                said = Fraction(numbers.value) * Fraction(of.value or 0)
                yield Contradiction(numbers.says(f"{name} of {whole}", said), parts.says(part, parts.value or 0))


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
                    bound = least if told < least else least + free
                    statement = f"{key[0]} by its share in {whole_id}"
                    yield Contradiction(
                        whole.says(statement, told), parts.says(f"the bound by its shares in {parts_id}", bound)
                    )


def mean_times_n(book: Book) -> Iterator[Contradiction]:
    """A mean times its months is the total that it is a mean of."""
    for name, total_id in MEANS:
        for mean in book.of(name):
            total, months = book.beside(mean, total_id), mean.period.months if mean.period else 0
            told = Fraction(mean.value or 0) * months
            if abs(told - Fraction(total.value or 0)) > PRECISION * months:
                yield Contradiction(
                    mean.says(f"{name} times {months} months", told), total.says(total_id, total.value or 0)
                )


def _shares_of(numbers: Numbers, shares: Mapping[Key, float], whole: int, called: str) -> Iterator[Contradiction]:
    for key, share in shares.items():
        if _apart(share, numbers.cells[key], whole):
            cell = f"{numbers.spec.id} {'/'.join(key)}"
            told = Fraction(share) * whole
            yield Contradiction(
                numbers.says(f"{cell} by its share of {called}", told), numbers.says("its count", numbers.cells[key])
            )


def _shares_within_groups(numbers: Numbers) -> Iterator[Contradiction]:
    within = numbers.spec.share_within
    for group, known in numbers.groups.items():
        shares = {key: share for key, share in numbers.shares.items() if key[:within] == group}
        yield from _shares_of(numbers, shares, known, f"{'/'.join(group)} known")


def _apart(share: Number, count: Number, whole: Number) -> bool:
    return abs(Fraction(share) * Fraction(whole) - Fraction(count)) > PRECISION * Fraction(whole)
