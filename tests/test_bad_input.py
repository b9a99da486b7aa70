"""Bad input through the command line: the right exit code, place and remedy, no value of a log, nothing left behind."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import getclosurevars
from pathlib import Path
from typing import Any

import pytest

from flows import stages
from flows.operate.server import CLIENT_PASSWORD
from tests import log_files as logs
from tests.command_line import Desk, Outcome, run
from tests.drill import cases
from tests.postgres import Postgres

MARK = "PLACEHOLDER-Zebedee"
"""Stands in every log where a value could be; nothing may repeat it."""
EDITION = ("--from", "2018-06", "--to", "2018-11")
RECORDS = 100


def records(**changed: Any) -> list[dict[str, Any]]:
    """Sound calls, each with a text that must never be read; ``changed`` gives one field's values to some of them."""
    found = [logs.record(number, case_ref=f"{MARK}-{number}", notes=MARK) for number in range(1, RECORDS + 1)]
    for field, values in changed.items():
        for record, value in zip(found, values, strict=False):
            record[field] = value
    return found


def calls(**changed: Any) -> Callable[[Path], None]:
    return lambda path: _write(path, records(**changed))


def csv_as(**how: str) -> Callable[[Path], None]:
    return lambda path: _write(path, records(), **how)


def _write(path: Path, rows: Sequence[Mapping[str, Any]], **how: str) -> None:
    logs.write_csv(path, rows, **how)


def content(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def text(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], None]:
    """The sound log, with its text changed."""

    def write(path: Path) -> None:
        _write(path, records())
        path.write_bytes(change(path.read_text("utf-8")).encode(encoding))

    return write


def cut_parquet(path: Path) -> None:
    logs.write_parquet(path, [{k: None if v is None else logs.text(v) for k, v in r.items()} for r in records()])
    path.write_bytes(path.read_bytes()[:-200])


def zip_bomb(path: Path) -> None:
    logs.write_xlsx(path, {"2018": logs.rows(records())})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as entry:
        for _ in range(300):
            entry.write(b"0" * 1_000_000)


def nothing(_: Path) -> None:
    pass


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage".ljust(500, b"\0")
HEADING = ",".join(logs.FIELDS)


@dataclass(frozen=True)
class Refused:
    """A log that stops the build: how it is made, the exit code, and words of the message."""

    make: Callable[[Path], None]
    says: tuple[str, ...]
    code: int = 3
    name: str = "calls.csv"
    period: tuple[str, ...] = EDITION


REFUSED = {
    "missing file": Refused(nothing, ("calls.csv", "No file")),
    "empty file": Refused(content(b""), ("calls.csv", "is empty")),
    "header only": Refused(content(HEADING.encode() + b"\n"), ("calls.csv", "no records")),
    "a PDF called .xlsx": Refused(content(b"%PDF-1.7\n" + MARK.encode()), ("calls.xlsx", "PDF"), name="calls.xlsx"),
    "truncated Parquet": Refused(cut_parquet, ("calls.parquet",), name="calls.parquet"),
    "a zip bomb as xlsx": Refused(zip_bomb, ("calls.xlsx",), name="calls.xlsx"),
    "encrypted xlsx": Refused(content(OLE), ("calls.xlsx",), name="calls.xlsx"),
    "missing required column": Refused(text(lambda t: t.replace(",kind,", ",colour,", 1)), ("calls.csv", "kind")),
    "duplicated heading": Refused(text(lambda t: t.replace(",city,", ",gender,", 1)), ("calls.csv", "gender")),
    "NUL bytes": Refused(text(lambda t: t.replace("lahore", "la\0hore", 1)), ("calls.csv",)),
    "unclosed quote": Refused(text(lambda t: t.replace("lahore", '"lahore', 1)), ("calls.csv",)),
    "unknown categories in 30 % of rows": Refused(
        calls(gender=[MARK] * 30), ("30 of 10", "Gender", "calls.csv, row 2", "fix_list.xlsx"), code=4
    ),
    "HTML and Jinja in 30 % of rows": Refused(
        calls(city=[f"<b>{MARK}</b>", "{{ " + MARK + " }}"] * 15), ("30 of 10", "City", "calls.csv, row 2"), code=4
    ),
    "period with no records": Refused(calls(), ("no accepted record in the period", "--from"),
                                      period=("--from", "2017-01", "--to", "2017-06")),
    "from after to": Refused(calls(), ("runs backwards", "--from"), code=2,
                             period=("--from", "2018-11", "--to", "2018-06")),
    "no month": Refused(calls(), ("2018-11",), code=2, period=("--from", "2018-13", "--to", "2018-06")),
}  # fmt: skip


@dataclass(frozen=True)
class Tolerated:
    """A log that is read: how many records are set aside, and by which fields."""

    make: Callable[[Path], None]
    aside: int = 0
    fields: tuple[str, ...] = ()


TOLERATED = {
    "Latin-1 bytes": Tolerated(text(lambda t: t.replace(MARK, "café", 1), "latin-1")),
    "UTF-16": Tolerated(csv_as(encoding="utf-16")),
    "semicolons": Tolerated(csv_as(delimiter=";")),
    "a 1 MB cell": Tolerated(calls(gender=[MARK * 50_000]), 1, ("gender",)),
    "a 1 MB cell that is never read": Tolerated(calls(notes=[MARK * 50_000])),
    "dates 31-02-2018 and 13/14/2018": Tolerated(calls(received_at=["31-02-2018", "13/14/2018"]), 2, ("received_at",)),
    "ages -1 and 999": Tolerated(calls(age=[-1, 999]), 2, ("age",)),
    "unknown categories in 1 % of rows": Tolerated(calls(perpetrator=[MARK]), 1, ("perpetrator",)),
    "formula cells": Tolerated(calls(gender=[f"=HYPERLINK({MARK})", "+woman"]), 2, ("gender",)),
    "cells that begin with - and @": Tolerated(calls(gender=["-woman", "@woman"]), 2, ("gender",)),
    "HTML and Jinja": Tolerated(calls(city=[f"<b>{MARK}</b>", "{{ " + MARK + " }}"]), 2, ("city",)),
}
EACH_TIME = (
    *("Latin-1 bytes", "UTF-16", "a 1 MB cell", "dates 31-02-2018 and 13/14/2018", "formula cells", "HTML and Jinja"),
)
"""Those that are tried each time; how the others are read is tested where it is done, too."""


def emails(desk: Desk) -> Path:
    return logs.write_csv(desk.folder / "emails.csv", [logs.record(1, "emails", notes=MARK)])


def build(
    desk: Desk, capfd: pytest.CaptureFixture[str], source: str | Path, period: Sequence[str] = EDITION
) -> Outcome:
    files = ("--calls", source, "--emails", emails(desk), "--out", desk.out, "--private", desk.private)
    return run(capfd, "build", *files, *period, "--no-pdf")


def assert_refused(outcome: Outcome, desk: Desk, code: int, says: Sequence[str]) -> None:
    assert outcome.code == code, outcome.output
    assert [words for words in says if not outcome.says(words)] == [], outcome.output
    assert outcome.says("To do:"), outcome.output
    assert MARK not in outcome.output
    assert "Traceback" not in outcome.output
    assert desk.editions == []
    assert desk.work_folders == []


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_log_is_refused(case: Refused, desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    path = desk.folder / case.name
    case.make(path)
    assert_refused(build(desk, capfd, path, case.period), desk, case.code, case.says)


@pytest.mark.parametrize("case", cases(TOLERATED, EACH_TIME))
def test_faulty_records_are_set_aside_and_the_rest_is_read(
    case: Tolerated, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    path = desk.folder / "calls.csv"
    case.make(path)
    outcome = run(capfd, "check", "--calls", path, "--emails", emails(desk), "--private", desk.private)
    assert outcome.code == 0, outcome.output
    assert outcome.says(f"calls: {RECORDS} read = {RECORDS - case.aside} accepted + {case.aside} set aside")
    assert MARK not in outcome.output
    assert desk.work_folders == []
    assert (desk.private / "fix_list.xlsx").exists() == bool(case.aside)
    page = (desk.private / "quality.html").read_text("utf-8")
    assert MARK not in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: p.address("no_such_table"), ("no_such_table",)),
        (lambda p: p.address("calls", password=MARK), ("refused", "password")),
        (lambda p: p.address("calls").replace(f":{p.port}/", ":9/"), ("does not answer",)),
    ],
    ids=["missing table", "wrong password", "database down"],
)
def test_a_database_that_gives_no_log(
    change: Callable[[Postgres], str],
    says: tuple[str, ...],
    postgres: Postgres,
    desk: Desk,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = desk.folder / "settings.toml"
    sources = {"calls": change(postgres), "emails": str(emails(desk))}
    settings.write_text("[sources]\n" + "".join(f"{log} = [{place!r}]\n" for log, place in sources.items()))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    monkeypatch.chdir(desk.folder)
    # A database that is down is asked three times; that it is given time between them is not what is looked at.
    monkeypatch.setattr(getclosurevars(stages.extract).nonlocals["run"], "retry_delay_seconds", [0, 0])
    outcome = run(capfd, "build", "--out", desk.out, "--private", desk.private, *EDITION, "--no-pdf")
    assert_refused(outcome, desk, 3, says)
    assert postgres.password not in outcome.output


def test_a_server_that_asks_for_another_password(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLIENT_PASSWORD, f"helpline:{MARK}")
    outcome = run(capfd, "build", "--sample", "--out", desk.out, "--private", desk.private)
    assert outcome.code == 2
    assert outcome.says("asks for a password")
    assert MARK not in outcome.output
    assert not desk.editions


def as_program(desk: Desk, *arguments: str | Path) -> Outcome:
    program = Path(sys.executable).with_name("helpline-report")
    environment = os.environ | {"PREFECT_HOME": str(desk.prefect_home)}
    done = subprocess.run(
        [str(part) for part in (program, *arguments)], capture_output=True, text=True, check=False, env=environment
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


PROGRAM = {"missing file": ("calls.csv", 3, ("no file", "calls.csv")), "no source at all": (None, 2, ("calls",))}


@pytest.mark.parametrize(("name", "code", "says"), cases(PROGRAM, ["missing file"]))
def test_the_program_itself_exits_with_the_code(name: str | None, code: int, says: tuple[str, ...], desk: Desk) -> None:
    source = ("--calls", desk.folder / name) if name else ()
    outcome = as_program(
        desk, "build", *source, "--emails", emails(desk), *EDITION, "--out", desk.out, "--private", desk.private
    )
    assert_refused(outcome, desk, code, says)


def test_findings_about_data_stop_no_edition_and_are_told_in_it_by_count(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """A value from before it was recorded is a warning, and missing from what it answers; a bad one is set aside."""
    path, day = desk.folder / "calls.csv", datetime(2017, 9, 5, 10)
    early = {"gender": ["transgender"] * 2, "takeover_scam": [""] * RECORDS}
    _write(path, records(received_at=[day] * RECORDS, perpetrator=[""] * 2 + [MARK], **early))
    outcome = build(desk, capfd, path, ("--from", "2017-06", "--to", "2017-11", "--disclosure", "none"))
    assert outcome.code == 0, outcome.output
    assert outcome.says(f"calls: {RECORDS} read = {RECORDS - 1} accepted + 1 set aside")
    edition = desk.out / "2017-06_2017-11"
    gender = json.loads((edition / "figures.json").read_text("utf-8"))["figures"]["gender"]["windows"]["edition"]
    quality = json.loads((edition / "quality.json").read_text("utf-8"))
    assert (gender["total"], gender["missing"]) == (RECORDS - 1, 2)
    assert (quality["read"]["calls"], quality["accepted"]["calls"]) == (RECORDS, RECORDS - 1)
    assert MARK not in json.dumps(quality)
    assert {(each["field"], each["log"]): each["missing"] for each in quality["missing"]}["gender", "calls"] == 2
    assert ("asked_since", "gender") in {(rule["rule"], rule["field"]) for rule in quality["rules"]}
