"""Every way in which a whole source can be no log: what the refusal says, and that it holds no value."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tasks.extract import extract, workbook
from tasks.model.errors import LogError, ReportError, UsageError
from tests import log_files as logs

MARK = "Zebedee"
"""Stands in every faulty file where a value could be; no refusal may repeat it."""
RECORDS = [logs.record(1, city=MARK, notes=MARK), logs.record(2, notes=MARK)]
SHEET = {"2018": logs.rows(RECORDS)}


def heading(*drop: str, add: Iterable[str] = ()) -> str:
    return ",".join([name for name in logs.FIELDS if name not in drop] + list(add)) + "\n"


def with_entries(path: Path, entries: dict[str, bytes]) -> None:
    """A workbook with entries added to it, or put in the place of its own."""
    logs.write_xlsx(path, SHEET)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | entries).items():
            archive.writestr(name, content)


def lying(path: Path) -> None:
    """A workbook whose directory tells a smaller size than an entry inflates to."""
    with_entries(path, {"xl/lying.bin": b"0" * 3_000_000})
    data = bytearray(path.read_bytes())
    real, told = struct.pack("<I", 3_000_000), struct.pack("<I", 3_000)
    assert real in data
    path.write_bytes(bytes(data).replace(real, told))


def repeated_ods(path: Path) -> None:
    logs.write_ods(path, SHEET)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    row = (
        b'<table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    kept["content.xml"] = kept["content.xml"].replace(b"</table:table>", row)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def encrypted_entry(path: Path) -> None:
    logs.write_xlsx(path, SHEET)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(bytes(data))


def encrypted_ods(path: Path) -> None:
    logs.write_ods(path, SHEET)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    kept["META-INF/manifest.xml"] = kept["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def cut_parquet(path: Path) -> None:
    logs.write_parquet(path, [{k: v and str(v) for k, v in r.items()} for r in RECORDS])
    path.write_bytes(path.read_bytes()[:-100])


def endless_parquet(path: Path) -> None:
    """Equal records, which take no room: a file of thirty million has two megabytes."""
    import pyarrow as pa
    from pyarrow.parquet import write_table

    record = {name: "" if value is None else str(value) for name, value in RECORDS[0].items()}
    write_table(pa.table({name: pa.repeat(text, 200_000) for name, text in record.items()}), path)


def garbled_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1" + MARK.encode() * 20 + b"\xff\xff\x00\x00PAR1")


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, MARK)
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
Make = Callable[[Path], object] | bytes | str | None

REFUSED: dict[str, tuple[str, Make, str]] = {
    "missing file": ("calls.csv", None, "No file"),
    "empty file": ("calls.csv", b"", "is empty"),
    "unknown kind": ("calls.doc", b"x", "kind of file"),
    "old excel": ("calls.xls", OLE, "kind of file"),
    "macro workbook": ("calls.xlsm", zipped("xl/workbook.xml"), "kind of file"),
    "pdf called csv": ("calls.csv", b"%PDF-1.7\n" + MARK.encode(), "is a PDF"),
    "pdf called xlsx": ("calls.xlsx", b"%PDF-1.7\n" + MARK.encode(), "is a PDF"),
    "pdf called parquet": ("calls.parquet", b"%PDF-1.7\n" + MARK.encode(), "is a PDF"),
    "text called xlsx": ("calls.xlsx", heading() + MARK, "is something else"),
    "text called parquet": ("calls.parquet", heading() + MARK, "is something else"),
    "text called ods": ("calls.ods", heading() + MARK, "is something else"),
    "workbook called csv": ("calls.csv", lambda p: logs.write_xlsx(p, SHEET), "zip archive"),
    "workbook called ods": ("calls.ods", lambda p: logs.write_xlsx(p, SHEET), "no ods workbook"),
    "other zip called xlsx": ("calls.xlsx", zipped("readme.txt"), "no xlsx workbook"),
    "old excel called xlsx": ("calls.xlsx", OLE, "old Office file"),
    "encrypted xlsx": ("calls.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "encrypted entry": ("calls.xlsx", encrypted_entry, "encrypted"),
    "encrypted ods": ("calls.ods", encrypted_ods, "encrypted"),
    "cut xlsx": ("calls.xlsx", lambda p: p.write_bytes(logs.write_xlsx(p, SHEET).read_bytes()[:-200]), "damaged"),
    "cut parquet": ("calls.parquet", cut_parquet, "damaged or cut short"),
    "endless parquet": ("calls.parquet", endless_parquet, "more records than bytes"),
    "garbled parquet": ("calls.parquet", garbled_parquet, "damaged or cut short"),
    "bomb by ratio": ("calls.xlsx", lambda p: with_entries(p, {"xl/media/x": bytes(50_000_000)}), "unpack"),
    "bomb by entries": ("calls.xlsx", zipped(*(f"x{n}" for n in range(workbook.MOST_ENTRIES + 1))), "unpack"),
    "bomb by a lying directory": ("calls.xlsx", lying, "damaged"),
    "bomb by repeated rows": ("calls.ods", repeated_ods, "larger than any log"),
    "macros": ("calls.xlsx", lambda p: with_entries(p, {"xl/vbaProject.bin": b"x"}), "macros"),
    "external link": ("calls.xlsx", lambda p: with_entries(p, {"xl/externalLinks/externalLink1.xml": b"x"}), "linked"),
    "connection": ("calls.xlsx", lambda p: with_entries(p, {"xl/connections.xml": b"x"}), "linked"),
    "sheet that is no log": ("calls.xlsx", lambda p: logs.write_xlsx(p, {**SHEET, "x": [[MARK]]}), "sheet x"),
    "only empty sheets": ("calls.xlsx", lambda p: logs.write_xlsx(p, {"a": [], "b": []}), "no sheet with headings"),
    "sheet without a column": (
        "calls.xlsx",
        lambda p: logs.write_xlsx(p, {"2018": [[n for n in logs.FIELDS if n != "kind"], ["C-000001", MARK]]}),
        "required columns: kind",
    ),
    "missing column": ("calls.csv", heading("gender") + MARK, "required columns: gender"),
    "missing columns": ("calls.csv", heading("kind", "gender") + MARK, "required columns: kind, gender"),
    "misspelt heading": ("calls.csv", heading("gender", add=["gendre"]) + MARK, "column 21 is spelt much like gender"),
    "no headings": ("calls.csv", f"C-000001,{MARK}\n", "The nearest to one is row 1: not known: 1, 2"),
    "too few headings": (
        "calls.csv",
        f"{MARK}\n\ngender,Kindd,{MARK},age\nC-000001,{MARK}\n",
        "row 3: column 1 is gender; column 4 is age; column 2 is spelt much like kind; not known: 3",
    ),
    "duplicated heading": ("calls.csv", heading(add=["Gender"]) + MARK, "columns 5 and 22"),
    "duplicated by alias": ("calls.csv", heading(add=["sex"]) + MARK, "field gender is duplicated"),
    "NUL bytes": ("calls.csv", f"{heading()}C-000001\n{MARK}\0".encode(), "line 3"),
    "NUL bytes, far on": (
        "calls.csv",
        heading().encode() + b"C-000001\n" * 20_000 + b"\0",
        "line 20002",
    ),
    "UTF-16 without its mark": ("calls.csv", heading().encode("utf-16-le"), "NUL"),
    "UTF-16 cut within a letter": ("calls.csv", heading().encode("utf-16")[:-1], "encoding"),
    "Urdu in an old code page": ("calls.csv", heading().encode() + "عورت".encode("cp1256"), "encoding"),
    "two encodings": ("calls.csv", f"{heading()}é".encode() + "é".encode("latin-1"), "encoding"),
    "undefined bytes": ("calls.csv", heading().encode() + b"a\x81b", "encoding"),
}


def make(folder: Path, name: str, content: Make) -> Path:
    path = folder / name
    if isinstance(content, str):
        path.write_text(content, "utf-8")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        content(path)
    return path


def refusal(*inputs: object, headings: dict[str, str] | None = None) -> ReportError:
    with pytest.raises(ReportError) as caught:
        extract({"calls": [str(each) for each in inputs]}, headings)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert MARK not in str(caught.value)
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=list(REFUSED))
def test_source_that_is_no_log(tmp_path: Path, name: str, content: Make, words: str) -> None:
    error = refusal(make(tmp_path, name, content))
    assert type(error) is LogError
    assert words in str(error)
    assert name in error.where


def test_pattern_without_a_match(tmp_path: Path) -> None:
    assert "No file" in refusal(tmp_path / "calls-*.csv").problem


@pytest.mark.parametrize("how", ["path", "glob", "link", "copy"])
def test_same_records_given_twice(tmp_path: Path, how: str) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", RECORDS)
    other = {"path": path, "glob": tmp_path / "c*.csv", "link": tmp_path / "link.csv", "copy": tmp_path / "copy.csv"}
    if how == "link":
        other[how].symlink_to(path)
    if how == "copy":
        other[how].write_bytes(path.read_bytes())
    assert "given twice" in refusal(path, other[how]).problem


def test_file_given_for_both_logs(tmp_path: Path) -> None:
    path = str(logs.write_csv(tmp_path / "calls.csv", RECORDS))
    with pytest.raises(LogError, match="given twice"):
        extract({"calls": [path], "emails": [path]})


@pytest.mark.parametrize(
    ("headings", "words"),
    [({"colour": "tint"}, "does not exist"), ({"Phone": "gender"}, "personal data")],
)
def test_configured_headings_that_make_no_sense(tmp_path: Path, headings: dict[str, str], words: str) -> None:
    error = refusal(logs.write_csv(tmp_path / "calls.csv", RECORDS), headings=headings)
    assert type(error) is UsageError
    assert words in error.problem


def test_total_size_of_a_workbook_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = logs.write_xlsx(tmp_path / "calls.xlsx", SHEET)
    monkeypatch.setattr(workbook, "MOST_BYTES", 1_000)
    assert "unpack" in refusal(path).problem


def test_bomb_is_not_inflated_into_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "calls.xlsx"
    lying(path)
    tracemalloc.start()
    refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
