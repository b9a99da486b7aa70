"""Spark finds what DuckDB finds: contacts, verdicts, the list for staff, and figures to the byte.

A real Spark of two workers is started once for the module.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.errors import LogError
from tasks.model.records import LogName
from tasks.storage.engine import DUCKDB, Engine, running
from tests.bench.logs import write_logs
from tests.engine.messy_logs import messy_logs, telling
from tests.engine.outcomes import KEY, TODAY, Outcome, need_java, outcome
from tests.log_files import record, write_csv

pytestmark = pytest.mark.spark

MILLION = 1_000_000
SPARK = Engine(
    "spark",
    "local[2]",
    {
        "spark.driver.memory": "2g",
        # A Java that lives for seconds gains nothing from compiling well.
        "spark.driver.defaultJavaOptions": "-XX:-DontCompileHugeMethods -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.shuffle.partitions": "1",
    },
)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The work folder of a run in which Spark is running."""
    need_java()
    folder = tmp_path_factory.mktemp("spark")
    with running(SPARK, folder):
        yield folder


@pytest.fixture(scope="module")
def outcomes(spark: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    logs = messy_logs(tmp_path_factory.mktemp("logs"))
    return [outcome(logs, tmp_path_factory.mktemp("duckdb"), DUCKDB), outcome(logs, spark, SPARK)]


def test_what_spark_spills_is_encrypted(outcomes: list[Outcome], spark: Path) -> None:
    spilled = [path.read_bytes() for path in (spark / "spill").rglob("*") if path.is_file()]
    assert sum(map(len, spilled)) > 100_000
    assert [value for value in telling() if any(value in content for content in spilled)] == []


def test_contacts_are_equal_in_every_column(outcomes: list[Outcome]) -> None:
    duckdb, spark = outcomes
    assert duckdb.contacts.num_rows > 5_000
    assert spark.contacts == duckdb.contacts
    assert spark.set_aside == duckdb.set_aside


def test_verdicts_are_equal(outcomes: list[Outcome]) -> None:
    duckdb, spark = (each.verdict.quality for each in outcomes)
    assert sum(duckdb.set_aside.values()) > 10
    assert spark == duckdb
    assert spark.first_set_aside == duckdb.first_set_aside


def test_the_list_for_staff_is_equal_to_the_byte(outcomes: list[Outcome]) -> None:
    duckdb, spark = outcomes
    assert spark.fix_list == duckdb.fix_list


def test_figures_are_equal_to_the_byte(outcomes: list[Outcome]) -> None:
    duckdb, spark = outcomes
    assert spark.counts == duckdb.counts
    assert spark.published == duckdb.published


def test_what_is_no_parquet_is_refused(spark: Path, tmp_path: Path) -> None:
    log = write_csv(tmp_path / "calls.csv", [record()])
    with pytest.raises(LogError, match="Spark reads Parquet only"):
        anonymise(extract({"calls": [str(log)]}), KEY, spark, TODAY, SPARK)


def test_a_damaged_file_is_named_among_many(spark: Path, tmp_path: Path) -> None:
    folder = tmp_path / "50% of calls"
    folder.mkdir()
    paths = [folder / f"{name}.parquet" for name in ("a", "b (copy)", "c")]
    for number, path in enumerate(paths):
        pq.write_table(pa.Table.from_pylist([record(1_000 * number + row) for row in range(300)]), path)
    whole = paths[1].read_bytes()
    paths[1].write_bytes(whole[:50] + bytes(200) + whole[250:])
    with pytest.raises(LogError, match="damaged or cut short") as refused:
        anonymise(extract({"calls": list(map(str, paths))}), KEY, spark / "again", TODAY, SPARK)
    assert refused.value.where == "b (copy).parquet"
    assert refused.value.__cause__ is refused.value.__context__ is None


@pytest.mark.drill
def test_a_million_contacts_are_counted_alike(tmp_path: Path) -> None:
    need_java()
    paths = write_logs(tmp_path / "logs", MILLION, "parquet")
    logs: dict[LogName, list[str]] = {"calls": [str(paths["calls"])], "emails": [str(paths["emails"])]}
    (tmp_path / "duckdb").mkdir()
    duckdb = outcome(logs, tmp_path / "duckdb", DUCKDB)
    with running(Engine("spark", "local[2]", {"spark.driver.memory": "4g"}), tmp_path):
        spark = outcome(logs, tmp_path, Engine("spark"))
    print(f"seconds on DuckDB {duckdb.seconds}, on Spark {spark.seconds}")
    assert sum(duckdb.verdict.quality.read.values()) == MILLION
    assert spark.verdict.quality == duckdb.verdict.quality
    assert spark.fix_list == duckdb.fix_list
    assert spark.counts == duckdb.counts
