"""Checks on periods: what is compared with what, what a month can hold, and since when a question was asked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import Key, Measure, Tile
from tasks.core.period import Month
from tasks.disclosure.windows import combined, merged_key
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Numbers


def comparison_complete(book: Book) -> Iterator[Contradiction]:
    """Each figure speaks of the same periods, and one before the launch has no numbers."""
    for figure_id, windows in book.figures.items():
        if windows.keys() != book.due.keys():
            yield Contradiction("all windows", (figure_id,))
        for name, numbers in windows.items():
            period = book.due.get(name)
            of_no_period = period is None and (numbers.total or numbers.cells or numbers.value is not None)
            if numbers.period != period or of_no_period:
                yield numbers.contradicts()


def window_sums(book: Book) -> Iterator[Contradiction]:
    """Tiles follow each other without a gap up to the end of the edition, and each window is the sum of its tiles."""
    for tile, following in pairwise(book.tiles):
        if following.period.first != tile.period.last + 1:
            yield Contradiction(f"{tile.period} and {following.period}", ("the months between",))
    for numbers in book if book.tiles else ():
        if not _is_sum_of_tiles(numbers, book.tiles):
            yield numbers.contradicts()


def period_feasible(book: Book) -> Iterator[Contradiction]:
    """No month has more cases than it had new contacts."""
    for name in ("platform_by_month", "takeover_scams_by_month"):
        for numbers in book.of(name):
            if not _fits_its_months(numbers, book):
                yield numbers.contradicts("calls_by_month", "new_emails")


def valid_from(book: Book) -> Iterator[Contradiction]:
    """Nothing is counted for months in which it was not asked."""
    for numbers in book:
        if any(count and _is_early(numbers, key) for key, count in numbers.cells.items()):
            yield numbers.contradicts()


def _is_sum_of_tiles(numbers: Numbers, tiles: Sequence[Tile]) -> bool:
    within = [tile for tile in tiles if numbers.period and tile.period.first in numbers.period]
    parts = [tile.figures[numbers.spec.id] for tile in within]
    merges, cells = combined(tiles), Counter[Key]()
    for part in parts:
        for key, count in part.cells.items():
            cells[merged_key(numbers.spec.dimensions, key, merges)] += count
    if (numbers.total, numbers.missing) != (sum(part.total for part in parts), sum(part.missing for part in parts)):
        return False
    if numbers.spec.dimensions:
        return all(numbers.cells.get(key, 0) == cells[key] for key in {*cells, *numbers.cells})
    return numbers.spec.measure is not Measure.COUNT or int(numbers.value or 0) == cells[()]


def _fits_its_months(numbers: Numbers, book: Book) -> bool:
    calls, emails = book.beside(numbers, "calls_by_month"), book.beside(numbers, "new_emails").value or 0
    most = {key: calls.cells.get((key[0], "new"), 0) + emails + numbers.slack for key in numbers.cells}
    return all(count <= most[key] for key, count in numbers.cells.items())


def _is_early(numbers: Numbers, key: Key) -> bool:
    """Whether all that a cell counts is from before it was asked for."""
    since, last = _asked_since(numbers, key), _last_month(numbers, key)
    return since is not None and last is not None and last < since


def _last_month(numbers: Numbers, key: tuple[str, ...]) -> Month | None:
    if "month" in numbers.spec.dimensions:
        return Month.parse(key[numbers.spec.dimensions.index("month")])
    return numbers.period.last if numbers.period else None


def _asked_since(numbers: Numbers, key: tuple[str, ...]) -> Month | None:
    asked = [_since().get((dimension, part)) for dimension, part in zip(numbers.spec.dimensions, key, strict=True)]
    return max((month for month in (numbers.spec.since, *asked) if month is not None), default=None)


@cache
def _since() -> Mapping[tuple[str, str], Month]:
    return {
        (name, category.key): Month.parse(category.since)
        for name, vocabulary in vocabularies().items()
        for category in vocabulary
        if category.since
    }
