"""The workbook: contents, a sheet a figure, the same numbers as the CSV, values only, the same bytes each time."""

import csv
import io
import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks.aggregate.catalogue import CATALOGUE
from tasks.model.figures import ProtectedFigures
from tasks.tabulate import tables, tabulate, workbook
from tests.figures_factory import random_titles
from tests.tabulate.conftest import EDITIONS

every_edition = pytest.mark.parametrize("figures", ["all figures", "rounded"], indirect=True)


def opened(figures: ProtectedFigures) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(figures, random_titles(figures))))


@pytest.fixture(scope="module")
def draft() -> Workbook:
    """The workbook of an internal draft, opened."""
    return opened(EDITIONS["draft"]())


def numbers(sheet: Worksheet) -> list[list[object]]:
    """The table of a sheet: everything from its header row on."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(rows) if row[0] == "window")
    return rows[head:]


def as_text(value: object) -> str:
    return "" if value is None else str(value)


@every_edition
def test_each_sheet_holds_the_cells_of_its_csv(figures: ProtectedFigures) -> None:
    book, texts = opened(figures), tables(figures)
    assert book.sheetnames == ["contents", *figures.figures]
    for figure_id in figures.figures:
        header, *rows = csv.reader(io.StringIO(texts[f"{figure_id}.csv"]))
        sheet_header, *sheet_rows = numbers(book[figure_id])
        assert sheet_header == header
        for csv_row, sheet_row in zip(rows, sheet_rows, strict=True):
            for csv_cell, cell in zip(csv_row, sheet_row, strict=True):
                number = isinstance(cell, int | float)
                assert (float(csv_cell) == cell) if number else (csv_cell == as_text(cell))


def test_numbers_are_numbers_and_shares_print_as_percentages(draft: Workbook) -> None:
    sheet = draft["gender"]
    head, first = [row for row in sheet.iter_rows() if row[0].value in ("window", "edition")][:2]
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert (cells["count"].data_type, cells["share"].data_type) == ("n", "n")
    assert (cells["count"].number_format, cells["share"].number_format) == ("#,##0", "0.0%")


def test_the_contents_link_to_every_sheet_and_nowhere_else(draft: Workbook, figures: ProtectedFigures) -> None:
    targets = [cell.hyperlink.location for row in draft["contents"].iter_rows() for cell in row if cell.hyperlink]
    assert targets == [f"'{figure_id}'!A1" for figure_id in figures.figures]
    outside = [c.hyperlink.target for s in draft for row in s.iter_rows() for c in row if c.hyperlink]
    assert set(outside) == {None}


@pytest.mark.parametrize(
    ("figure_id", "note"),
    [
        ("gender", "Base: individual cases"),
        ("gender", "without a known value"),
        ("platform", "can exceed 100%"),
        ("takeover_scams_by_month", "Asked since September 2018"),
    ],
)
def test_a_sheet_carries_its_notes(draft: Workbook, figure_id: str, note: str) -> None:
    above = [as_text(row[0]) for row in draft[figure_id].iter_rows(max_row=8, values_only=True)]
    assert any(note in text for text in above)


@pytest.mark.parametrize(("figures", "marked"), [("draft", True), ("rounded", False)], indirect=["figures"])
def test_an_internal_draft_says_so(figures: ProtectedFigures, marked: bool) -> None:
    texts = [as_text(row[0]) for row in opened(figures)["contents"].iter_rows(max_row=6, values_only=True)]
    assert any("Internal draft" in text for text in texts) is marked


def test_names_of_sheets_fit() -> None:
    assert all(len(declaration.spec.id) <= 31 for declaration in CATALOGUE)


def test_titles_stay_text(figures: ProtectedFigures) -> None:
    titles = dict.fromkeys(figures.figures, "=1+1") | {"gender": "https://example.org"}
    content = workbook(figures, titles)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["calls"]["A1"].data_type == "s"
    assert book["gender"]["A1"].hyperlink is None
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_the_same_figures_give_the_same_bytes(figures: ProtectedFigures) -> None:
    titles = random_titles(figures)
    assert tabulate(figures, titles) == tabulate(figures, titles)
    assert workbook(figures, titles) == workbook(figures, titles)
