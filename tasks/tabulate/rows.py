"""A figure as rows and columns: the one table from which its CSV, its sheet and its description are written."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from expectations.contract.spelling import is_formula
from tasks.language.languages import source_language
from tasks.model.asked import IN_TABLES, not_asked
from tasks.model.figures import (
    MISSING,
    Cell,
    Figure,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowName,
)
from tasks.model.period import PERIODS

Value = str | int | float | None


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, and what it means."""

    name: str
    kind: ColumnKind
    meaning: str
    key: bool = False

    @property
    def title(self) -> str:
        """Its name as a heading: ``Share of all``."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Table:
    """A figure's columns, and its rows in their order: edition, previous period, since launch."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


WINDOW_COLUMNS = (
    Column(
        "window",
        ColumnKind.TEXT,
        "The window of time: the edition, the previous period of equal length, or everything since the launch.",
        key=True,
    ),
    Column("from", ColumnKind.TEXT, "First month of the window, as year and month; empty before the helpline began."),
    Column("to", ColumnKind.TEXT, "Last month of the window, included; empty before the helpline began."),
)
TOTAL = Column("total", ColumnKind.COUNT, "All records of the figure's base in the window, missing ones included.")
RECORDS_MISSING = Column("missing", ColumnKind.COUNT, "Records of the base whose value is not known.")
SAMPLE = Column("sample", ColumnKind.TEXT, "Says in each row that the numbers are made up: they are those of a sample.")
MADE_UP = "made up"
VALUE_KINDS = {
    Measure.COUNT: (ColumnKind.COUNT, "The number of records."),
    Measure.PER_MONTH: (ColumnKind.MEAN, "Records a month: the number of records over the months of the window."),
    Measure.SHARE: (ColumnKind.SHARE, "Share of the records whose value is known, between 0 and 1."),
}


def table(figure: Figure, *, sample: bool = False) -> Table:
    """The table of a figure: a row a cell and window, and a row for the missing; for a single number a row a window.

    Each row of a sample's says that it is one, since tables go from hand to hand alone.
    """
    mark, marks = ((SAMPLE,), (MADE_UP,)) if sample else ((), ())
    make = _single_rows if figure.spec.measure is not Measure.CELLS else _cell_rows
    rows = (row for name, window in figure.windows.items() for row in make(figure, name, window))
    cells = tuple((*(_safe(value) for value in row), *marks) for row in rows)
    return Table((*_columns(figure.spec), *mark), cells)


def told(count: Value, bound: int | None) -> Value:
    """A number as it is printed: in words where only its bound may be told, as of a 0 that was rounded."""
    return count if count or bound is None else f"fewer than {bound}"


def _columns(spec: FigureSpec) -> tuple[Column, ...]:
    if spec.measure is not Measure.CELLS:
        return (*WINDOW_COLUMNS, Column("value", *VALUE_KINDS[spec.measure]), TOTAL, RECORDS_MISSING)
    dimensions = (
        column
        for name in spec.dimensions
        for column in (
            Column(name, ColumnKind.TEXT, f"Key of the category; {MISSING} counts records without one.", key=True),
            Column(f"{name}_label", ColumnKind.TEXT, "The category in words."),
        )
    )
    group = " and ".join(name.replace("_", " ") for name in spec.dimensions[: spec.share_within])
    within = f" and have the same {group}" if group else ""
    share = Column("share", ColumnKind.SHARE, f"Share of the records whose value is known{within}, between 0 and 1.")
    of_all = Column("share_of_all", ColumnKind.SHARE, "Share of all records, missing ones included, between 0 and 1.")
    count = Column("count", ColumnKind.COUNT, "The number of records.")
    return (*WINDOW_COLUMNS, *dimensions, count, share, *([of_all] if spec.share_of_all else []), TOTAL)


def _when(name: WindowName, window: Window) -> tuple[Value, ...]:
    period = window.period
    return (name.value, str(period.first), str(period.last)) if period else (name.value, None, None)


def untold(found: Table) -> tuple[str, ...]:
    """The words that stand where a number was not asked, in the order of the alphabet."""
    numbers = [place for place, column in enumerate(found.columns) if column.kind is not ColumnKind.TEXT]
    texts = {str(row[place]) for row in found.rows for place in numbers}
    return tuple(sorted(text for text in texts if text.startswith(tuple(IN_TABLES.values()))))


def _unasked(spec: FigureSpec, key: Key, window: Window) -> str:
    """That there is no number since it was not asked, in words; empty where it was."""
    why = not_asked(spec, key, window)
    return str(why) if why else ""


def _single_rows(figure: Figure, name: WindowName, window: Window) -> Iterator[tuple[Value, ...]]:
    yield (*_when(name, window), _unasked(figure.spec, (), window) or window.value, *_whole(window))


def _cell_rows(figure: Figure, name: WindowName, window: Window) -> Iterator[tuple[Value, ...]]:
    spec, when, (total, missing), language = figure.spec, _when(name, window), _whole(window), source_language()
    # A window from before an answer could be given tells so of it, too.
    lacking = (Cell(key, 0) for key in _keys(figure) if not window.get(*key) and not_asked(spec, key, window))
    for cell in (*window.cells, *lacking):
        words = [
            part for d, key in zip(spec.dimensions, cell.key, strict=True) for part in (key, language.label(d, key))
        ]
        unasked = _unasked(spec, cell.key, window)
        yield (*when, *words, *_numbers(spec, cell, unasked), total)
    shares = (None,) * (2 if spec.share_of_all else 1)
    untold = _unasked(spec, (), window) or missing
    yield (*when, *(MISSING, language.label("", MISSING)) * len(spec.dimensions), untold, *shares, total)


def _keys(figure: Figure) -> tuple[Key, ...]:
    """The rows of a figure's edition that are no part of time: those belong to one window."""
    return () if set(figure.spec.dimensions) & set(PERIODS) else tuple(cell.key for cell in figure.edition)


def _whole(window: Window) -> tuple[Value, Value]:
    return told(window.total, window.bound), told(window.missing, window.bound)


def _numbers(spec: FigureSpec, cell: Cell, unasked: str) -> tuple[Value, ...]:
    # The share of an untold count would tell it, or say 0 where the count may be 4.
    shares = (cell.share, cell.share_of_all) if spec.share_of_all else (cell.share,)
    is_told = cell.below is None and not unasked
    return (unasked or told(cell.count, cell.below), *(share if is_told else None for share in shares))


def _safe(value: Value) -> Value:
    """The value, such that no spreadsheet takes a label for a formula."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def tables(figures: ProtectedFigures) -> Mapping[str, str]:
    """From the name of each file (``gender.csv``) to its text: a header row, commas, lines ended by a line feed."""
    return {file_name(figure): _csv(table(figure, sample=figures.sample)) for figure in figures}


def file_name(figure: Figure) -> str:
    """The name of a figure's table."""
    return f"{figure.spec.id}.csv"


def _csv(found: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in found.columns)
    writer.writerows(found.rows)
    return text.getvalue()
