"""Figures as tables: rows and columns of words, ready to print."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from tasks.language.language import Language
from tasks.model.asked import asked_cells, not_asked
from tasks.model.declared import keeps_order
from tasks.model.figures import Cell, Figure, FigureSpec, Window
from tasks.model.period import TIME

SHADES = 5
"""In how many steps a table of two questions is shaded, the darker the larger the share."""
LAST = ("other", "none", "unknown")
"""Rows that stand below the others, however large."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table: a count and, where there is one, its share; the figure's key; how it is shaded."""

    count: str
    share: str = ""
    key: str = ""
    shade: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its label and its cells; of which figure it is, in a table of several."""

    label: str
    entries: tuple[TableCell, ...]
    figure: str = ""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table in words.

    Attributes:
        stub: heading of the label column: the breakdown's name.
        columns: headings of the others.
        rows: the rows shown.
        rows_of, columns_of: how many there are in the figure, where fewer are shown; else None.
    """

    stub: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    rows_of: int | None = None
    columns_of: int | None = None


def table_of(
    figure: Figure, window: Window, language: Language, rows: int | None = None, columns: int | None = None
) -> PrintedTable:
    """A figure's window as a table, cut to its largest rows and columns where a number is given.

    ``language`` names breakdowns and the columns of counts and shares.
    """
    dimensions = figure.spec.dimensions
    if len(dimensions) == 1:
        return _list(figure, window, language, rows)
    return _cross(figure, window, language, rows, columns)


def _list(figure: Figure, window: Window, language: Language, limit: int | None) -> PrintedTable:
    (dimension,) = figure.spec.dimensions
    cells = {cell.key[0]: cell for cell in window}
    keys, shown = _ordered({key: cell.count for key, cell in cells.items()}, dimension, limit)
    all_too, words = figure.spec.share_of_all, language.words["table"]
    return PrintedTable(
        language.heading(dimension),
        tuple(words[name] for name in ("count", "share", *(["share_of_all"] if all_too else []))),
        tuple(
            TableRow(
                language.label(dimension, cell.key[0]),
                (
                    TableCell(_count(figure.spec, cell, window, language), key=cell.key[0]),
                    TableCell(_share_text(cell, cell.share, language)),
                    *([TableCell(_share_text(cell, cell.share_of_all, language))] if all_too else []),
                ),
            )
            for cell in map(cells.__getitem__, shown)
        ),
        rows_of=len(keys) if len(shown) < len(keys) else None,
    )


def _cross(
    figure: Figure, window: Window, language: Language, row_limit: int | None, column_limit: int | None
) -> PrintedTable:
    dimensions = figure.spec.dimensions
    row, column = _orientation(window, dimensions)
    row_keys, shown_rows = _ordered(_sums(window, row), dimensions[row], row_limit)
    column_keys, shown_columns = _ordered(_sums(window, column), dimensions[column], column_limit)
    asked = asked_cells(figure.spec, window)
    most = max((cell.share for cell in asked if cell.share is not None and not cell.below), default=0.0)
    entries = {
        cell.key: TableCell(
            language.count(cell), _share_text(cell, cell.share, language), "/".join(cell.key), _shade(cell, most)
        )
        for cell in asked
    }
    # Of a month in which a row was not asked; the caption says since when it was.
    unasked = TableCell(language.words["changes"]["not_asked"])
    return PrintedTable(
        language.heading(dimensions[row]),
        tuple(language.label(dimensions[column], key) for key in shown_columns),
        tuple(
            TableRow(
                language.label(dimensions[row], r),
                tuple(entries.get((r, c) if row == 0 else (c, r), unasked) for c in shown_columns),
            )
            for r in shown_rows
        ),
        rows_of=len(row_keys) if len(shown_rows) < len(row_keys) else None,
        columns_of=len(column_keys) if len(shown_columns) < len(column_keys) else None,
    )


def _shade(cell: Cell, most: float) -> str:
    """The class of a cell by its share, in steps up to the largest of the table; of one that is not told, that."""
    if cell.below:
        return "withheld"
    return f"shade-{ceil(SHADES * cell.share / most)}" if cell.share and most else ""


def _orientation(window: Window, dimensions: Sequence[str]) -> tuple[int, int]:
    """Which breakdown runs down and which across: time runs down, else the longer one."""
    for place, dimension in enumerate(dimensions):
        if dimension in TIME:
            return place, 1 - place
    lengths = [len({cell.key[place] for cell in window.cells}) for place in (0, 1)]
    return (0, 1) if lengths[0] > lengths[1] else (1, 0)


def _sums(window: Window, place: int) -> Mapping[str, int]:
    sums = Counter[str]()
    for cell in window.cells:
        sums[cell.key[place]] += cell.count
    return sums


def _ordered(sums: Mapping[str, int], dimension: str, limit: int | None) -> tuple[list[str], list[str]]:
    """All keys in the order of print, and those of them that are shown: the largest, as many as the limit."""
    if keeps_order(dimension):
        return list(sums), list(sums)
    keys = sorted(sums, key=lambda key: (key in LAST, -sums[key]))
    largest = sorted(keys, key=lambda key: -sums[key])[:limit]
    return keys, [key for key in keys if key in largest]


def _count(spec: FigureSpec, cell: Cell, window: Window, language: Language) -> str:
    why = not_asked(spec, cell.key, window)
    return language.not_asked(why) if why else language.count(cell)


def _share_text(cell: Cell, share: float | None, language: Language) -> str:
    # The share of a withheld count would tell the count, or a nought that is not one.
    return "–" if cell.below or share is None else language.percent(share)
