"""All tables in one workbook: a contents sheet, then a sheet a figure. Values only: no formula, no outside link."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasks.model.figures import Figure, ProtectedFigures
from tasks.tabulate.rows import (
    ColumnKind,
    Table,
    TableColumn,
    TableValue,
    edition_notes,
    edition_title,
    figure_notes,
    table,
)

CONTENTS = "contents"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NUMBER_FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.COUNT: "#,##0",
    ColumnKind.SHARE: "0.0%",
    ColumnKind.MEAN: "#,##0.0",
}
WIDEST = 50


def workbook(figures: ProtectedFigures, titles: Mapping[str, str]) -> bytes:
    """The bytes of ``tables.xlsx``; the same figures give the same bytes.

    Args:
        figures: protected figures.
        titles: the title of each figure by its id.
    """
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, OPTIONS)
    book.set_properties(_properties(figures))
    looks = _Looks(book)
    _write_contents(book.add_worksheet(CONTENTS), looks, figures, titles)
    for figure in figures:
        sheet = book.add_worksheet(figure.spec.id)
        _write_figure(sheet, looks, figure, titles[figure.spec.id], sample=figures.sample)
    book.close()
    return content.getvalue()


class _Looks:
    """The formats of the workbook, made once."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.link = book.get_default_url_format()
        self.columns = {kind: book.add_format({"num_format": form}) for kind, form in NUMBER_FORMATS.items()}
        self.untold = book.add_format({"align": "right"})

    def cell(self, column: TableColumn, value: TableValue) -> Any:
        """The format of a cell; words in a column of numbers stand at the right, as the numbers do."""
        in_words = isinstance(value, str) and column.kind is not ColumnKind.TEXT
        return self.untold if in_words else self.columns[column.kind]


def _properties(figures: ProtectedFigures) -> dict[str, Any]:
    last = figures.edition.last
    # A date is obligatory; the clock's would change the bytes with every build, so the edition's last month stands in.
    return {"title": edition_title(figures), "created": datetime(last.year, last.number, 1)}


def _write_contents(sheet: Any, looks: _Looks, figures: ProtectedFigures, titles: Mapping[str, str]) -> None:
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, edition_title(figures), looks.title)
    notes = edition_notes(figures)
    for row, note in enumerate(notes, 1):
        sheet.write_string(row, 0, note)
    first = len(notes) + 2
    sheet.write_row(first, 0, ["Section", "Figure"], looks.heading)
    for row, figure in enumerate(figures, first + 1):
        sheet.write_string(row, 0, figure.spec.section)
        sheet.write_url(row, 1, f"internal:'{figure.spec.id}'!A1", looks.link, titles[figure.spec.id])


def _write_figure(sheet: Any, looks: _Looks, figure: Figure, title: str, *, sample: bool) -> None:
    sheet.write_string(0, 0, title, looks.title)
    sheet.write_url(1, 0, f"internal:'{CONTENTS}'!A1", looks.link, "Contents")
    notes = figure_notes(figure, sample=sample)
    for row, note in enumerate(notes, 2):
        sheet.write_string(row, 0, note)
    head = len(notes) + 3
    found = table(figure, sample=sample)
    _set_widths(sheet, found)
    sheet.write_row(head, 0, [column.name for column in found.columns], looks.heading)
    for row, values in enumerate(found.rows, head + 1):
        for place, value in enumerate(values):
            _write(sheet, (row, place), value, looks.cell(found.columns[place], value))
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, head + len(found.rows), len(found.columns) - 1)


def _write(sheet: Any, place: tuple[int, int], value: TableValue, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, value, look)
    elif value is not None:
        sheet.write_number(*place, value, look)


def _set_widths(sheet: Any, found: Table) -> None:
    for place, column in enumerate(found.columns):
        longest = max(len(str(row[place])) for row in found.rows)
        sheet.set_column(place, place, min(WIDEST, max(longest, len(column.name)) + 3))
