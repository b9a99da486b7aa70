"""How counts, shares and categories are written: one form for text, charts and tables alike."""

from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from expectations.contract.vocabulary import vocabulary
from tasks.core.errors import EditionError
from tasks.core.figures import MISSING, Cell, rounded_share
from tasks.core.period import Month

NOT_RECORDED = "Not recorded"
NO_SHARE = "no share"
"""Printed where there is nothing to take a share of."""


def rounded(value: Decimal | float, digits: int = 0) -> Decimal:
    """The value to so many decimal places, half up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: Decimal | float, digits: int = 0) -> str:
    """A number with commas between the thousands: ``2,781``, ``115.9``."""
    return f"{rounded(value, digits):,}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as ``59%``; below one percent with one decimal, since ``0%`` would deny it."""
    if share is None:
        return NO_SHARE
    if 0 < share < 0.0005:
        return "under 0.1%"
    return f"{rounded(Decimal(str(share)) * 100, max(digits, 1) if 0 < share < 0.0095 else digits)}%"


def told(value: int, bound: int | None) -> str:
    """A count; where it was rounded to 0, the bound below which it lies."""
    return f"fewer than {bound}" if bound and not value else number(value)


def count(cell: Cell) -> str:
    """A cell's count; where it is withheld, the bound below which it lies."""
    return f"fewer than {cell.below}" if cell.below else number(cell.count)


def together(cells: Collection[Cell]) -> str:
    """The counts of several cells, added; where all were rounded to 0, the bound below which their sum lies."""
    bounds = [cell.below - 1 for cell in cells if cell.below]
    return told(sum(cell.count for cell in cells), sum(bounds) + 1 if bounds else None)


def share_told(part: int, whole: int, bound: int | None, digits: int = 0) -> str:
    """Part of the whole as ``59%``; where the part was rounded to 0, the bound below which its share lies."""
    if part or not bound:
        return percent(rounded_share(part, whole), digits)
    if bound >= whole:
        return NO_SHARE
    highest = Decimal(bound) / Decimal(whole) * 100
    places = Decimal(1).scaleb(-max(digits, 1 if highest < 1 else 0))
    return f"under {highest.quantize(places, ROUND_UP)}%"


def label(dimension: str, key: str) -> str:
    """A category's label, as it stands at the head of a row or an axis.

    Raises:
        EditionError: the vocabulary does not know the key, which figures of an old edition may still have.
    """
    if key == MISSING:
        return NOT_RECORDED
    if dimension == "month":
        return Month.parse(key).words
    if dimension == "quarter":
        return _quarter(key)
    if dimension == "hour":
        return key
    if dimension == "services":
        first, *others = key.split("+")
        return " and ".join([label("service", first), *(running_label("service", other) for other in others)])
    known = vocabulary(dimension)
    if key not in known.keys:
        raise EditionError(
            f"The vocabulary has no category {key} for {dimension}.",
            remedy="Put the category back into the vocabulary, so that editions which count it can be printed.",
        )
    return known.label(key)


def running_label(dimension: str, key: str) -> str:
    """A category's label within a sentence: in lower case, unless it is a name."""
    text = label(dimension, key)
    if dimension in ("month", "quarter", "hour", "weekday"):
        return text
    if dimension not in ("services", "log") and key != MISSING and vocabulary(dimension)[key].proper:
        return text
    abbreviation = text[1:2].isupper()
    return text if abbreviation else text[:1].lower() + text[1:]


def clock(hour: int) -> str:
    """An hour of the day as it is said: ``9 am``, ``5 pm``, ``noon``."""
    if hour % 12 == 0:
        return "noon" if hour == 12 else "midnight"
    return f"{hour % 12} {'am' if hour < 12 else 'pm'}"


def listed(words: Sequence[str]) -> str:
    """Words one after the other: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _quarter(key: str) -> str:
    year, quarter = int(key[:4]), int(key[-1])
    first, last = Month(year, 3 * quarter - 2), Month(year, 3 * quarter)
    return f"{first.words.split()[0]} to {last.words}"
