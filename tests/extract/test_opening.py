"""Sound logs in all the forms in which staff save them: what extract says of them, and that they read the same."""

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.records import Source
from tests import log_files as logs

RECORDS = [logs.record(1), logs.record(2, city="Lahor", gender="عورت"), logs.record(3, notes="x")]
WESTERN = [logs.record(1), logs.record(2, city="Orléans"), logs.record(3)]


def sources(*paths: Path, headings: dict[str, str] | None = None) -> tuple[Source, ...]:
    return extract({"calls": [str(path) for path in paths]}, headings)


def references(folder: Path, found: tuple[Source, ...]) -> dict[int, str]:
    """From the row to the reference that stands in it."""
    intake = anonymise(found, bytes(32), folder, dt.date(2019, 1, 1))
    return {contact["row"]: contact["contact_id"] for contact in pq.read_table(intake.records).to_pylist()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_however_it_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    records = [{**r, "platforms": None} for r in RECORDS]
    path = logs.write_csv(tmp_path / "calls.csv", records, delimiter, encoding)
    if encoding == "utf-16-be":
        path.write_bytes(b"\xfe\xff" + path.read_bytes())
    found = sources(path)
    assert [(s.encoding, s.delimiter) for s in found] == [(encoding.removesuffix("-sig"), delimiter)]
    assert references(tmp_path, found) == {2: "C-000001", 3: "C-000002", 4: "C-000003"}


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_csv(tmp_path: Path, encoding: str) -> None:
    marks = "“é”" if encoding == "cp1252" else "«x»"
    found = sources(logs.write_csv(tmp_path / "calls.csv", [{**r, "notes": marks} for r in WESTERN], encoding=encoding))
    assert found[0].encoding == encoding
    assert len(references(tmp_path, found)) == 3


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ends: str) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", RECORDS)
    path.write_bytes(path.read_bytes().replace(b"\r\n", ends.encode()).removesuffix(ends.encode()))
    assert len(references(tmp_path, sources(path))) == 3


@pytest.mark.parametrize(
    ("before", "between", "after", "rows"),
    [
        ("", "", "\n\n", {2: "C-000001", 3: "C-000002", 4: "C-000003"}),
        ("", "\n", "", {2: "C-000001", 4: "C-000002", 6: "C-000003"}),
        ("", "\n\n\n", "\n", {2: "C-000001", 6: "C-000002", 10: "C-000003"}),
        ("\n\n", "\n", "", {4: "C-000001", 6: "C-000002", 8: "C-000003"}),
        ("", "," * 20 + "\n", "", {2: "C-000001", 4: "C-000002", 6: "C-000003"}),
    ],
)
def test_rows_are_counted_as_staff_see_them(
    tmp_path: Path, before: str, between: str, after: str, rows: dict[int, str]
) -> None:
    path = logs.write_csv(
        tmp_path / "calls.csv",
        [{**r, "city": "two\n\nlines"} for r in RECORDS[:2]] + [RECORDS[0] | {"contact_id": "C-000003"}],
    )
    heading, *lines = path.read_text().replace("two\n\nlines", "~").splitlines()
    text = before + heading + "\n" + (between).join(line + "\n" for line in lines) + after
    path.write_text(text.replace("~", "two\n\nlines"))
    assert references(tmp_path, sources(path)) == rows


def test_sheets_of_a_workbook(tmp_path: Path) -> None:
    titled = [["Calls"], [], *logs.rows(RECORDS[:1])]
    path = logs.write_xlsx(tmp_path / "calls.xlsx", {"2017": logs.rows(RECORDS[1:2]), "empty": [], "2018": titled})
    found = sources(path)
    assert [(s.sheet, s.heading_row, s.where) for s in found] == [
        ("2017", 1, "calls.xlsx, sheet 2017"),
        ("2018", 3, "calls.xlsx, sheet 2018"),
    ]
    assert references(tmp_path, found) == {2: "C-000002", 4: "C-000001"}


def test_passed_sheets(tmp_path: Path) -> None:
    """A hidden list is passed over; hidden records are read, since somebody may have put old years out of sight."""
    import openpyxl

    path = logs.write_xlsx(
        tmp_path / "calls.xlsx",
        {"2018": logs.rows(RECORDS[:1]), "lists": [["Lahore"], ["Karachi"]], "2017": logs.rows(RECORDS[1:2])},
    )
    book = openpyxl.load_workbook(path)
    book["lists"].sheet_state, book["2017"].sheet_state = "veryHidden", "hidden"
    book.save(path)
    found = sources(path)
    assert [(s.sheet, s.hidden, s.passed_sheets) for s in found] == [
        ("2018", False, ("lists",)),
        ("2017", True, ("lists",)),
    ]


def test_unknown_and_identifying_columns(tmp_path: Path) -> None:
    record = {"mood": 1, **logs.record(1), "Phone": "x", "e mail address": "x", "colour": "x"}
    (source,) = sources(logs.write_csv(tmp_path / "calls.csv", [record]))
    assert source.unknown_columns == (1, 25)
    assert source.columns["contact_id"] == 1
    assert "mood" not in repr(source)


def test_configured_headings(tmp_path: Path) -> None:
    record = {{"gender": "Stated gender", "age": "source"}.get(k, k): v for k, v in logs.record(1).items()}
    (source,) = sources(
        logs.write_csv(tmp_path / "calls.csv", [record]), headings={"STATED-GENDER": "gender", "source": "age"}
    )
    assert (source.headings["gender"], source.headings["age"]) == ("Stated gender", "source")


def test_field_that_was_not_asked_yet_may_lack_its_column(tmp_path: Path) -> None:
    record = {k: v for k, v in logs.record(1).items() if k != "takeover_scam"}
    found = sources(logs.write_csv(tmp_path / "calls.csv", [record]))
    assert "takeover_scam" not in found[0].columns
    assert references(tmp_path, found) == {2: "C-000001"}


def test_glob_gives_files_by_name_with_their_digests(tmp_path: Path) -> None:
    for number in (2, 1):
        logs.write_csv(tmp_path / f"calls-{number}.csv", [logs.record(number)])
    found = sources(tmp_path / "calls-*.csv")
    assert [s.name for s in found] == ["calls-1.csv", "calls-2.csv"]
    assert all(len(s.sha256) == 64 for s in found)


@pytest.mark.parametrize("name", ["calls [2018].csv", "calls*.csv", "calls'1.csv", "calls?.csv"])
def test_name_with_special_characters(tmp_path: Path, name: str) -> None:
    logs.write_csv(tmp_path / "calls1.csv", [logs.record(7)])
    found = sources(logs.write_csv(tmp_path / name, [logs.record(1)]))
    assert references(tmp_path, found) == {2: "C-000001"}
