"""The check on rounded figures: none of them tells a number that rounding would have hidden."""

from collections.abc import Iterator

from tasks.core.figures import ROUNDED_TO
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book


def disclosure_control(book: Book) -> Iterator[Contradiction]:
    """Every number of a rounded figure is a multiple of the base."""
    for numbers in book:
        told = (numbers.total, numbers.missing, *numbers.cells.values())
        if numbers.slack and any(count % ROUNDED_TO for count in told):
            yield numbers.contradicts()
