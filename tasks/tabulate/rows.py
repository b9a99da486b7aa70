"""A figure as rows and columns: the one table from which its CSV, its sheet and its description are written."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from expectations.contract.helpline import helpline
from expectations.contract.spelling import is_formula
from tasks.language.languages import helpline_name, source_language
from tasks.model.asked import IN_TABLES, counted_later, not_asked
from tasks.model.figures import (
    MISSING,
    Base,
    Cell,
    Disclosure,
    Figure,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowName,
)
from tasks.model.period import PERIODS, Month

TableValue = str | int | float | None


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class TableColumn:
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

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableValue, ...], ...]


WINDOW_COLUMNS = (
    TableColumn(
        "window",
        ColumnKind.TEXT,
        "The window of time: the edition, the previous period of equal length, or everything since the launch.",
        key=True,
    ),
    TableColumn(
        "from", ColumnKind.TEXT, "First month of the window, as year and month; empty before the helpline began."
    ),
    TableColumn("to", ColumnKind.TEXT, "Last month of the window, included; empty before the helpline began."),
)
TOTAL = TableColumn("total", ColumnKind.COUNT, "All records of the figure's base in the window, missing ones included.")
RECORDS_MISSING = TableColumn("missing", ColumnKind.COUNT, "Records of the base whose value is not known.")
SAMPLE = TableColumn(
    "sample", ColumnKind.TEXT, "Says in each row that the numbers are made up: they are those of a sample."
)
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


def count_or_bound(count: TableValue, bound: int | None) -> TableValue:
    """A number as it is printed: in words where only its bound may be told, as of a 0 that was rounded."""
    return count if count or bound is None else f"fewer than {bound}"


def _columns(spec: FigureSpec) -> tuple[TableColumn, ...]:
    if spec.measure is not Measure.CELLS:
        return (*WINDOW_COLUMNS, TableColumn("value", *VALUE_KINDS[spec.measure]), TOTAL, RECORDS_MISSING)
    dimensions = (
        column
        for name in spec.dimensions
        for column in (
            TableColumn(name, ColumnKind.TEXT, f"Key of the category; {MISSING} counts records without one.", key=True),
            TableColumn(f"{name}_label", ColumnKind.TEXT, "The category in words."),
        )
    )
    group = " and ".join(name.replace("_", " ") for name in spec.dimensions[: spec.share_within])
    within = f" and have the same {group}" if group else ""
    share = TableColumn(
        "share", ColumnKind.SHARE, f"Share of the records whose value is known{within}, between 0 and 1."
    )
    of_all = TableColumn(
        "share_of_all", ColumnKind.SHARE, "Share of all records, missing ones included, between 0 and 1."
    )
    count = TableColumn("count", ColumnKind.COUNT, "The number of records.")
    return (*WINDOW_COLUMNS, *dimensions, count, share, *([of_all] if spec.share_of_all else []), TOTAL)


def _when(name: WindowName, window: Window) -> tuple[TableValue, ...]:
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


def _single_rows(figure: Figure, name: WindowName, window: Window) -> Iterator[tuple[TableValue, ...]]:
    yield (*_when(name, window), _unasked(figure.spec, (), window) or window.value, *_whole(window))


def _cell_rows(figure: Figure, name: WindowName, window: Window) -> Iterator[tuple[TableValue, ...]]:
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


def _whole(window: Window) -> tuple[TableValue, TableValue]:
    return count_or_bound(window.total, window.bound), count_or_bound(window.missing, window.bound)


def _numbers(spec: FigureSpec, cell: Cell, unasked: str) -> tuple[TableValue, ...]:
    # The share of an untold count would tell it, or say 0 where the count may be 4.
    shares = (cell.share, cell.share_of_all) if spec.share_of_all else (cell.share,)
    is_published = cell.below is None and not unasked
    return (unasked or count_or_bound(cell.count, cell.below), *(share if is_published else None for share in shares))


def _safe(value: TableValue) -> TableValue:
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


BASES = {
    Base.CALLS: "attended calls, new and follow-up",
    Base.EMAILS: "e-mails, new and follow-up",
    Base.CONTACTS: "contacts: calls and e-mails",
    Base.CASES: "individual cases: new calls and new e-mails, a case that moved between channels counted once",
    Base.HARASSMENT_CASES: "cases that are more than an enquiry or assistance",
}
SAMPLE_NOTE = (
    "Sample: every record behind these numbers is made up. They say nothing of the helpline; do not quote them."
)
INTERNAL_DRAFT = "Internal draft, not for publication: no disclosure control was applied."


def edition_title(figures: ProtectedFigures) -> str:
    """The title of all tables of the edition together."""
    kind = "Sample, made up: " if figures.sample else ""
    return f"{kind}{helpline_name()}: figures from {figures.edition.words}"


def edition_notes(figures: ProtectedFigures) -> tuple[str, ...]:
    """What holds for all tables of the edition."""
    control = {
        Disclosure.NONE: INTERNAL_DRAFT,
        Disclosure.ROUND: "Counts are rounded to multiples of 5 for the protection of callers; the totals of calls, "
        "e-mails, contacts and cases and the calls by month are exact. Counts that round to 0 are given as 'fewer than "
        "5', true zeros included; over several periods that were rounded one by one the bound is higher.",
    }
    return (
        *((SAMPLE_NOTE,) if figures.sample else ()),
        "One table a figure, in three windows: the edition, the previous period of equal length, and since launch.",
        f"Months are in the time of {helpline().timezone}.",
        control[figures.disclosure],
    )


def figure_notes(figure: Figure, *, sample: bool = False) -> tuple[str, ...]:
    """What holds for one figure: that it is a sample's, base, missing, several answers, since when it was asked."""
    spec, window = figure.spec, figure.edition
    notes = [*([SAMPLE_NOTE] if sample else []), f"Base: {BASES[spec.base]}."]
    if spec.measure in (Measure.CELLS, Measure.SHARE):
        notes.append(f"In this edition {window.total:,} records, {window.missing:,} of them without a known value.")
    if spec.multi_response:
        notes.append("One case can be counted in several rows, so that shares can exceed 100% together.")
    if spec.asked.first:
        verb = "Counted" if counted_later(spec) else "Asked"
        notes.append(f"{verb} since {Month.parse(spec.asked.first).words}.")
    if window.period and spec.asked.last < str(window.period.last):
        notes.append(f"Asked until {Month.parse(spec.asked.last).words}.")
    if window.period and "" < spec.redefined <= str(window.period.last):
        words = Month.parse(spec.redefined).words
        notes.append(f"Asked in this way since {words}; what was counted before is not comparable.")
    return tuple(notes)
