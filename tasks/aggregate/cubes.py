"""Cubes: the records of a base, counted once by all columns that a figure reads; narrower figures add up from the same.

A cube has as many rows as there are combinations of keys, however many records are behind. So the records are gone
through once for each of the widest figures only, and what the others leave out is added up in this process.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.aggregate.bases import TIME_SLICE
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.declaration import Declaration
from tasks.model.figures import Base, Measure
from tasks.storage.engine import Database, as_table

Rows = Sequence[tuple[tuple[Any, ...], int]]
"""Grouped rows of one time slice: values of the grouped columns, number of records."""

_RECORDS = "records"


def grouped_rows(database: Database, tables: Mapping[Base, Any]) -> Mapping[str, Mapping[str, Rows]]:
    """Count the records of all bases.

    Args:
        database: where they are counted.
        tables: from each base to its Ibis table, which has the column ``time_slice``.

    Returns:
        From each figure of the catalogue to its grouped rows, by time slice. They are grouped by the columns of its
        breakdowns; of a figure without any by whether a record is known to have an answer, and whether it counts.
    """
    found: dict[str, Mapping[str, Rows]] = {}
    for base, expression in tables.items():
        table = as_table(database, f"base_{base}", expression.filter(expression[TIME_SLICE].notnull()))
        reads = {d: _reads(d, table) for d in CATALOGUE if d.spec.base is base}
        for columns in _widest(set(reads.values())):
            served = [d for d, read in reads.items() if read <= columns and d.spec.id not in found]
            found.update(_from_cube(table, columns, served))
    return found


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


def _from_cube(base: Any, columns: frozenset[str], served: Sequence[Declaration]) -> Mapping[str, Mapping[str, Rows]]:
    cube = base.group_by([TIME_SLICE, *sorted(columns)]).agg(**{_RECORDS: base.count()})
    conditions = {d.spec.id: _conditions(d, cube) for d in served}
    marked = cube.mutate(**{name: mark for marks in conditions.values() for name, mark in marks.items()})
    cells = marked.to_pyarrow().to_pydict()
    return {d.spec.id: _added_up(d, cells, list(conditions[d.spec.id])) for d in served}


def _added_up(declaration: Declaration, cells: Mapping[str, Sequence[Any]], marks: Sequence[str]) -> Mapping[str, Rows]:
    tables = declaration.spec.measure is Measure.CELLS
    counted: dict[str, Counter[tuple[Any, ...]]] = {}
    values = zip(*(cells[name] for name in (declaration.columns if tables else marks)), strict=True)
    for time_slice, records, selected, row in zip(
        cells[TIME_SLICE], cells[_RECORDS], cells[marks[0]], values, strict=True
    ):
        if selected or not tables:
            counted.setdefault(time_slice, Counter())[row] += records
    return {time_slice: tuple(rows.items()) for time_slice, rows in counted.items()}
