"""The check on rounded figures: none of them tells a number that rounding would have hidden."""

from collections.abc import Iterator

from tasks.core.figures import ROUNDED_TO
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Numbers


def disclosure_control(book: Book) -> Iterator[Contradiction]:
    """Every number of a rounded figure is a multiple of the base."""
    for numbers in book:
        if not numbers.slack:
            continue
        for words, count in _told(numbers):
            if hidden := count % ROUNDED_TO:
                multiple = numbers.says(f"the multiple of {ROUNDED_TO} below it", count - hidden)
                yield Contradiction(numbers.says(words, count), multiple)


def _told(numbers: Numbers) -> Iterator[tuple[str, int]]:
    name = numbers.spec.id
    yield f"the total of {name}", numbers.total
    yield f"the number missing from {name}", numbers.missing
    for key, count in numbers.cells.items():
        yield f"{name} {'/'.join(key)}", count
