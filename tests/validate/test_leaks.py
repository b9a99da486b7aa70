"""Nothing of a log's values leaves the stage: no file, no output, no log line, no exception."""

import json
import logging
import tempfile
import traceback
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.errors import QualityError, StageError
from tasks.model.quality import quality_json
from tasks.model.records import Intake
from tasks.validate import enforce_gate, validate
from tests.sample_logs.faults import FAULTY_TEXTS
from tests.validate.intakes import SCHEMA, SOURCES, make_intake, records

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
PLANTED = "PLACEHOLDER-NAME"
SECRETS = ("PLACEHOLDER", *FAULTY_TEXTS)


@pytest.fixture(autouse=True)
def listening(tmp_path, monkeypatch, caplog):
    """Temporary files land where the test can search them, and every log line is kept."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    caplog.set_level(logging.DEBUG)


def test_sample_leaves_no_faulty_text(tmp_path, capfd, caplog):
    sources = extract({"calls": [str(SAMPLE / "calls.xlsx")], "emails": [str(SAMPLE / "emails.csv")]})
    verdict = validate(anonymise(sources, b"k" * 32, tmp_path, date(2026, 1, 1)), tmp_path, tmp_path / "private")
    assert verdict.quality.passed
    assert verdict.quality.accepted == {"calls": 2781, "emails": 134}
    assert verdict.quality.set_aside == {"calls": 18, "emails": 2}
    _assert_clean(tmp_path, verdict, capfd, caplog)


def test_value_that_intake_should_have_folded_leaves_no_trace(tmp_path, capfd, caplog):
    columns = [name for name in SCHEMA.names if SCHEMA.field(name).type == pa.string()]
    beside = ("log", "weekday", "office_access", "city_hint", "not_recorded")
    planted = [name for name in columns if name not in beside]
    intake = make_intake(tmp_path / "intake", records({}, *({name: PLANTED} for name in planted)))
    verdict = validate(intake, tmp_path, tmp_path / "private")
    assert verdict.quality.set_aside["calls"] == len(planted)
    with pytest.raises(QualityError) as refusal:
        enforce_gate(verdict.quality, verdict.fix_list)
    assert not _secrets_in(str(refusal.value))
    intake.records.unlink()
    _assert_clean(tmp_path, verdict, capfd, caplog)


def test_failure_carries_no_value(tmp_path, capfd, caplog):
    """A column of the wrong type makes the engine quote the value that it cannot convert."""
    table = pq.read_table(make_intake(tmp_path, records({}, {"gender": "!unknown"})).records)
    table = table.set_column(SCHEMA.get_field_index("row"), "row", pa.array([PLANTED] * 2))
    pq.write_table(table, tmp_path / "bad.parquet")
    with pytest.raises(StageError) as failure:
        validate(Intake(tmp_path / "bad.parquet", SOURCES, {"calls": 2, "emails": 0}), tmp_path, tmp_path / "private")
    assert not _secrets_in("".join(traceback.format_exception(failure.value)))
    assert failure.value.__context__ is None
    for path in tmp_path.glob("*.parquet"):
        path.unlink()
    _assert_clean(tmp_path, None, capfd, caplog)


def _assert_clean(folder, verdict, capfd, caplog):
    written = [path for path in folder.rglob("*") if path.is_file()]
    if verdict:
        assert verdict.set_aside in written
        assert not _secrets_in(json.dumps(quality_json(verdict.quality)))
    assert not [path.name for path in written if _secrets_in(_text(path))]
    assert not list((folder / "temporary").iterdir())
    out, err = capfd.readouterr()
    assert not _secrets_in(out + err + caplog.text)


def _text(path):
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    return path.read_bytes().decode("utf-8", "replace")


def _secrets_in(text):
    return [secret for secret in SECRETS if secret in text]
