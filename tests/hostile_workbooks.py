"""Workbooks of a few kilobytes that make a reader ask for more memory than there is, each in another way."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests import log_files as logs

FAR, WIDE = 'r="XFD1048576"', 'r="XFD3"'
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MARK = "Zebedee"
"""Stands in every one; no refusal may repeat it."""


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    logs.write_xlsx(path, {"2018": logs.rows([logs.record(1, notes=MARK)])})
    _rewrite(path, change)


def _rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def _with_row(row: str) -> Callable[[Path], None]:
    def put(entries: dict[str, bytes]) -> None:
        entries[SHEET] = entries[SHEET].replace(b"</sheetData>", row.encode() + b"</sheetData>")

    return lambda path: changed(path, put)


def _cell(reference: str) -> str:
    return f'<c {reference} t="inlineStr"><is><t>{MARK}</t></is></c>'


def _sheet_elsewhere(path: Path) -> None:
    def move(entries: dict[str, bytes]) -> None:
        far = f'<row r="1048576">{_cell(FAR)}</row></sheetData>'
        entries["xl/other/part.xml"] = entries.pop(SHEET).replace(b"</sheetData>", far.encode())
        entries[RELATIONS] = entries[RELATIONS].replace(b"worksheets/sheet1.xml", b"other/part.xml")
        entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(
            b"/xl/worksheets/sheet1.xml", b"/xl/other/part.xml"
        )

    changed(path, move)


WORKBOOKS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "far cell": ("calls.xlsx", _with_row(f'<row r="1048576">{_cell(FAR)}</row>')),
    "far cell in a row without number": ("calls.xlsx", _with_row(f"<row>{_cell(FAR)}</row>")),
    "far cell in small letters": ("calls.xlsx", _with_row(f'<row r="1048576">{_cell(FAR.lower())}</row>')),
    "far cell with spaces about the sign": ("calls.xlsx", _with_row(f"<row>{_cell(FAR.replace('=', ' = '))}</row>")),
    "far row, and a cell without reference": (
        "calls.xlsx",
        _with_row(f'<row>{_cell(WIDE)}</row><row r = "1048576">{_cell("")}</row>'),
    ),
    "far cell in a sheet at another place": ("calls.xlsx", _sheet_elsewhere),
}
