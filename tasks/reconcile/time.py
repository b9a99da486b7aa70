"""Checks on periods: what is compared with what, what a month can hold, and since when a question was asked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import Key, Measure, Tile
from tasks.core.merges import combined, merged_key
from tasks.core.period import Month
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Claim, Numbers


def comparison_complete(book: Book) -> Iterator[Contradiction]:
    """Each figure speaks of the same periods, and one before the launch has no numbers."""
    for figure_id, windows in book.figures.items():
        if windows.keys() != book.due.keys():
            told = Claim(figure_id, "all", f"the number of windows of {figure_id}", len(windows))
            yield Contradiction(told, Claim(figure_id, "all", "the number due", len(book.due)))
        for name, numbers in windows.items():
            period = book.due.get(name)
            if numbers.period != period:
                months, right = (p.months if p else 0 for p in (numbers.period, period))
                yield Contradiction(
                    numbers.says(f"the period of {figure_id}, {numbers.period}, in months", months),
                    numbers.says(f"the period due, {period},", right),
                )
            elif period is None and (numbers.total or numbers.cells or numbers.value is not None):
                yield Contradiction(
                    numbers.says(f"the total of {figure_id}", numbers.total), numbers.says("what no period holds", 0)
                )


def window_sums(book: Book) -> Iterator[Contradiction]:
    """Tiles follow each other without a gap up to the end of the edition, and each window is the sum of its tiles."""
    for tile, following in pairwise(book.tiles):
        if following.period.first != tile.period.last + 1:
            told = Claim(
                "tiles", str(tile.period), "the months up to the next tile", following.period.first - tile.period.last
            )
            yield Contradiction(told, Claim("tiles", str(tile.period), "the months due", 1))
    for numbers in book if book.tiles else ():
        yield from _sum_of_tiles(numbers, book.tiles)


def period_feasible(book: Book) -> Iterator[Contradiction]:
    """No month has more cases than it had new contacts."""
    for name in ("platform_by_month", "takeover_scams_by_month"):
        for numbers in book.of(name):
            yield from _fits_its_months(numbers, book)


def valid_from(book: Book) -> Iterator[Contradiction]:
    """Nothing is counted for months in which it was not asked."""
    for numbers in book:
        for key, count in numbers.cells.items():
            since, last = _asked_since(numbers, key), _last_month(numbers, key)
            if count and since and last and last < since:
                cell = f"{numbers.spec.id} {'/'.join(key)}, asked since {since},"
                yield Contradiction(numbers.says(cell, count), numbers.says(f"what can be known until {last}", 0))


def _sum_of_tiles(numbers: Numbers, tiles: Sequence[Tile]) -> Iterator[Contradiction]:
    within = [tile for tile in tiles if numbers.period and tile.period.first in numbers.period]
    parts = [tile.figures[numbers.spec.id] for tile in within]
    merges, cells = combined(tiles), Counter[Key]()
    for part in parts:
        for key, count in part.cells.items():
            cells[merged_key(numbers.spec.dimensions, key, merges)] += count
    name = numbers.spec.id
    sums = {
        f"the total of {name}": (numbers.total, sum(part.total for part in parts)),
        f"the number missing from {name}": (numbers.missing, sum(part.missing for part in parts)),
    }
    if numbers.spec.dimensions:
        keys = {*cells, *numbers.cells}
        sums |= {f"{name} {'/'.join(key)}": (numbers.cells.get(key, 0), cells[key]) for key in sorted(keys)}
    elif numbers.spec.measure is Measure.COUNT:
        sums[name] = (int(numbers.value or 0), cells[()])
    for statement, (told, summed) in sums.items():
        if told != summed:
            yield Contradiction(numbers.says(statement, told), numbers.says("the sum of its tiles", summed))


def _fits_its_months(numbers: Numbers, book: Book) -> Iterator[Contradiction]:
    calls, emails = book.beside(numbers, "calls_by_month"), book.beside(numbers, "new_emails")
    for key, count in numbers.cells.items():
        most = calls.cells.get((key[0], "new"), 0) + (emails.value or 0) + numbers.slack
        if count > most:
            cell = f"{numbers.spec.id} {'/'.join(key)}"
            yield Contradiction(
                numbers.says(cell, count), calls.says(f"the most new contacts that {key[0]} can have had", most)
            )


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
