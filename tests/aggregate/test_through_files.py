"""From files to figures: what staff's spelling, faulty rows and file formats must not change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from expectations.contract.fields import headings
from expectations.contract.spelling import squash
from expectations.rules import not_recorded_fields
from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.period import Month, Period
from tasks.model.records import LogName
from tasks.protect import protect
from tasks.validate import validate
from tests import oracle
from tests.aggregate.editions import EDITIONS, differences
from tests.drill import cases
from tests.random_logs import random_records, write_parquet
from tests.sample_logs.cells import Cell
from tests.sample_logs.faults import make_faults
from tests.sample_logs.logs import LogTable, make_tables, write_csv, write_xlsx

KEY, TODAY = b"k" * 32, date(2026, 1, 1)


@dataclass(frozen=True)
class Log:
    """A random log, and the condition it is in."""

    seed: int
    contacts: int
    variation: float
    form: str
    missing: float
    moved: float
    faulty: bool


def as_csv(tables: Sequence[LogTable], folder: Path) -> list[Path]:
    paths = [folder / f"{table.name}.csv" for table in tables]
    for table, path in zip(tables, paths, strict=True):
        write_csv(table, path)
    return paths


def as_parquet(tables: Sequence[LogTable], folder: Path) -> list[Path]:
    paths = [folder / f"{table.name}.parquet" for table in tables]
    for table, path in zip(tables, paths, strict=True):
        write_parquet(table, path)
    return paths


def as_workbook(tables: Sequence[LogTable], folder: Path) -> list[Path]:
    path = folder / f"{tables[0].log}.xlsx"
    write_xlsx(tables, path)
    return [path]


FORMS: dict[str, Callable[[Sequence[LogTable], Path], list[Path]]] = {
    "csv": as_csv,
    "xlsx": as_workbook,
    "parquet": as_parquet,
}
LOGS = [
    Log(seed, contacts, variation, form, missing, moved, faulty=seed % 2 == 1)
    for seed, (contacts, variation, form, missing, moved) in enumerate(
        [
            (1, 0.0, "csv", 0.2, 0.0),
            (1, 1.0, "xlsx", 0.0, 0.0),
            (6, 1.0, "csv", 0.2, 0.5),
            (25, 0.5, "parquet", 0.9, 0.5),
            (25, 1.0, "xlsx", 0.2, 0.5),
            (60, 0.0, "parquet", 0.0, 0.1),
            (60, 1.0, "csv", 0.0, 0.1),
            (120, 0.7, "csv", 0.5, 0.3),
            (120, 1.0, "parquet", 0.2, 1.0),
            (250, 0.7, "xlsx", 0.2, 0.1),
            (250, 1.0, "csv", 1.0, 0.1),
            (400, 0.3, "csv", 0.1, 0.0),
            (400, 1.0, "xlsx", 0.3, 0.2),
            (400, 0.7, "parquet", 0.7, 0.2),
            (700, 1.0, "csv", 0.2, 0.1),
            (700, 0.0, "xlsx", 0.2, 0.1),
            (1000, 0.7, "parquet", 0.2, 0.1),
            (1000, 1.0, "csv", 0.05, 0.05),
            (2000, 0.7, "csv", 0.2, 0.03),
            (3000, 1.0, "parquet", 0.2, 0.03),
        ]
    )
]


def written(tables: Sequence[LogTable], form: str, folder: Path) -> dict[LogName, list[str]]:
    logs: dict[LogName, list[LogTable]] = {}
    for table in tables:
        logs.setdefault("calls" if table.log == "calls" else "emails", []).append(table)
    return {log: [str(path) for path in FORMS[form](parts, folder)] for log, parts in logs.items()}


def in_words(tables: Sequence[LogTable], seed: int) -> list[LogTable]:
    """The tables with words for "not recorded" in half of the empty cells."""
    draw = Random(seed)

    def said(table: LogTable, column: int, cell: Cell) -> Cell:
        name = headings().get(squash(table.headings[column]), "")
        if name not in not_recorded_fields() or (cell and str(cell).strip()) or draw.random() < 0.5:
            return cell
        return draw.choice([word for word in oracle.NOT_RECORDED if word not in oracle.ANSWERS.get(name, ())])

    return [
        replace(t, rows=tuple(replace(r, cells=tuple(said(t, n, c) for n, c in enumerate(r.cells))) for r in t.rows))
        for t in tables
    ]


def counted(contacts: Path, edition: str, set_aside: Path | None = None) -> ProtectedFigures:
    period = Period(*map(Month.parse, EDITIONS[edition]))
    return protect(aggregate(contacts, period, set_aside=set_aside), Disclosure.NONE, "sha256:0")


@pytest.mark.parametrize("log", cases(LOGS, [LOGS[seed] for seed in (0, 1, 3, 6, 9, 13, 16)]))
def test_what_staff_write_down_is_counted_as_what_is_true(log: Log, tmp_path: Path) -> None:
    records = random_records(log.seed, log.contacts, missing=log.missing, moved=log.moved)
    faults = make_faults(records, log.seed) if log.faulty else []
    tables = in_words(make_tables(records, faults, seed=log.seed, variation=log.variation), log.seed)
    intake = anonymise(extract(written(tables, log.form, tmp_path)), KEY, tmp_path, TODAY)
    set_aside = None
    if faults:
        verdict = validate(intake, tmp_path, tmp_path / "private")
        set_aside = verdict.set_aside
        assert sum(verdict.quality.set_aside.values()) == len(faults)
        assert sum(verdict.quality.accepted.values()) == len(records)
    edition = list(EDITIONS)[log.seed % len(EDITIONS)]
    assert differences(counted(intake.records, edition, set_aside), oracle.count(records, *EDITIONS[edition])) == []


def test_a_log_in_several_files_counts_as_in_one(tmp_path: Path) -> None:
    records = [r for r in random_records(5, 300, moved=0.5, emails=0.5) if r.month < "2018-01"]
    whole = make_tables(records, seed=5)
    pieces = [replace(t, name=f"{9 - n} {t.name}", rows=t.rows[n::3]) for t in whole for n in range(3)]
    figures = []
    for name, tables in {"whole": whole, "pieces": pieces}.items():
        folder = tmp_path / name
        folder.mkdir()
        figures.append(
            counted(anonymise(extract(written(tables, "csv", folder)), KEY, folder, TODAY).records, "a half-year")
        )
    assert figures[0] == figures[1]
