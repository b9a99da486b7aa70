"""Count every figure of the catalogue: one grouped query a figure, all windows from the same query."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from tasks.aggregate.bases import EARLIER, EDITION, LAUNCH, PREVIOUS, TILE, bases, tiled
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.declaration import Declaration
from tasks.core.figures import Base, Counts, Key, Measure, WindowCounts, WindowName
from tasks.core.guard import guarded
from tasks.core.period import Period

TILES = {
    WindowName.EDITION: (EDITION,),
    WindowName.PREVIOUS: (PREVIOUS,),
    WindowName.SINCE_LAUNCH: (EARLIER, PREVIOUS, EDITION),
}


@guarded("aggregate")
def aggregate(accepted: Path, edition: Period) -> Counts:
    """Count all figures of an edition over the accepted contacts.

    Args:
        accepted: Parquet file of accepted contacts, columns as in :mod:`tasks.anonymise`.
        edition: the period of the edition.

    Returns:
        Raw counts of every figure in three windows. A window that begins before the helpline did has no period and no
        records.
    """
    import ibis

    # By default the engine would spill into the present folder, from which nothing would remove it.
    connection = ibis.duckdb.connect(temp_directory=str(accepted.parent / "spill"))
    contacts = connection.read_parquet(accepted)
    tables = _materialised(connection, bases(tiled(contacts, edition), edition))
    windows = {d.spec.id: _count(d, tables[d.spec.base], edition) for d in CATALOGUE}
    connection.disconnect()
    return Counts(edition, {d.spec.id: d.spec for d in CATALOGUE}, windows)


def window_periods(edition: Period) -> Mapping[WindowName, Period | None]:
    """The period of each window.

    The previous one is None where it begins before the helpline did: half a period is nothing to compare with.
    """
    previous = edition.previous
    since = LAUNCH if edition.last >= LAUNCH else edition.first
    return {
        WindowName.EDITION: edition,
        WindowName.PREVIOUS: previous if previous.first >= LAUNCH else None,
        WindowName.SINCE_LAUNCH: Period(since, edition.last),
    }


def _materialised(connection: Any, tables: Mapping[Base, Any]) -> Mapping[Base, Any]:
    # The cases are found by a window function; counting forty figures over the expression would find them forty times.
    return {base: connection.create_table(base.value, table, temp=True) for base, table in tables.items()}


def _count(declaration: Declaration, base: Any, edition: Period) -> Mapping[WindowName, WindowCounts]:
    count = _single if declaration.spec.measure is not Measure.CELLS else _table
    grouped = count(declaration, base)
    return {
        name: replace(_window(declaration, grouped, TILES[name], period), period=period)
        if period
        else WindowCounts(None)
        for name, period in window_periods(edition).items()
    }


Rows = Sequence[tuple[str, tuple[Any, ...], int]]
"""Grouped rows: tile, values of the grouped columns, number of records."""


def _table(declaration: Declaration, base: Any) -> Rows:
    selected = base.filter(declaration.where(base)) if declaration.where else base
    if declaration.spec.since:
        # What stands in the log from before the question was asked is no answer to it.
        selected = selected.filter(selected.month >= str(declaration.spec.since))
    return _grouped(selected, declaration.columns)


def _single(declaration: Declaration, base: Any) -> Rows:
    import ibis

    yes = ibis.literal(True)
    marked = base.mutate(
        known_=declaration.known(base) if declaration.known else yes,
        counted_=declaration.where(base) if declaration.where else yes,
    )
    return _grouped(marked, ("known_", "counted_"))


def _grouped(table: Any, columns: tuple[str, ...]) -> Rows:
    frame = table.group_by([TILE, *columns]).agg(records=table.count()).to_pyarrow().to_pylist()
    return [(row[TILE], tuple(row[c] for c in columns), row["records"]) for row in frame]


def _window(declaration: Declaration, rows: Rows, tiles: Iterable[str], period: Period | None) -> WindowCounts:
    chosen = [(values, records) for tile, values, records in rows if tile in tuple(tiles)]
    total = sum(records for _, records in chosen)
    if declaration.spec.measure is not Measure.CELLS:
        unknown = sum(records for (known, _), records in chosen if not known)
        counted = sum(records for (known, counted), records in chosen if known and counted)
        return WindowCounts(None, total, unknown, {(): counted})
    return _cells(declaration, chosen, total, period)


def _cells(
    declaration: Declaration, rows: Sequence[tuple[tuple[Any, ...], int]], total: int, period: Period | None
) -> WindowCounts:
    cells: Counter[Key] = Counter(dict.fromkeys(declaration.keys(period), 0) if period else {})
    groups: Counter[Key] = Counter()
    missing, within = 0, declaration.spec.share_within
    for values, records in rows:
        keys = _spread(declaration, dict(zip(declaration.columns, values, strict=True)))
        missing += 0 if keys else records
        for key in keys:
            cells[key] += records
        for group in {key[:within] for key in keys} if within else ():
            groups[group] += records
    return WindowCounts(None, total, missing, dict(cells), dict(groups))


def _spread(declaration: Declaration, values: Mapping[str, Any]) -> tuple[Key, ...]:
    parts = [dimension.spread(*(values[c] for c in dimension.columns)) for dimension in declaration.by]
    return tuple(sum(part, ()) for part in product(*parts))
