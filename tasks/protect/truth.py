"""The true value of every number of a time slice, worked out from the raw counts of its figures."""

from collections.abc import Mapping, Sequence

from tasks.disclosure.invariants import unequal
from tasks.disclosure.printed import REMEDY, PrintedValue
from tasks.disclosure.relations import Number
from tasks.disclosure.tables import LinkedTables
from tasks.model.errors import ReconcileError, UsageError
from tasks.model.figures import MISSING, FigureCounts, FigureSpec, Key, Measure
from tasks.model.period import Month
from tasks.model.records import RawTimeSlice


def true_values(tables: LinkedTables, figures: Mapping[str, FigureCounts]) -> dict[Number, int]:
    """The value of each number in the relations of a time slice.

    What no figure counts, such as the cases in which a platform is not named, follows from what they count.

    Raises:
        ReconcileError: two figures count the same thing differently, parts do not add up to their whole, or are more
            than it.
    """
    values: dict[Number, int] = {}
    for figure_id, layout in tables.layouts.items():
        for number, count in layout.counted(figures[figure_id]):
            if values.setdefault(number, count) != count:
                raise _contradiction([figure_id])
    _complete(values, tables)
    negative = (relation for relation in tables.relations if any(values[number] < 0 for number in relation.numbers))
    for relation in (*unequal(tables.relations, values), *negative):
        raise _contradiction(tables.figures_of(relation.numbers))
    return values


def _complete(values: dict[Number, int], tables: LinkedTables) -> None:
    """Fill in every number that is the only unknown one of a relation, until all are known."""
    open_ones = list(tables.relations)
    while open_ones:
        still_open = []
        for relation in open_ones:
            unknown = [number for number in relation.numbers if number not in values]
            if len(unknown) > 1:
                still_open.append(relation)
            elif unknown == [relation.whole]:
                values[relation.whole] = sum(values[part] for part in relation.parts)
            elif unknown:
                values[unknown[0]] = values[relation.whole] - sum(values.get(part, 0) for part in relation.parts)
        if len(still_open) == len(open_ones):
            raise _contradiction(tables.figures_of(still_open[0].numbers))
        open_ones = still_open


def _contradiction(figures: Sequence[str]) -> ReconcileError:
    return ReconcileError(
        "Two figures count the same thing differently.",
        ", ".join(figures) or "between the figures",
        "Mend the declarations of the figures that show it, or report the defect.",
    )


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
