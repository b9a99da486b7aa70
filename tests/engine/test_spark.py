"""Spark finds what DuckDB finds: contacts, verdicts, the list for staff, and figures to the byte.

A real Spark of two workers is started once for the module.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.sample.bundled import sample_tables
from expectations.sample.faults import faults_among
from expectations.sample.files import write_parquet
from expectations.sample.logs import Table, mess
from expectations.sample.random_logs import random_records
from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.core.engine import DUCKDB, Engine, running
from tasks.core.figures import Counts
from tasks.core.period import Month, Period
from tasks.core.records import Intake, LogName
from tasks.extract import extract
from tasks.validate import Verdict, validate

KEY, TODAY = b"k" * 32, date(2026, 1, 1)
EDITION = Period(Month.parse("2016-12"), Month.parse("2018-11"))
NO_JAVA = "Java is not installed (Debian: apt install default-jre-headless): nothing tested on Spark"
SPARK = Engine(
    "spark",
    "local[2]",
    {
        "spark.driver.memory": "2g",
        # A Java that lives for seconds gains nothing from compiling well.
        "spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.shuffle.partitions": "1",
    },
)


@dataclass(frozen=True)
class Outcome:
    """What one engine made of the logs."""

    intake: Intake
    verdict: Verdict
    counts: Counts

    @property
    def fix_list(self) -> bytes:
        return (self.verdict.fix_list or Path()).read_bytes()


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[LogName, list[str]]:
    """The sample's logs and a few thousand random contacts beside them, messy and with faults, in several files."""
    folder = tmp_path_factory.mktemp("logs")
    records = [replace(r, contact_id=f"{r.contact_id[:2]}9{r.contact_id[-6:]}") for r in random_records(7, 3_000)]
    more = [replace(table, name=f"more {table.name}") for table in mess(records, faults_among(records, 7), seed=7)]
    return _written([*sample_tables(), *more], folder)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The work folder of a run in which Spark is running."""
    if not shutil.which("java"):
        pytest.skip(NO_JAVA)
    folder = tmp_path_factory.mktemp("spark")
    with running(SPARK, folder):
        yield folder


@pytest.fixture(scope="module")
def outcomes(logs: dict[LogName, list[str]], spark: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return [_outcome(logs, tmp_path_factory.mktemp("duckdb"), DUCKDB), _outcome(logs, spark, SPARK)]


def test_contacts_are_equal_in_every_column(outcomes: list[Outcome]) -> None:
    duckdb, spark = (_contacts(outcome.intake.records) for outcome in outcomes)
    assert duckdb.num_rows > 5_000
    assert spark == duckdb


def test_verdicts_are_equal(outcomes: list[Outcome]) -> None:
    duckdb, spark = (outcome.verdict.quality for outcome in outcomes)
    assert sum(duckdb.set_aside.values()) > 10
    assert spark == duckdb
    assert spark.first_set_aside == duckdb.first_set_aside


def test_the_same_contacts_are_set_aside(outcomes: list[Outcome]) -> None:
    duckdb, spark = (_contacts(outcome.verdict.set_aside) for outcome in outcomes)
    assert spark == duckdb


def test_the_list_for_staff_is_equal_to_the_byte(outcomes: list[Outcome]) -> None:
    duckdb, spark = outcomes
    assert spark.fix_list == duckdb.fix_list


def test_figures_are_equal(outcomes: list[Outcome]) -> None:
    duckdb, spark = outcomes
    assert spark.counts == duckdb.counts


def _written(tables: list[Table], folder: Path) -> dict[LogName, list[str]]:
    logs: dict[LogName, list[str]] = {"calls": [], "emails": []}
    for table in tables:
        path = folder / f"{table.name} [a+b] {table.log}.parquet"
        write_parquet(table, path)
        logs["calls" if table.log == "calls" else "emails"].append(str(path))
    return logs


def _outcome(logs: dict[LogName, list[str]], folder: Path, engine: Engine) -> Outcome:
    intake = anonymise(extract(logs), KEY, folder, TODAY, engine)
    verdict = validate(intake, folder, folder / "private", engine=engine)
    return Outcome(intake, verdict, aggregate(verdict.contacts, EDITION, engine=engine, set_aside=verdict.set_aside))


def _contacts(path: Path) -> pa.Table:
    table = pq.read_table(path)
    # Whether a column could hold nulls, Spark writes down as well; here it is the type that counts.
    schema = pa.schema([(name, table.schema.field(name).type) for name in sorted(table.column_names)])
    return table.select(schema.names).cast(schema).sort_by([("source", "ascending"), ("row", "ascending")])
