"""Printed before: values that the helpline published before it had a ledger, entered by hand in a file beside it.

Anyone can read them in old reports, so that the attacker's audit has to know them too. A value stands as it was
printed: a count, or a share with the digits that it had and the number of records that it was of.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from expectations.contract.files import read_toml
from tasks.core.errors import UsageError
from tasks.core.figures import Key
from tasks.core.period import Month, Period
from tasks.core.tiles import LAUNCH

PRINTED_BEFORE = "printed_before.toml"
"""The name of the file, which lies beside the ledger."""
REMEDY = 'See "Values printed before" in docs/privacy.md.'
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?%")


@dataclass(frozen=True, slots=True)
class Printed:
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
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    figure: str
    keys: list[list[str]] = [[]]
    count: int | None = Field(None, ge=0)
    share: str | None = None
    of: int | None = Field(None, gt=0)
    source: str


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    printed: list[dict[str, Any]] = []


def read_printed(path: Path) -> tuple[Printed, ...]:
    """The values in a file; none where there is no file.

    Raises:
        UsageError: the file cannot be read, or a value in it is not given as it has to be.
    """
    if not path.exists():
        return ()
    content = read_toml(path, UsageError, REMEDY)
    try:
        values = _File.model_validate(content).printed
    except ValidationError:
        pass
    else:
        return tuple(_value(value, f"{path}, value {place}") for place, value in enumerate(values, start=1))
    raise UsageError("The file of values printed before holds something else than [[printed]].", str(path), REMEDY)


def spans(printed: Iterable[Printed]) -> tuple[Period, ...]:
    """The stretches of time that printed values were counted over, each once, in order."""
    return tuple(sorted({value.period for value in printed}, key=lambda period: (period.first, period.last)))


def _value(data: Mapping[str, Any], where: str) -> Printed:
    try:
        value = _Value.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        problem = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'value'}: {e['msg']}" for e in faults)
        value = None
    if value is None:
        raise UsageError(f"A value printed before is not given as it has to be: {problem}.", where, REMEDY)
    keys = tuple(map(tuple, value.keys))
    if not keys or len(set(keys)) < len(keys):
        raise UsageError("A value printed before names no cell, or one of them twice.", where, REMEDY)
    return Printed(_months(value, where), value.figure, keys, *_counts(value, where), where)


def _months(value: _Value, where: str) -> Period:
    problem = ""
    try:
        period = Period(Month.parse(value.first), Month.parse(value.last))
    except UsageError as error:
        problem = error.problem
    else:
        if period.first >= LAUNCH:
            return period
        problem = f"Its period begins before the helpline did, in {LAUNCH.words}."
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
