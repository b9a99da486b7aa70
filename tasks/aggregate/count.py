"""Count every figure of the catalogue in every time slice.

The records of a base are gone through once. They are counted by all columns that one of its widest figures reads, for
each of these: grouping sets, which have as many rows as there are combinations of keys, however many records are
behind. What the other figures leave out is added up in this process.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from tasks.aggregate.bases import TIME_SLICE, bases, later_openings, sliced
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.declaration import Declaration, Dimension, Keys
from tasks.disclosure.series import slice_periods
from tasks.model.errors import guarded
from tasks.model.figures import ANY, MISSING, Base, FigureCounts, Key, Measure
from tasks.model.period import Period
from tasks.model.records import Counts, RawTimeSlice
from tasks.storage.engine import DUCKDB, Database, Engine, connect
from tasks.storage.sql import ACCEPTED, name_accepted, named

LATER = "later_openings"
GroupedRows = Sequence[tuple[tuple[Any, ...], int]]
"""Grouped rows of one time slice: values of the grouped columns, number of records."""

_RECORDS, _SET = "records", "grouping_set"


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
        database.read("contacts", contacts)
        name_accepted(database, set_aside)
        # By a name: else Ibis would write all that it says again for each use.
        database.define("sliced", sliced(database.ibis.table(ACCEPTED), edition, parts))
        accepted = database.ibis.table("sliced")
        # Found by a window function, which each base would run again.
        database.keep(LATER, later_openings(accepted))
        rows = _grouped_rows(database, bases(accepted, database.ibis.table(LATER), parts))
    return tuple(
        RawTimeSlice(
            time_slice, {d.spec.id: _count(d, rows[d.spec.id].get(str(time_slice), ()), time_slice) for d in CATALOGUE}
        )
        for time_slice in parts
    )


def _grouped_rows(database: Database, tables: Mapping[Base, Any]) -> Mapping[str, Mapping[str, GroupedRows]]:
    """Count the records of all bases.

    Args:
        database: where they are counted.
        tables: from each base to its Ibis table, which has the column ``time_slice``.

    Returns:
        From each figure of the catalogue to its grouped rows, by time slice. They are grouped by the columns of its
        breakdowns; of a figure without any by whether a record is known to have an answer, and whether it counts.
    """
    found: dict[str, Mapping[str, GroupedRows]] = {}
    for base, expression in tables.items():
        reads = {d: _reads(d, expression) for d in CATALOGUE if d.spec.base is base}
        if not reads:
            continue
        database.define(f"base_{base}", expression.filter(expression[TIME_SLICE].notnull()))
        sets = _widest(set(reads.values()))
        columns = sorted(frozenset().union(*sets))
        database.keep(f"counted_{base}", _grouping_sets(f"base_{base}", sets, columns))
        served = {d: _name_of(next(one for one in sets if read <= one), columns) for d, read in reads.items()}
        found.update(_grouped(database.ibis.table(f"counted_{base}"), served))
    return found


def _grouping_sets(base: str, sets: Sequence[frozenset[str]], columns: Sequence[str]) -> str:
    """The query that counts the records of a base by each set of columns, which Ibis has no words for.

    Its rows have what names their set, its columns and the number of records; columns of other sets are null.
    """
    name = " + ".join(["0", *(f"grouping({named(column)}) * {2**bit}" for bit, column in enumerate(columns))])
    wanted = [TIME_SLICE, *map(named, columns), f"{name} AS {_SET}", f"count(*) AS {_RECORDS}"]
    grouped = (f"({', '.join([TIME_SLICE, *map(named, sorted(one))])})" for one in sets)
    return f"SELECT {', '.join(wanted)} FROM {base} GROUP BY GROUPING SETS ({', '.join(grouped)})"


def _name_of(one: frozenset[str], columns: Sequence[str]) -> int:
    """What names a set in the rows: a bit for each column that it has not."""
    return sum(2**bit for bit, column in enumerate(columns) if column not in one)


def _widest(sets: set[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that are within no other, always in the same order."""
    return sorted((one for one in sets if not any(one < other for other in sets)), key=sorted)


def _reads(declaration: Declaration, table: Any) -> frozenset[str]:
    """The columns that a figure is grouped by, and those that its conditions read."""
    from ibis.expr.operations import Field, Value

    conditions = [condition.op() for condition in _conditions(declaration, table).values()]
    read = {field.name for condition in conditions for field in condition.find(Field, filter=Value)}
    return frozenset(read | set(declaration.columns))


def _conditions(declaration: Declaration, table: Any) -> Mapping[str, Any]:
    """By the name of the column that holds its outcome: for cells what is selected, else what is known and counts."""
    import ibis

    spec, every = declaration.spec, ibis.literal(True)
    where = declaration.where(table) if declaration.where else every
    if spec.measure is not Measure.CELLS:
        known = declaration.known(table) if declaration.known else every
        return {f"{spec.id} known": known, f"{spec.id} counts": where}
    return {f"{spec.id} selected": where}


def _grouped(counted: Any, served: Mapping[Declaration, int]) -> Mapping[str, Mapping[str, GroupedRows]]:
    """The rows of each figure, given the counts by all sets, and what names the set that each figure takes."""
    import pyarrow.compute as pc

    outcomes = {d: _conditions(d, counted) for d in served}
    every = counted.mutate(**{name: outcome for found in outcomes.values() for name, outcome in found.items()})
    cells = every.to_pyarrow()
    of_set = {name: cells.filter(pc.field(_SET) == name) for name in set(served.values())}
    return {d.spec.id: _added_up(d, of_set[name], list(outcomes[d])) for d, name in served.items()}


def _added_up(declaration: Declaration, cells: Any, outcomes: Sequence[str]) -> Mapping[str, GroupedRows]:
    """The rows of a figure by time slice, from an Arrow table of counts with the outcomes of its conditions."""
    tables = declaration.spec.measure is Measure.CELLS
    counted: dict[str, Counter[tuple[Any, ...]]] = {}
    columns = (TIME_SLICE, _RECORDS, outcomes[0], *(declaration.columns if tables else outcomes))
    for time_slice, records, selected, *row in zip(*(cells[name].to_pylist() for name in columns), strict=True):
        if selected or not tables:
            counted.setdefault(time_slice, Counter())[tuple(row)] += records
    return {time_slice: tuple(rows.items()) for time_slice, rows in counted.items()}


def _count(declaration: Declaration, rows: GroupedRows, period: Period) -> FigureCounts:
    total = sum(records for _, records in rows)
    if declaration.spec.measure is not Measure.CELLS:
        unknown = sum(records for (known, _), records in rows if not known)
        counted = sum(records for (known, counted), records in rows if known and counted)
        return FigureCounts(total, unknown, {(): counted})
    return _cells(declaration, rows, total, period)


def _cells(declaration: Declaration, rows: GroupedRows, total: int, period: Period) -> FigureCounts:
    cells: Counter[Key] = Counter(dict.fromkeys(declaration.keys(period), 0))
    within = declaration.spec.share_within
    groups: Counter[Key] = Counter({key[:within]: 0 for key in cells} if within else {})
    partial: Counter[Key] = Counter(
        {key: 0 for key in _combined([d.all_keys(period) for d in declaration.by]) if key not in cells}
    )
    missing = 0
    for values, records in rows:
        complete = _complete(declaration, dict(zip(declaration.columns, values, strict=True)))
        known = [key for key in complete if not {MISSING, ANY} & set(key)]
        missing += 0 if known else records
        for key in complete:
            (cells if key in known else partial)[key] += records
        for group in {key[:within] for key in known} if within else ():
            groups[group] += records
    return FigureCounts(total, missing, dict(cells), dict(groups), dict(partial))


def _complete(declaration: Declaration, values: Mapping[str, Any]) -> Keys:
    """The keys of a record, and those that complete its table: what it does not answer, and that it answers at all."""
    return _combined([_completed(d, d.to_keys(*(values[c] for c in d.columns))) for d in declaration.by])


def _combined(answers: Sequence[Keys]) -> Keys:
    return tuple(sum(parts, ()) for parts in product(*answers))


def _completed(dimension: Dimension, answers: Keys) -> Keys:
    if not answers:
        return ((MISSING,) * len(dimension.names),)
    return (*answers, (ANY,) * len(dimension.names)) if dimension.several else answers
