"""Count every figure of the catalogue: one grouped query a figure, all tiles from the same query."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from tasks.aggregate.bases import TILE, bases, tiled
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.declaration import Declaration, Dimension, Keys
from tasks.core.engine import DUCKDB, Database, Engine, connect
from tasks.core.figures import ANY, MISSING, Base, Counts, FigureCounts, Key, Measure, RawTile
from tasks.core.guard import guarded
from tasks.core.period import Period
from tasks.core.tiles import tiling


@guarded("aggregate")
def aggregate(
    accepted: Path, edition: Period, tiles: Sequence[Period] | None = None, engine: Engine = DUCKDB
) -> Counts:
    """Count all figures of an edition over the accepted contacts.

    Args:
        accepted: Parquet file of accepted contacts, columns as in :mod:`tasks.anonymise`.
        edition: the period of the edition.
        tiles: the parts of time to count, in order; by default all that the edition's windows are made of.
        engine: where they are counted.

    Returns:
        Raw counts of every figure, tile by tile.
    """
    parts = tiling(edition) if tiles is None else tuple(tiles)
    specs = {declaration.spec.id: declaration.spec for declaration in CATALOGUE}
    return Counts(edition, specs, _tiles(accepted, edition, parts, engine) if parts else ())


def _tiles(accepted: Path, edition: Period, parts: Sequence[Period], engine: Engine) -> tuple[RawTile, ...]:
    with connect(engine, accepted.parent) as database:
        database.read("accepted", accepted)
        contacts = tiled(database.ibis.table("accepted"), edition, parts)
        tables = {base: _kept(database, base, table) for base, table in bases(contacts, parts).items()}
        rows = {d.spec.id: _rows(d, tables[d.spec.base]) for d in CATALOGUE}
    return tuple(
        RawTile(tile, {d.spec.id: _count(d, rows[d.spec.id].get(str(tile), ()), tile) for d in CATALOGUE})
        for tile in parts
    )


def _kept(database: Database, base: Base, table: Any) -> Any:
    # The cases are found by a window function; counting forty figures over the expression would find them forty times.
    database.keep(base.value, table)
    return database.ibis.table(base.value)


Rows = Sequence[tuple[tuple[Any, ...], int]]
"""Grouped rows of one tile: values of the grouped columns, number of records."""


def _rows(declaration: Declaration, base: Any) -> Mapping[str, Rows]:
    return _table(declaration, base) if declaration.spec.measure is Measure.CELLS else _single(declaration, base)


def _table(declaration: Declaration, base: Any) -> Mapping[str, Rows]:
    selected = base.filter(declaration.where(base)) if declaration.where else base
    if declaration.spec.since:
        # What stands in the log from before the question was asked is no answer to it.
        selected = selected.filter(selected.month >= str(declaration.spec.since))
    return _grouped(selected, declaration.columns)


def _single(declaration: Declaration, base: Any) -> Mapping[str, Rows]:
    import ibis

    yes = ibis.literal(True)
    marked = base.mutate(
        known_=declaration.known(base) if declaration.known else yes,
        counted_=declaration.where(base) if declaration.where else yes,
    )
    return _grouped(marked, ("known_", "counted_"))


def _grouped(table: Any, columns: tuple[str, ...]) -> Mapping[str, Rows]:
    inside = table.filter(table[TILE].notnull())
    found: dict[str, list[tuple[tuple[Any, ...], int]]] = {}
    for row in inside.group_by([TILE, *columns]).agg(records=inside.count()).to_pyarrow().to_pylist():
        found.setdefault(row[TILE], []).append((tuple(row[c] for c in columns), row["records"]))
    return found


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
