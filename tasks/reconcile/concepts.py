"""The check that an id stands for one figure: its own description, its own categories, its own numbers."""

from collections.abc import Collection, Iterator
from itertools import combinations

from expectations.contract.vocabulary import vocabularies
from tasks.core.period import Period
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Numbers


def one_id_one_concept(book: Book) -> Iterator[Contradiction]:
    """No figure stands under another's id or holds another's categories, and one thing has one number."""
    for figure_id, windows in book.figures.items():
        for numbers in windows.values():
            if numbers.spec.id != figure_id:
                yield numbers.contradicts(figure_id)
    for numbers in book:
        if not all(_fits(numbers, key) for key in numbers.cells):
            yield numbers.contradicts()
    yield from _one_number_for_the_fia(book)


def _fits(numbers: Numbers, key: tuple[str, ...]) -> bool:
    dimensions = numbers.spec.dimensions
    return len(key) == len(dimensions) and all(
        part in _categories(name, numbers.period) for name, part in zip(dimensions, key, strict=True)
    )


def _categories(dimension: str, period: Period | None) -> Collection[str]:
    if period and dimension == "month":
        return [str(month) for month in period]
    if period and dimension == "quarter":
        return period.quarters
    if dimension == "hour":
        return [f"{hour:02d}" for hour in range(24)]
    if dimension == "services":
        keys = vocabularies()["service"].keys
        return ["+".join(part) for size in range(1, len(keys) + 1) for part in combinations(keys, size)]
    return vocabularies()[dimension].keys


def _one_number_for_the_fia(book: Book) -> Iterator[Contradiction]:
    for extent in book.of("fia_referral"):
        if extent.total != book.beside(extent, "referral").cells.get(("fia",), 0):
            yield extent.contradicts("referral")
