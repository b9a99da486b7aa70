"""Printed before: values that the helpline published before it had a ledger, entered by hand in a file beside it.

Anyone can read them in old reports, so that the attacker's audit has to know them too. A value stands as it was
printed: a count, or a share with the digits that it had and the number of records that it was of.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from pydantic import BaseModel, Field

from expectations.contract.forms import STRICT, place, read_form
from tasks.model.errors import UsageError
from tasks.model.figures import MISSING, FigureCounts, FigureSpec, Key, Measure
from tasks.model.period import Month, Period, launch
from tasks.model.records import RawTimeSlice

PRINTED_BEFORE = "printed_before.toml"
"""The name of the file, which lies beside the ledger."""
REMEDY = 'See "Values printed before" in docs/privacy.md.'
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?%")


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A printed value.

    Attributes:
        period: the months that it was counted over.
        figure: the id of the figure that tells the same.
        keys: the cells that were printed as one number, mostly one; empty keys for a figure of a single number.
        low: the least count that prints like this.
        high: the greatest.
        where: where it was entered, for messages.
    """

    period: Period
    figure: str
    keys: tuple[Key, ...]
    low: int
    high: int
    where: str


class _Value(BaseModel):
    model_config = STRICT

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    figure: str
    keys: tuple[Key, ...] = ((),)
    count: int | None = Field(None, ge=0)
    share: str | None = None
    of: int | None = Field(None, gt=0)
    source: str


class _PrintedFile(BaseModel):
    model_config = STRICT

    printed: tuple[_Value, ...] = ()


def read_printed(path: Path) -> tuple[PrintedValue, ...]:
    """The values in a file; none where there is no file.

    Raises:
        UsageError: the file cannot be read, or a value in it is not given as it has to be.
    """
    content: _PrintedFile = read_form(path, _PrintedFile, UsageError, REMEDY) if path.exists() else _PrintedFile()
    return tuple(_value(value, place(path, ["printed", at])) for at, value in enumerate(content.printed))


def spans(printed: Iterable[PrintedValue]) -> tuple[Period, ...]:
    """The stretches of time that printed values were counted over, each once, in order."""
    return tuple(sorted({value.period for value in printed}, key=lambda period: (period.first, period.last)))


def _value(value: _Value, where: str) -> PrintedValue:
    if not value.keys or len(set(value.keys)) < len(value.keys):
        raise UsageError("A value printed before names no cell, or one of them twice.", where, REMEDY)
    return PrintedValue(_months(value, where), value.figure, value.keys, *_counts(value, where), where)


def _months(value: _Value, where: str) -> Period:
    problem = ""
    try:
        period = Period(Month.parse(value.first), Month.parse(value.last))
    except UsageError as error:
        problem = error.problem
    else:
        if period.first >= launch(period.first):
            return period
        problem = f"Its period begins before the helpline did, in {launch(period.first).words}."
    raise UsageError(f"A value printed before has no period of whole months. {problem}", where, REMEDY)


def _counts(value: _Value, where: str) -> tuple[int, int]:
    """The least and the greatest count that prints like this.

    Shares were rounded or cut off, by whoever set the report; both are taken as possible.
    """
    if (value.count is None) == (value.share is None) or (value.share is None) != (value.of is None):
        raise UsageError(
            "A value printed before needs either a count, or a share and the number that it is of.", where, REMEDY
        )
    if value.count is not None:
        return value.count, value.count
    match = _SHARE.fullmatch((value.share or "").strip())
    if not match:
        raise UsageError('A share printed before is not written like "9.5%".', where, REMEDY)
    share, of = Decimal(match[1]), Decimal(value.of or 0)
    unit = Decimal(1).scaleb(-len(match[1].partition(".")[2]))
    low, beyond = (_ceiling(bound * of / 100) for bound in (max(share - unit / 2, Decimal(0)), share + unit))
    high = min(beyond - 1, int(of))
    if low > high:
        raise UsageError("No count gives the share that was printed, of so many records.", where, REMEDY)
    return low, high


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))


# ------------------------------------------------------------------------------------------------ held against the logs


def consistent_values(
    printed: Sequence[PrintedValue], specs: Mapping[str, FigureSpec], raw: RawTimeSlice
) -> tuple[PrintedValue, ...]:
    """The values that were printed of months of a time slice.

    Raises:
        UsageError: one of them names no figure or cell, or contradicts the logs as they are now.
    """
    within = tuple(value for value in printed if raw.period.covers(value.period))
    for value in within:
        _refuse_unknown(value, specs, raw)
        counts = raw.figures[value.figure]
        now = sum(counts.missing if _is_missing(key) else counts.cells[key] for key in value.keys)
        if now < value.low or (value.period == raw.period and now > value.high):
            raise UsageError(
                "A value printed before contradicts the logs as they are now.",
                value.where,
                "Compare it with the old report. If it stands there so, the report or the logs were wrong: whoever "
                "believes it learns nothing, and it has to be taken out of the file.",
            )
    return within


def _refuse_unknown(value: PrintedValue, specs: Mapping[str, FigureSpec], raw: RawTimeSlice) -> None:
    spec = specs.get(value.figure)
    if spec is None:
        raise UsageError("A value printed before is of no figure that there is.", value.where, REMEDY)
    if spec.measure is Measure.PER_MONTH:
        raise UsageError("A value printed before is a mean; enter the count that it was made from.", value.where)
    if any(not _is_cell(key, spec, raw.figures[spec.id]) for key in value.keys):
        raise UsageError(f"A value printed before names a cell that {spec.id} does not have.", value.where, REMEDY)
    for key in value.keys:
        parts = () if _is_missing(key) else zip(spec.dimensions, key, strict=True)
        months = [Month.parse(part) for name, part in parts if name == "month"]
        if any(month not in value.period for month in months):
            raise UsageError("A value printed before is of a month that is not in its period.", value.where, REMEDY)


def _is_cell(key: Key, spec: FigureSpec, counts: FigureCounts) -> bool:
    return key in counts.cells or (_is_missing(key) and len(key) == len(spec.dimensions) and not spec.always_known)


def _is_missing(key: Key) -> bool:
    return bool(key) and set(key) == {MISSING}
