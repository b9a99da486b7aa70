"""Words and numbers in charts: labels come from the contract's vocabularies, numbers from published cells."""

from decimal import ROUND_HALF_UP, Decimal

from expectations.contract.vocabulary import vocabulary
from tasks.core.figures import Base, Cell
from tasks.core.period import Month

NOT_RECORDED = "Not recorded"
NO_RECORDS = "No records in this period"
NOT_ASKED = "Not asked in this period"

BASE_NOUNS = {
    Base.CALLS: ("call", "calls"),
    Base.EMAILS: ("e-mail", "e-mails"),
    Base.CONTACTS: ("contact", "contacts"),
    Base.CASES: ("case", "cases"),
    Base.HARASSMENT_CASES: ("case", "cases"),
}


def label(dimension: str, key: str) -> str:
    """A key as it stands in print: a month as ``Nov 2018``, a quarter as ``Q4 2018``, else the vocabulary's label."""
    if dimension == "month":
        return month_label(key)
    if dimension == "quarter":
        year, quarter = key.split("-")
        return f"{quarter} {year}"
    if dimension == "services":
        return " + ".join(vocabulary("service").label(part) for part in key.split("+"))
    return vocabulary(dimension).label(key)


def month_label(key: str) -> str:
    """``2018-11`` as ``Nov 2018``."""
    name, year = Month.parse(key).words.split()
    return f"{name[:3]} {year}"


def number(count: int) -> str:
    """A count with commas between thousands."""
    return f"{count:,}"


def counted(count: int, base: Base) -> str:
    """A count with the noun of its base: ``1 case``, ``2,302 cases``."""
    one, many = BASE_NOUNS[base]
    return f"{number(count)} {one if count == 1 else many}"


def cell_count(cell: Cell) -> str:
    """A cell's count, or only its bound: ``fewer than 5``."""
    return number(cell.count) if cell.below is None else f"fewer than {cell.below}"


def percent(share: float) -> str:
    """A share in whole percents: ``59%``; below one percent with one decimal, since ``0%`` would deny it."""
    exact = Decimal(str(share)) * 100
    step = Decimal("0.1") if 0 < exact < Decimal("0.95") else Decimal(1)
    return f"{exact.quantize(step, ROUND_HALF_UP)}%"


def count_and_share(cell: Cell) -> str:
    """What stands beside a bar: the count, and the share where one is published."""
    if cell.below is not None or cell.share is None:
        return cell_count(cell)
    return f"{cell_count(cell)}  ·  {percent(cell.share)}"
