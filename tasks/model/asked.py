"""When figures, and the rows of them, were asked; and what stands in place of a number where they were not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from expectations.contract.span import END, Span
from tasks.model.declared import fields, vocabularies
from tasks.model.figures import Cell, FigureSpec, Key, Window
from tasks.model.period import Month, months_counted


def asked_of(questions: Collection[str]) -> Span:
    """The months in which all of these questions were asked, as the contract says."""
    spans = [f.asked for f in fields().values() if f.question in questions]
    return Span(max((s.first for s in spans), default=""), min((s.last for s in spans), default=END))


def redefined_of(questions: Collection[str]) -> str:
    """The first month in which all of these questions have their present meaning; empty where they always had."""
    return max((f.redefined or "" for f in fields().values() if f.question in questions), default="")


def row_asked(spec: FigureSpec, named: Iterable[tuple[str, str]]) -> Span:
    """The months in which a row could be answered: those of its figure, and of the categories by which it is named."""
    asked = spec.asked
    for dimension, key in named:
        # Combinations of services name each of them.
        known = vocabularies().get("service" if dimension == "services" else dimension)
        for category in (known[each] for each in key.split("+") if each in known.keys) if known else ():
            asked = asked & category.asked
    return asked


def row_redefined(spec: FigureSpec, named: Iterable[tuple[str, str]]) -> str:
    """The first month in which a row counts what it counts now; empty where it always did.

    Its questions may have had another meaning, another answer may have been merged into it, or a city have moved.
    """
    months = [spec.redefined]
    for dimension, key in named:
        known = vocabularies().get(dimension, ())
        months += [str(Month.parse(c.until) + 1) for c in known if c.until and c.merged_into == key]
        for city in vocabularies()["city"] if dimension == "province" else ():
            moved = pairwise(city.homes)
            months += [later.first for (_, old), (later, new) in moved if key in (old, new)]
    return max(months)


class When(StrEnum):
    """Why there is no number: the question or the answer came later, had ended, or was not counted yet."""

    BEFORE = "before"
    AFTER = "after"
    UNCOUNTED = "uncounted"


IN_TABLES = {
    When.BEFORE: "not asked before",
    When.AFTER: "not asked after",
    When.UNCOUNTED: "not counted before",
}


@dataclass(frozen=True, slots=True)
class NotAsked:
    """That a row was not asked: before or after which month; prints as tables tell it, ``not asked before 2019-06``."""

    when: When
    month: Month

    def __str__(self) -> str:
        return f"{IN_TABLES[self.when]} {self.month}"


def not_asked(spec: FigureSpec, key: Key, window: Window) -> NotAsked | None:
    """Why a row has no number in a window; None where it has one, or none for another reason.

    Args:
        spec: the figure.
        key: the row; empty for a single number, or the figure as a whole.
        window: the window that is told; one from before the figure was counted has no cells.
    """
    if window.period is None:
        return None
    asked = row_asked(spec, zip(spec.dimensions, key, strict=False))
    if asked.covers(str(window.period.first), str(window.period.last)):
        return None
    first, last = months_counted(zip(spec.dimensions, key, strict=False), window.period)
    there = window.get(*key) if key else window.total or window.cells
    if asked.meets(first, last) if there else asked.covers(first, last):
        return None
    if asked.last < last and not asked.first > first:
        return NotAsked(When.AFTER, Month.parse(asked.last))
    uncounted = asked.first == spec.asked.first and counted_later(spec)
    return NotAsked(When.UNCOUNTED if uncounted else When.BEFORE, Month.parse(asked.first))


def counted_later(spec: FigureSpec) -> bool:
    """Whether a figure is younger than its questions: these were asked before it was first counted."""
    return spec.asked.first > asked_of(_questions(spec)).first


def asked_cells(spec: FigureSpec, window: Window) -> tuple[Cell, ...]:
    """The cells of a window that were asked in it."""
    return tuple(cell for cell in window if not not_asked(spec, cell.key, window))


def _questions(spec: FigureSpec) -> set[str]:
    return {*spec.questions, *(spec.part or ())[:1]}
