"""From real files to the Parquet file of contacts."""

import datetime as dt
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tasks.anonymise import anonymise
from tasks.extract import extract
from tests import log_files as logs

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


@pytest.mark.parametrize("kind", ["xlsx", "ods", "parquet"])
def test_every_format_gives_the_same_contacts(tmp_path: Path, kind: str) -> None:
    assert contacts(tmp_path, write_mixed(tmp_path, kind)) == contacts(tmp_path, write_mixed(tmp_path, "csv"))
