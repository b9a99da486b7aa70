"""From real files to the Parquet file of contacts."""

import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.anonymise import anonymise
from tasks.anonymise.sources import connect
from tasks.extract import extract
from tasks.model.errors import LogError
from tests import log_files as logs
from tests import log_forms

KEY = bytes(range(32))
TODAY = dt.date(2019, 1, 1)

MIXED = [
    logs.record(1),
    logs.record(2, received_at=dt.date(2018, 11, 3), age="18-20", city="Timbuktu", gender=None, takeover_scam=None),
    logs.record(3, kind="follow_up", case_ref="h-2018-00001 ", gender="femal", platforms="fb; Whats app", age=999),
    logs.record(4, received_at="31-02-2018", gender="=1+1", city="0300-1234567", age="x" * 3_000),
    logs.record(5, received_at="02/11/2018 ۰۹:۰۵", gender="عورت", case_type="<b>", referrals="{{ x }}"),
]


def write_mixed(folder: Path, kind: str) -> Path:
    path = folder / f"calls.{kind}"
    match kind:
        case "csv":
            return logs.write_csv(path, MIXED)
        case "xlsx":
            return logs.write_xlsx(path, {"2018": logs.rows(MIXED)})
        case "ods":
            return logs.write_ods(path, {"2018": logs.rows(MIXED)})
        case _:
            return logs.write_parquet(
                path, [{k: None if v is None else logs.text(v) for k, v in r.items()} for r in MIXED]
            )


def contacts(folder: Path, *paths: Path, key: bytes = KEY, today: dt.date = TODAY) -> list[dict[str, Any]]:
    intake = anonymise(extract({"calls": [str(path) for path in paths]}), key, folder, today)
    table = pq.read_table(intake.records)
    assert intake.read == {"calls": table.num_rows, "emails": 0}
    return table.to_pylist()


def test_contact(tmp_path: Path) -> None:
    first = contacts(tmp_path, write_mixed(tmp_path, "csv"))[0]
    assert {name: value for name, value in first.items() if value is not None} == {
        "log": "calls",
        "source": 0,
        "row": 2,
        "contact_id": "C-000001",
        "kind": "new",
        "case": hmac.new(KEY, b"H-2018-00001", hashlib.sha256).hexdigest()[:32],
        "month": "2018-11",
        "weekday": "friday",
        "hour": 10,
        "gender": "woman",
        "contacting_for": "self",
        "age_band": "21-25",
        "province": "punjab",
        "city": "lahore",
        "case_type": "blackmailing",
        "platforms": "facebook;whatsapp",
        "takeover_scam": "no",
        "office_access": "with",
    }


def test_different_values_that_could_not_be_read_are_counted(tmp_path: Path) -> None:
    path = write_mixed(tmp_path, "csv")
    intake = anonymise(extract({"calls": [str(path)]}), KEY, tmp_path, TODAY)
    unreadable = {name: texts for name, texts in intake.unreadable.items() if texts}
    assert unreadable == {"gender": 2, "age": 1, "city": 1, "received_at": 1, "case_type": 1, "referrals": 1}
    assert not [name for name in intake.unreadable.values() if not isinstance(name, int)], "numbers, and no value"


@pytest.mark.parametrize("kind", ["xlsx", "ods", "parquet"])
def test_every_format_gives_the_same_contacts(tmp_path: Path, kind: str) -> None:
    assert contacts(tmp_path, write_mixed(tmp_path, kind)) == contacts(tmp_path, write_mixed(tmp_path, "csv"))


def test_columns_are_those_that_the_package_describes(tmp_path: Path) -> None:
    described = {"log", "source", "row", "contact_id", "kind", "case", "month", "weekday", "hour", "age_band", "city"}
    described |= {"city_hint", "not_recorded", "office_access"} | set(logs.FIELDS) - {"received_at", "case_ref", "age"}
    assert set(contacts(tmp_path, write_mixed(tmp_path, "csv"))[0]) == described


def test_contacts_stand_in_the_order_of_their_sources(tmp_path: Path) -> None:
    many = [logs.record(n, city=("lhr", "Karachi", "x")[n % 3]) for n in range(1, 30_001)]
    calls = [logs.write_csv(tmp_path / f"{part}.csv", many[part::2]) for part in (0, 1)]
    emails = logs.write_csv(tmp_path / "emails.csv", [logs.record(n, "emails") for n in range(1, 101)])
    found = extract({"emails": [str(emails)], "calls": [str(path) for path in calls]})
    intake = anonymise(found, KEY, tmp_path, TODAY)
    rows = pq.read_table(intake.records, columns=["source", "row"]).to_pylist()
    assert [(r["source"], r["row"]) for r in rows] == [
        (source, row + 2) for source, records in enumerate([100, 15_000, 15_000]) for row in range(records)
    ]
    assert intake.read == {"calls": 30_000, "emails": 100}


def test_same_sources_and_key_give_the_same_bytes(tmp_path: Path) -> None:
    path = write_mixed(tmp_path, "csv")
    contacts(tmp_path, path)
    first = (tmp_path / "contacts.parquet").read_bytes()
    contacts(tmp_path, path)
    assert (tmp_path / "contacts.parquet").read_bytes() == first


def test_another_key_gives_other_pseudonyms(tmp_path: Path) -> None:
    path = write_mixed(tmp_path, "csv")
    cases = [{c["case"] for c in contacts(tmp_path, path, key=bytes([n]) * 32)} for n in (1, 2)]
    assert len(cases[0]) == 4
    assert not cases[0] & cases[1]


@pytest.mark.parametrize(
    ("received", "month", "weekday", "hour"),
    [
        ("2018-11-02 10:15", "2018-11", "friday", 10),
        ("2018-11-02 00:00", "2018-11", "friday", 0),
        ("2018-11-02", "2018-11", "friday", None),
        ("2018-11-30T22:00Z", "2018-12", "saturday", 3),
        ("2016-12-01 09:00", "2016-12", "thursday", 9),
        ("2016-11-30 23:59", "!before_start", None, None),
        ("2019-01-01 23:59", "2019-01", "tuesday", 23),
        ("2019-01-02 00:00", "!future", None, None),
        ("31-02-2018", "!invalid", None, None),
        ("13/14/2018", "!invalid", None, None),
        (None, None, None, None),
    ],
)
def test_time(tmp_path: Path, received: str | None, month: str | None, weekday: str | None, hour: int | None) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1, received_at=received)])
    (contact,) = contacts(tmp_path, path)
    assert (contact["month"], contact["weekday"], contact["hour"]) == (month, weekday, hour)
    assert (contact["office_access"] is None) == (weekday is None)


@pytest.mark.parametrize(
    ("city", "day", "access"),
    [
        ("lahore", "2017-05-01", "with"),
        ("multan", "2017-05-01", "without"),
        ("Timbuktu", "2017-05-01", "without"),
        ("0300-1234567", "2017-05-01", None),
        (None, "2017-05-01", None),
        ("lahore", "31-02-2018", None),
    ],
)
def test_office_access(tmp_path: Path, city: str | None, day: str, access: str | None) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1, city=city, received_at=day)])
    assert contacts(tmp_path, path)[0]["office_access"] == access


def test_empty_rows_are_no_records(tmp_path: Path) -> None:
    empty = dict.fromkeys(logs.FIELDS)
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1), empty, logs.record(2)])
    assert [c["row"] for c in contacts(tmp_path, path)] == [2, 4]


@pytest.mark.parametrize(("column", "kept"), [("gender", "!too_long"), ("notes", "woman")])
def test_cell_of_a_megabyte(tmp_path: Path, column: str, kept: str) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [{**logs.record(1), "notes": "", column: "x" * 1_000_000}])
    (contact,) = contacts(tmp_path, path)
    assert contact["gender"] == kept


SECRETS = {
    "contact_id": "C-Zebedee",
    "received_at": "Zebedee o'clock",
    "case_ref": "ZEBEDEE-77",
    "city": "Zebedeetown",
    "gender": "0300 7654321",
    "case_type": "zebedee@example.org",
    "platforms": "facebook;Zebedee",
    "age": "Zebedee",
    "notes": "Zebedee",
}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_value_as_written_is_in_the_work_folder(tmp_path: Path, kind: str) -> None:
    records = [{**logs.record(n, received_at="2018-11-02", age="25"), **SECRETS} for n in range(50)]
    source = tmp_path / f"calls.{kind}"
    if kind == "csv":
        logs.write_csv(source, records)
    elif kind == "xlsx":
        logs.write_xlsx(source, {"2018": logs.rows(records)})
    else:
        logs.write_parquet(source, records)
    folder = tmp_path / "work"
    folder.mkdir()
    contacts(folder, source)
    table = pq.read_table(folder / "contacts.parquet").to_pylist()
    texts = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()] + [str(table).lower().encode()]
    for secret in (b"zebedee", b"7654321", b"example.org"):
        assert not any(secret in text for text in texts)


def test_nothing_spills_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = connect()
    connection.execute("SET memory_limit = '40MB'")
    with pytest.raises(duckdb.OutOfMemoryException):
        connection.execute("CREATE TEMP TABLE much AS SELECT hash(i)::VARCHAR AS text FROM range(3_000_000) t(i)")
    assert not list(tmp_path.rglob("*"))
    connection.close()


PARQUET_TYPES = {
    "received_at": [
        (pa.timestamp("us"), dt.datetime(2018, 11, 2, 10, 15), {"month": "2018-11", "hour": 10}),
        (pa.timestamp("us", "UTC"), dt.datetime(2018, 11, 2, 20, tzinfo=dt.UTC), {"weekday": "saturday", "hour": 1}),
        (pa.date32(), dt.date(2018, 11, 2), {"weekday": "friday", "hour": None}),
    ],
    "age": [(pa.int8(), 25, {"age_band": "21-25"}), (pa.float64(), 25.0, {"age_band": "21-25"})],
    "within_fia_remit": [(pa.bool_(), True, {"within_fia_remit": "yes"})],
    "platforms": [(pa.list_(pa.string()), ["fb", "wa"], {"platforms": "facebook;whatsapp"})],
    "gender": [
        (pa.binary(), b"woman", {"gender": "woman"}),
        (pa.dictionary(pa.int8(), pa.string()), "woman", {"gender": "woman"}),
        (pa.struct([("x", pa.string())]), {"x": "woman"}, {"gender": "!unknown:woman"}),
    ],
}


@pytest.mark.parametrize(
    ("field", "kind", "value", "kept"),
    [(name, *case) for name, cases in PARQUET_TYPES.items() for case in cases],
    ids=str,
)
def test_types_of_parquet(
    tmp_path: Path, field: str, kind: pa.DataType, value: object, kept: dict[str, object]
) -> None:
    record = {k: v and str(v) for k, v in logs.record(1).items()} | {field: value}
    columns = {k: pa.array([v], kind if k == field else pa.string()) for k, v in record.items()}
    pq.write_table(pa.table(columns), tmp_path / "calls.parquet")
    (contact,) = contacts(tmp_path, tmp_path / "calls.parquet")
    assert {k: contact[k] for k in kept} == kept


def test_rows_that_are_no_records_are_recognised_and_counted(tmp_path: Path) -> None:
    """A log as people keep them: titles above, totals below, comments between, a page's headings once more."""
    empty = dict.fromkeys(logs.FIELDS)
    found = [
        logs.record(1),
        empty,
        empty | {"contact_id": "NB: new form from here on"},
        dict(zip(logs.FIELDS, logs.FIELDS, strict=True)),
        logs.record(2, city=None, kind=None),
        empty | {"contact_id": "Sub-total:", "received_at": 2, "age": 50},
        logs.record(3, received_at="Total failure"),
        empty | {"gender": 12, "age": "1,204"},
        empty | {"received_at": "Grand total", "kind": 3},
    ]
    titled = [["Calls of the helpline"], [None, "printed"], [], *logs.rows(found)]
    book = logs.write_xlsx(tmp_path / "calls.xlsx", {"2018": titled})
    texts = [logs.write_csv(tmp_path / f"{encoding}.csv", found, ";", encoding) for encoding in ("cp1252", "utf-8")]
    for text, encoding, title in zip(texts, ("cp1252", "utf-8"), (f"“é”{';' * 20}", "Calls; twice"), strict=True):
        text.write_bytes(f"{title}\r\nprinted\r\n\r\n".encode(encoding) + text.read_bytes())
    for path in (book, *texts):
        intake = anonymise(extract({"calls": [str(path)]}), KEY, tmp_path, TODAY)
        rows = {contact["row"]: contact["contact_id"] for contact in pq.read_table(intake.records).to_pylist()}
        assert rows == {5: "C-000001", 9: "C-000002", 11: "C-000003"}
        assert list(intake.no_records.values()) == [
            {
                "title rows above the headings": 2,
                "blank rows": 1,
                "headings that stand there again": 1,
                "totals rows": 3,
                "rows with a single cell, such as comments": 1,
            }
        ]
        assert not any(intake.unreadable[name] for name in ("contact_id", "gender", "age", "kind"))


KINDS = {
    "told by the case": ("kind", ["follow_up", "new", "new", "new"]),
    "not told": ("kind case_ref", [None] * 4),
}


@pytest.mark.parametrize(("gone", "kinds"), KINDS.values(), ids=KINDS)
def test_kinds_that_no_log_records(tmp_path: Path, gone: str, kinds: list[str | None]) -> None:
    """The first contact of a case is new, by its time and not by its row; a date alone makes a record."""
    written = zip([3, 2, 1, 4], ["H-2018-1", "H-2018-1", "H-2018-2", None], strict=True)
    found = [logs.record(n, received_at=f"{day} Nov 2018", case_ref=case) for n, (day, case) in enumerate(written, 1)]
    found.append(dict.fromkeys(logs.FIELDS) | {"received_at": "from here on"})
    found = [{name: value for name, value in record.items() if name not in gone.split()} for record in found]
    with log_forms.said(tmp_path, f"not_recorded = {json.dumps(gone.split())}"):
        read = contacts(tmp_path, logs.write_csv(tmp_path / "calls.csv", found))
    assert {contact["contact_id"]: contact["kind"] for contact in read} == {
        f"C-00000{number}": kind for number, kind in enumerate(kinds, 1)
    }


FORMS = """
headings = { "On Facebook" = "platforms.facebook", "WA?" = "platforms.whatsapp", "At" = "received_at.time" }
[[source]]
file = "us-*.csv"
dates = "month_first"
[[source]]
file = "*"
dates = "day_first"
serials = 1900
"""


def test_each_source_is_read_as_the_content_says_that_it_is_written(tmp_path: Path) -> None:
    """The same day in two habits; answers in columns of their own; times apart from days."""

    def written(number: int, day: object, **more: object) -> dict[str, object]:
        return {k: v for k, v in logs.record(number, received_at=day).items() if k != "platforms"} | APART | more

    ours = [written(1, "02/11/18"), written(2, "43406.5", **{"At": None, "WA?": "y"})]
    ours += [written(3, "-", **{"On Facebook": "perhaps"}), written(4, "2nd Nov 2018")]
    paths = [logs.write_csv(tmp_path / "ours.csv", ours)]
    paths.append(logs.write_csv(tmp_path / "us-1.csv", [logs.record(5, received_at="11/02/2018 1:00 PM")]))
    sheet = logs.rows([written(6, dt.date(2018, 11, 2), **{"At": "9:05 am", "WA?": True})])
    paths.append(logs.write_xlsx(tmp_path / "ours.xlsx", {"2018": sheet}))
    with log_forms.said(tmp_path, FORMS):
        found = contacts(tmp_path, *paths)
    assert [(c["contact_id"], c["month"], c["weekday"], c["hour"], c["platforms"]) for c in found] == [
        ("C-000001", "2018-11", "friday", 10, "facebook"),
        ("C-000002", "2018-11", "friday", 12, "facebook;whatsapp"),
        ("C-000003", None, None, None, "!unknown"),
        ("C-000004", "2018-11", "friday", 10, "facebook"),
        ("C-000005", "2018-11", "friday", 13, "facebook;whatsapp"),
        ("C-000006", "2018-11", "friday", 9, "facebook;whatsapp"),
    ]


APART = {"At": "10:15", "On Facebook": "Yes", "WA?": 0}


def test_days_that_contradict_the_habit_are_refused_and_not_guessed(tmp_path: Path) -> None:
    days = ["2018-11-02", "11/13/2018", "03/04/2018"]
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(n, received_at=day) for n, day in enumerate(days, 1)])
    with pytest.raises(LogError, match="month first") as refusal:
        contacts(tmp_path, path)
    assert refusal.value.where == "calls.csv"
    days.append("13/11/2018")
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(n, received_at=day) for n, day in enumerate(days, 1)])
    assert [c["month"] for c in contacts(tmp_path, path)] == ["2018-11", "!invalid", "2018-04", "2018-11"]


def test_references_of_any_form(tmp_path: Path) -> None:
    """Running numbers stay as they are, other texts become pseudonyms; numbers that begin again are told apart."""
    given = ["1", "2018/11 b", "Mrs Example", "1", "0300-1234567", "=A1"]
    rows = logs.rows([logs.record(1, contact_id=text) for text in given])
    path = logs.write_xlsx(tmp_path / "calls.xlsx", {"2017": rows, "2018": rows[:2]})
    once, anything, again = (
        _given(tmp_path, path, form) for form in ("", 'references = "any"', 'references = "restart"')
    )
    assert once == ["1", "!invalid", "!invalid", "1", "!identifier", "!formula", "1"]
    assert [anything[n] for n in (0, 3, 4, 5, 6)] == ["1", "1", "!identifier", "!formula", "1"]
    assert {len(text) for text in anything[1:3]} == {32}
    assert again[0] == again[3] != again[6]
    assert "Example" not in (tmp_path / "contacts.parquet").read_bytes().decode("latin-1")


def _given(folder: Path, path: Path, form: str) -> list[str]:
    with log_forms.said(folder, f"[[source]]\n{form}"):
        return [contact["contact_id"] for contact in contacts(folder, path)]
