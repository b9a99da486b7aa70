"""Knowledge: what anyone can tell of the true numbers of a tile from all that is published of it.

The attacker is taken to know every published number, how they make up one another, the headline totals, whatever was
printed in earlier years, and how rounding works. Shares, means and charts tell no more: they follow from the counts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tasks.core.figures import Base, FigureCounts, FigureSpec
from tasks.core.linked.layout import LinkedTables
from tasks.core.linked.numbers import Number, Relation, condition

REACH = 4
"""How far a published number may lie from the true one."""
SMALL = 5
"""A number of fewer people than this must not be told."""

Range = tuple[int, int]
"""The least and the greatest value that a number can have."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known of a tile.

    Attributes:
        relations: what adds up to what.
        ranges: for each number in relations, between which values it must lie.
        questioned: the published numbers that may be small, as far as a reader can tell: those printed as 0 or 5, but
            for those that count nothing at all, as answers to a question that was not asked yet.
    """

    relations: tuple[Relation, ...]
    ranges: Mapping[Number, Range]
    questioned: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """The numbers of a tile as published.

    Attributes:
        rounded: the numbers that were rounded.
        exact: the headline totals, which were not.
    """

    rounded: Mapping[Number, int]
    exact: Mapping[Number, int] = field(default_factory=dict)


def published(specs: Mapping[str, FigureSpec], tables: LinkedTables, figures: Mapping[str, FigureCounts]) -> Published:
    """The published numbers of a tile, from the counts of its figures."""
    rounded: dict[Number, int] = {}
    exact: dict[Number, int] = {}
    for figure_id, layout in tables.layouts.items():
        (exact if specs[figure_id].exact else rounded).update(layout.told(figures[figure_id]))
    return Published(rounded, exact)


def knowledge(
    tables: LinkedTables,
    told: Published,
    hidden: Mapping[Number, int] | None = None,
    reach: int = REACH,
    before: Mapping[Number, Range] | None = None,
) -> Knowledge:
    """What is known of a tile.

    Args:
        tables: its structure.
        told: the numbers that are published.
        hidden: rounded values of further numbers. Nobody is told these, but some could be worked out from others; to
            take all of them as known is to be on the safe side.
        reach: how far the hidden ones may lie from the truth.
        before: ranges of numbers that follow from what was printed in earlier years.
    """
    most = sum(told.exact.values()) + sum(told.rounded.values())
    ranges = dict.fromkeys(tables.numbers, (0, most))
    sources = [
        {number: (value - reach, value + reach) for number, value in (hidden or {}).items()},
        {number: (value - REACH, value + REACH) for number, value in told.rounded.items()},
        {number: (value, value) for number, value in told.exact.items()},
        _cases_by_month(tables.numbers, told.exact),
        before or {},
    ]
    for source in sources:
        for number, (low, high) in source.items():
            if number in ranges:
                ranges[number] = max(ranges[number][0], low), min(ranges[number][1], high)
    settled = {*told.exact, *(relation.whole for relation in tables.relations if not relation.parts)}
    questioned = (n for n, value in told.rounded.items() if n in ranges and value <= SMALL and n not in settled)
    return Knowledge(tables.relations, ranges, tuple(questioned))


def _cases_by_month(numbers: Collection[Number], exact: Mapping[Number, int]) -> dict[Number, Range]:
    """New calls of a month are printed exactly, and each is a case unless it is counted as an e-mail too."""
    new_calls, new_emails = (Number(base, condition("kind", "new")) for base in (Base.CALLS, Base.EMAILS))
    if not {new_calls, new_emails, Number(Base.CASES)} <= exact.keys():
        return {}
    twice = exact[new_calls] + exact[new_emails] - exact[Number(Base.CASES)]
    found = {}
    for number, count in exact.items():
        months = [answer for question, answer in number.conditions if question == "month"]
        cases = Number(Base.CASES, condition("month", months[0])) if months else None
        if cases in numbers and number.base == Base.CALLS and ("kind", "new") in number.conditions:
            found[cases] = (count - twice, count + exact[new_emails])
    return {number: found[number] for number in found if number is not None}
