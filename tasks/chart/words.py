"""Words and numbers in charts: as everywhere in the report, only shorter where a chart has less room."""

from tasks.core import wording
from tasks.core.figures import Base, Cell, Figure
from tasks.core.period import Month
from tasks.core.wording import number

BASE_NOUNS = {
    Base.CALLS: ("call", "calls"),
    Base.EMAILS: ("e-mail", "e-mails"),
    Base.CONTACTS: ("contact", "contacts"),
    Base.CASES: ("case", "cases"),
    Base.HARASSMENT_CASES: ("case", "cases"),
}
BETWEEN = "  ·  "
"""Stands between a count and its share."""


def label(dimension: str, key: str) -> str:
    """A key as it stands in print; a month as ``Nov 2018`` and a quarter as ``Q4 2018``."""
    if dimension == "month":
        return month_label(key)
    if dimension == "quarter":
        year, quarter = key.split("-")
        return f"{quarter} {year}"
    return wording.label(dimension, key)


def month_label(key: str) -> str:
    """``2018-11`` as ``Nov 2018``."""
    name, year = Month.parse(key).words.split()
    return f"{name[:3]} {year}"


def counted(count: int, base: Base) -> str:
    """A count with the noun of its base: ``1 case``, ``2,302 cases``."""
    one, many = BASE_NOUNS[base]
    return f"{number(count)} {one if count == 1 else many}"


def missing_note(figure: Figure) -> str:
    """What a heading adds where records have no known value: ``; not recorded for 212``."""
    return f"; not recorded for {number(figure.edition.missing)}" if figure.edition.missing else ""


def percent(share: float) -> str:
    """A share as all of the report writes it."""
    return wording.percent(share)


def count_and_share(cell: Cell) -> str:
    """What stands beside a bar: the count, and the share where one is published."""
    if cell.below is not None or cell.share is None:
        return wording.count(cell)
    return wording.count(cell) + BETWEEN + percent(cell.share)
