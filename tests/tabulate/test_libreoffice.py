"""The workbook in a real spreadsheet program: every sheet opens without complaint, and the numbers survive."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from tasks.tabulate import tables, workbook
from tests.figures_factory import ONE_OF_EACH_KIND, only, random_titles, rounded_figures

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Comma, quote, UTF-8, from the first row; cells as they are and not as they are shown; all sheets, a file each."""


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a CSV a sheet, and what LibreOffice said while it made them."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: apt install libreoffice-calc-nogui): nothing tested")
    folder = tmp_path_factory.mktemp("libreoffice")
    figures = only(rounded_figures(), *ONE_OF_EACH_KIND)
    (folder / "tables.xlsx").write_bytes(workbook(figures, random_titles(figures)))
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(folder), "tables.xlsx"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return folder, done.stderr + done.stdout


def test_it_opens_without_a_warning(converted: tuple[Path, str]) -> None:
    _, said = converted
    complaints = [line for line in said.splitlines() if "warn" in line.lower() or "error" in line.lower()]
    # That no Java is installed has nothing to do with the file.
    assert [line for line in complaints if "java" not in line] == []
    assert "convert" in said


@pytest.mark.parametrize("figure", ONE_OF_EACH_KIND)
def test_the_numbers_survive(converted: tuple[Path, str], figure: str) -> None:
    folder, _ = converted
    rows = list(csv.reader(io.StringIO((folder / f"tables-{figure}.csv").read_text("utf-8"))))
    head = next(place for place, row in enumerate(rows) if row[0] == "window")
    expected = list(csv.reader(io.StringIO(tables(rounded_figures())[f"{figure}.csv"])))
    found = [row[: len(expected[0])] for row in rows[head:] if any(row)]
    assert [[_number(cell) for cell in row] for row in found] == [[_number(cell) for cell in row] for row in expected]


def _number(cell: str) -> float | str:
    try:
        # A cell that is formatted as a percentage comes out as one, with all of its digits.
        return round(float(cell.removesuffix("%")) / (100 if cell.endswith("%") else 1), 9)
    except ValueError:
        return cell
