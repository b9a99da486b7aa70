"""Checks on periods: what is compared with what, what a month can hold, and since when a question was asked."""

from collections.abc import Iterator, Mapping
from functools import cache

from expectations.contract.fields import LOG_START
from expectations.contract.vocabulary import vocabularies
from tasks.core.figures import WindowName
from tasks.core.period import Month, Period
from tasks.reconcile.contradiction import Contradiction
from tasks.reconcile.numbers import Book, Claim, Numbers

LAUNCH = Month.parse(LOG_START)


def comparison_complete(book: Book) -> Iterator[Contradiction]:
    """Each figure speaks of the same three periods, and one before the launch has no numbers."""
    due = _periods(book.edition)
    for figure_id, windows in book.figures.items():
        for name, period in due.items():
            numbers = windows.get(name)
            if numbers is None:
                told = Claim(figure_id, name, f"the number of windows of {figure_id}", len(windows))
                yield Contradiction(told, Claim(figure_id, name, "the number due", len(due)))
            elif numbers.period != period:
                months, right = (p.months if p else 0 for p in (numbers.period, period))
                yield Contradiction(
                    numbers.says(f"the period of {figure_id}, {numbers.period}, in months", months),
                    numbers.says(f"the period due, {period},", right),
                )
            elif period is None and (numbers.total or numbers.cells or numbers.value is not None):
                yield Contradiction(
                    numbers.says(f"the total of {figure_id}", numbers.total), numbers.says("what no period holds", 0)
                )


def period_feasible(book: Book) -> Iterator[Contradiction]:
    """No month has more cases than it had new contacts, and no period more than the time since the launch."""
    for name in ("platform_by_month", "takeover_scams_by_month"):
        for numbers in book.of(name):
            yield from _fits_its_months(numbers, book)
    for windows in book.figures.values():
        if windows[WindowName.PREVIOUS].period is not None:
            yield from _fits_since_launch(windows, book)


def valid_from(book: Book) -> Iterator[Contradiction]:
    """Nothing is counted for months in which it was not asked."""
    for numbers in book:
        for key, count in numbers.cells.items():
            since, last = _asked_since(numbers, key), _last_month(numbers, key)
            if count and since and last and last < since:
                cell = f"{numbers.spec.id} {'/'.join(key)}, asked since {since},"
                yield Contradiction(numbers.says(cell, count), numbers.says(f"what can be known until {last}", 0))


def _periods(edition: Period) -> Mapping[WindowName, Period | None]:
    previous = edition.previous
    return {
        WindowName.EDITION: edition,
        WindowName.PREVIOUS: previous if previous.first >= LAUNCH else None,
        WindowName.SINCE_LAUNCH: Period(LAUNCH if edition.last >= LAUNCH else edition.first, edition.last),
    }


def _fits_its_months(numbers: Numbers, book: Book) -> Iterator[Contradiction]:
    calls, emails = book.beside(numbers, "calls_by_month"), book.beside(numbers, "new_emails")
    for key, count in numbers.cells.items():
        most = calls.cells.get((key[0], "new"), 0) + (emails.value or 0) + 2 * book.slack
        if count > most:
            cell = f"{numbers.spec.id} {'/'.join(key)}"
            yield Contradiction(
                numbers.says(cell, count), calls.says(f"the most new contacts that {key[0]} can have had", most)
            )


def _fits_since_launch(windows: Mapping[WindowName, Numbers], book: Book) -> Iterator[Contradiction]:
    edition, previous, since = (
        windows[name] for name in (WindowName.EDITION, WindowName.PREVIOUS, WindowName.SINCE_LAUNCH)
    )
    name = since.spec.id
    totals = [(f"the total of {name}", edition.total + previous.total, since.total)]
    cells = [
        (f"{name} {'/'.join(key)}", edition.cells.get(key, 0) + previous.cells.get(key, 0), count)
        for key, count in since.cells.items()
    ]
    for statement, periods, longer in totals + cells:
        if periods > longer + 3 * book.slack:
            yield Contradiction(
                since.says(statement, longer), since.says("in the edition and the period before it", periods)
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
