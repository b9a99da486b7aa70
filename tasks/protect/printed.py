"""Values printed before the ledger began, held against what was counted now: each must name a figure, and fit it."""

from collections.abc import Mapping, Sequence

from tasks.core.errors import UsageError
from tasks.core.figures import MISSING, FigureCounts, FigureSpec, Key, Measure, RawTile
from tasks.core.period import Month
from tasks.core.printed import REMEDY, Printed


def fitting(printed: Sequence[Printed], specs: Mapping[str, FigureSpec], raw: RawTile) -> tuple[Printed, ...]:
    """The values that were printed of months of a tile.

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


def _refuse_unknown(value: Printed, specs: Mapping[str, FigureSpec], raw: RawTile) -> None:
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
