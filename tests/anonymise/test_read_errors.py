"""Sources that open well and break further down: the refusal names the line and repeats no value."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.anonymise import anonymise
from tasks.anonymise.sources import connect, find_unreadable
from tasks.extract import extract
from tasks.model.errors import LogError, ReportError, StageError
from tests import log_files as logs

MARK = "Zebedee"
ROW = ",".join(logs.text(value) for value in logs.record(1, city=MARK).values())
HEADING = ",".join(logs.FIELDS)
LONG = 600_000


def refusal(*paths: Path) -> ReportError:
    with pytest.raises(ReportError) as caught:
        anonymise(extract({"calls": [str(path) for path in paths]}), bytes(32), paths[0].parent, dt.date(2019, 1, 1))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert MARK not in str(caught.value)
    return caught.value


BROKEN = {
    "too few cells": ([ROW, f"C-000002,{MARK}", ROW], "more or fewer cells", ", line 3"),
    "too many cells": ([ROW, ROW + f",{MARK}"], "more or fewer cells", ", line 3"),
    "unclosed quote": ([ROW, ROW.replace(MARK, f'"{MARK}'), ROW], "not closed", ", line 3"),
    "unclosed quote at the end": ([ROW, ROW + f'"{MARK}', f'"{ROW}'], "", ""),
    "line without an end": ([ROW, ROW.replace(MARK, f'"{MARK * LONG}"')], "longer than 4 million", ", line 3"),
    "stray quote": ([ROW.replace(MARK, f'"{MARK}" {MARK}')], "not closed", ", line 2"),
    "header only": ([], "no records", ""),
    "blank cells only": (["," * (len(logs.FIELDS) - 1)], "no records", ""),
}


@pytest.mark.parametrize(("lines", "words", "line"), BROKEN.values(), ids=list(BROKEN))
def test_row_that_breaks_a_csv(tmp_path: Path, lines: list[str], words: str, line: str) -> None:
    sound = logs.write_csv(tmp_path / "sound.csv", [logs.record(5)]) if words != "no records" else None
    broken = tmp_path / "calls.csv"
    broken.write_text("\n".join([HEADING, *lines]) + "\n")
    error = refusal(broken, *[path for path in [sound] if path])
    assert type(error) is LogError
    assert words in error.problem
    assert error.where == f"calls.csv{line}" or not line


@pytest.mark.parametrize(
    "row", [ROW + ",x", "C-000001,x", ROW.replace(MARK, f'"{MARK}')], ids=["long", "short", "quote"]
)
def test_row_that_breaks_a_csv_in_an_old_encoding(tmp_path: Path, row: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([HEADING, ROW.replace(MARK, "“x”"), row]) + "\n", encoding="cp1252")
    error = refusal(path)
    assert error.where == "calls.csv, row 3"
    assert type(error) is LogError


def test_different_line_ends_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(f"{HEADING}\r\n{ROW}\n{ROW}\r\n".encode())
    assert "line ends" in refusal(path).problem


def test_parquet_damaged_in_its_middle(tmp_path: Path) -> None:
    records = [{k: v and str(v) for k, v in logs.record(number, city=MARK).items()} for number in range(500)]
    path = logs.write_parquet(tmp_path / "calls.parquet", records)
    content = bytearray(path.read_bytes())
    content[4:400] = b"\xff" * 396
    path.write_bytes(content)
    error = refusal(path)
    assert type(error) is LogError
    assert error.where == "calls.parquet"


def damaged_sheet(path: Path) -> None:
    import zipfile

    logs.write_xlsx(path, {"2018": logs.rows([logs.record(1, city=MARK)] * 50)})
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    sheet = kept["xl/worksheets/sheet1.xml"]
    kept["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def test_sheet_damaged_in_its_middle(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    damaged_sheet(path)
    assert type(refusal(path)) is LogError


@pytest.mark.parametrize(
    "write",
    [
        lambda p: logs.write_xlsx(p.with_suffix(".xlsx"), {"2018": [list(logs.FIELDS)]}),
        lambda p: logs.write_ods(p.with_suffix(".ods"), {"2018": [list(logs.FIELDS)]}),
    ],
    ids=["xlsx", "ods"],
)
def test_workbook_without_records(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    assert "no records" in refusal(write(tmp_path / "calls")).problem


def test_file_that_is_gone_between_the_stages(tmp_path: Path) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1)])
    sources = extract({"calls": [str(path)]})
    path.unlink()
    with pytest.raises(LogError) as caught:
        anonymise(sources, bytes(32), tmp_path, dt.date(2019, 1, 1))
    assert caught.value.where == "calls.csv"


def test_too_little_memory_is_no_fault_of_the_log(tmp_path: Path) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1)])
    connection = connect()
    connection.execute("SET memory_limit = '1MB'")
    error = find_unreadable(connection, extract({"calls": [str(path)]}), "OutOfMemoryException")
    assert type(error) is StageError
    assert "OutOfMemoryException" in error.problem
