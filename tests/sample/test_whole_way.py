"""From files to accepted contacts: what staff wrote is read as what was meant, and only faulty rows are set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from expectations.contract.fields import fields
from expectations.contract.vocabulary import vocabulary
from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.period import Month, Period
from tasks.model.records import LogName
from tasks.validate import ValidationResult, validate
from tests.accepted import accepted
from tests.random_logs import random_records, write_log
from tests.records_parquet import write_records
from tests.sample_logs.bundled import CALLS, EMAILS, FOLDER, sample_faults, sample_records, sample_tables
from tests.sample_logs.faults import FAULTY_TEXTS, KINDS, make_faults
from tests.sample_logs.logs import PLACEHOLDER, LogTable, make_tables
from tests.sample_logs.record import CASE_PREFIX, Record

TODAY = date(2021, 12, 31)
KEY = b"a key for tests, thirty-two long"
RULES = {kind.name: kind.rule for kind in KINDS}
UNTOLD = ("case", "source", "row")
"""Columns that depend on the key and the files, not on what was recorded."""


@dataclass(frozen=True)
class Outcome:
    records: Sequence[Record]
    tables: Sequence[LogTable]
    verdict: ValidationResult
    private: Path

    @property
    def accepted(self) -> list[dict]:
        return accepted(self.verdict).to_pylist()


def run(records, tables, inputs: dict[LogName, list[str]], folder: Path) -> Outcome:
    work, private = folder / "work", folder / "private"
    work.mkdir(mode=0o700)
    private.mkdir(mode=0o700)
    intake = anonymise(extract(inputs), KEY, work, TODAY)
    return Outcome(records, tables, validate(intake, work, private, gate=1.0), private)


def bundled(folder: Path) -> Outcome:
    inputs: dict[LogName, list[str]] = {"calls": [str(FOLDER / CALLS)], "emails": [str(FOLDER / EMAILS)]}
    return run(sample_records(), sample_tables(), inputs, folder)


def faulty_rows(tables: Sequence[LogTable]) -> list[tuple[str, int, str]]:
    """The faulty rows, in order: the table's name, the row as staff see it, and the kind of fault."""
    return [
        (table.name, number, row.fault)
        for table in tables
        for number, row in enumerate(table.rows, start=2)
        if row.fault
    ]


def drawn(seed: int, contacts: int, variation: float, suffix: str, folder: Path) -> Outcome:
    records = random_records(seed, contacts, last="2020-03", emails=0.4)
    tables = make_tables(records, make_faults(records, seed), seed=seed, variation=variation)
    inputs = {
        log: [str(path) for path in write_log(list(group), folder, suffix)]
        for log, group in groupby(tables, key=lambda table: table.log)
    }
    return run(records, tables, inputs, folder)


LOGS = {
    "the bundled logs": bundled,
    "20 contacts in csv": lambda folder: drawn(1, 20, 0.5, "csv", folder),
    "600 contacts in parquet": lambda folder: drawn(3, 600, 1.0, "parquet", folder),
}


@pytest.fixture(scope="module", params=LOGS.values(), ids=LOGS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return request.param(tmp_path_factory.mktemp("way"))


def values_of(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in UNTOLD}


def test_every_clean_record_is_accepted_as_it_was_meant(outcome: Outcome, tmp_path: Path) -> None:
    meant = pq.read_table(write_records(outcome.records, tmp_path / "meant.parquet")).to_pylist()
    key = lambda row: (row["log"], row["contact_id"])  # noqa: E731
    assert [values_of(row) for row in sorted(outcome.accepted, key=key)] == [
        values_of(row) for row in sorted(meant, key=key)
    ]


def test_figures_are_those_of_the_clean_records(outcome: Outcome, tmp_path: Path) -> None:
    edition = Period(Month(2016, 12), Month(2018, 11))
    clean = aggregate(write_records(outcome.records, tmp_path / "clean.parquet"), edition)
    found = aggregate(outcome.verdict.contacts, edition, set_aside=outcome.verdict.set_aside)
    assert found.slices == clean.slices


def test_cases_keep_their_contacts_together(outcome: Outcome) -> None:
    meant = {(record.log, record.contact_id): record.case_ref for record in outcome.records}
    pairs = {(meant[row["log"], row["contact_id"]], row["case"]) for row in outcome.accepted}
    assert len(pairs) == len({reference for reference, _ in pairs}) == len({pseudonym for _, pseudonym in pairs})


def test_exactly_the_faulty_rows_are_set_aside_each_by_its_rule(outcome: Outcome) -> None:
    quality = outcome.verdict.quality
    faulty = faulty_rows(outcome.tables)
    broken = [result.rule for result in quality.rules if result.severity == "critical" for _ in range(result.records)]
    assert sum(quality.set_aside.values()) == len(faulty) == len(KINDS)
    assert sorted(broken) == sorted(RULES[kind] for _, _, kind in faulty)


def test_fix_list_names_each_faulty_row_and_suggests_what_was_meant(outcome: Outcome) -> None:
    lines = [line for line in fix_list(outcome.private / "fix_list.xlsx") if line["Severity"] == "critical"]
    kinds = {kind.name: kind for kind in KINDS}
    for table, row, name in faulty_rows(outcome.tables):
        field = fields()[kinds[name].field]
        [line] = [line for line in lines if table in f"{line['File']} {line['Sheet']}" and line["Row"] == row]
        assert line["Field"] == field.title
        suggestion = kinds[name].suggestion
        assert (line["Did you mean"] or None) == (suggestion and field.vocabulary.label(suggestion))


def fix_list(path: Path) -> list[dict]:
    lines = []
    for log in vocabulary("log"):
        headings, *rows = load_workbook(path)[log.label + "s"].iter_rows(values_only=True)
        lines += [dict(zip(headings, row, strict=True)) for row in rows]
    return lines


def test_nothing_that_identifies_is_left_in_what_the_stages_wrote(outcome: Outcome) -> None:
    folders = (outcome.verdict.contacts.parent, outcome.private)
    written = [path for folder in folders for path in folder.rglob("*.*")]
    assert {path.suffix for path in written} == {".parquet", ".xlsx", ".html", ".json"}
    marks = (PLACEHOLDER, CASE_PREFIX, *FAULTY_TEXTS)
    assert not [(path.name, mark) for path in written for mark in marks if mark in content(path)]


def content(path: Path) -> str:
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        return str([list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path)])
    return path.read_text("utf-8")


def test_bundled_faults_are_those_of_the_files() -> None:
    assert sorted(kind for _, _, kind in faulty_rows(sample_tables())) == sorted(f.kind.name for f in sample_faults())
