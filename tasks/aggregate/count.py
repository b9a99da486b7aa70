"""Count every figure of the catalogue in every time slice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from tasks.aggregate.bases import bases, later_openings, sliced
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.cubes import Rows, grouped_rows
from tasks.aggregate.declaration import Declaration, Dimension, Keys
from tasks.disclosure.series import slice_periods
from tasks.model.counts import Counts, RawTimeSlice
from tasks.model.errors import guarded
from tasks.model.figures import ANY, MISSING, FigureCounts, Key, Measure
from tasks.model.period import Period
from tasks.storage.contacts import ACCEPTED, name_accepted
from tasks.storage.engine import DUCKDB, Database, Engine, as_table, connect

LATER = "later_openings"


@guarded("aggregate")
def aggregate(
    contacts: Path,
    edition: Period,
    slices: Sequence[Period] | None = None,
    engine: Engine = DUCKDB,
    set_aside: Path | None = None,
) -> Counts:
    """Count all figures of an edition over the accepted contacts.

    Args:
        contacts: Parquet file of contacts, columns as in :mod:`tasks.anonymise`.
        edition: the period of the edition.
        slices: the parts of time to count, in order; by default all that the edition's windows are made of.
        engine: where they are counted.
        set_aside: Parquet file of ``source`` and ``row`` of those that do not count, if there are any.

    Returns:
        Raw counts of every figure, time slice by time slice.
    """
    parts = slice_periods(edition) if slices is None else tuple(slices)
    specs = {declaration.spec.id: declaration.spec for declaration in CATALOGUE}
    return Counts(edition, specs, _slices(contacts, set_aside, edition, parts, engine) if parts else ())


def _slices(
    contacts: Path, set_aside: Path | None, edition: Period, parts: Sequence[Period], engine: Engine
) -> tuple[RawTimeSlice, ...]:
    with connect(engine, contacts.parent) as database:
        accepted = as_table(database, "sliced", sliced(_accepted(database, contacts, set_aside), edition, parts))
        # Found by a window function, which each cube would run again.
        database.keep(LATER, later_openings(accepted))
        rows = grouped_rows(database, bases(accepted, database.ibis.table(LATER), parts))
    return tuple(
        RawTimeSlice(
            time_slice, {d.spec.id: _count(d, rows[d.spec.id].get(str(time_slice), ()), time_slice) for d in CATALOGUE}
        )
        for time_slice in parts
    )


def _accepted(database: Database, contacts: Path, set_aside: Path | None) -> Any:
    database.read("contacts", contacts)
    name_accepted(database, set_aside)
    return database.ibis.table(ACCEPTED)


def _count(declaration: Declaration, rows: Rows, period: Period) -> FigureCounts:
    total = sum(records for _, records in rows)
    if declaration.spec.measure is not Measure.CELLS:
        unknown = sum(records for (known, _), records in rows if not known)
        counted = sum(records for (known, counted), records in rows if known and counted)
        return FigureCounts(total, unknown, {(): counted})
    return _cells(declaration, rows, total, period)


def _cells(declaration: Declaration, rows: Rows, total: int, period: Period) -> FigureCounts:
    cells: Counter[Key] = Counter(dict.fromkeys(declaration.keys(period), 0))
    within = declaration.spec.share_within
    groups: Counter[Key] = Counter({key[:within]: 0 for key in cells} if within else {})
    partial: Counter[Key] = Counter(
        {key: 0 for key in _combined([d.all_keys(period) for d in declaration.by]) if key not in cells}
    )
    missing = 0
    for values, records in rows:
        answers = _answers(declaration, dict(zip(declaration.columns, values, strict=True)))
        keys = _combined(answers)
        missing += 0 if keys else records
        for key in keys:
            cells[key] += records
        for group in {key[:within] for key in keys} if within else ():
            groups[group] += records
        for key in _partial(declaration, answers):
            partial[key] += records
    return FigureCounts(total, missing, dict(cells), dict(groups), dict(partial))


def _answers(declaration: Declaration, values: Mapping[str, Any]) -> tuple[Keys, ...]:
    """What a record answers in each breakdown; nothing where it is not known."""
    return tuple(dimension.spread(*(values[c] for c in dimension.columns)) for dimension in declaration.by)


def _combined(answers: Sequence[Keys]) -> Keys:
    return tuple(sum(parts, ()) for parts in product(*answers))


def _partial(declaration: Declaration, answers: Sequence[Keys]) -> Keys:
    """The keys under which a record completes its table: what it does not answer, and that it answers at all."""
    complete = _combined([_completed(d, keys) for d, keys in zip(declaration.by, answers, strict=True)])
    known = set(_combined(answers))
    return tuple(key for key in complete if key not in known)


def _completed(dimension: Dimension, answers: Keys) -> Keys:
    if not answers:
        return ((MISSING,) * len(dimension.names),)
    return (*answers, (ANY,) * len(dimension.names)) if dimension.several else answers
