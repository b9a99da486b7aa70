"""A cluster of Spark, as an organisation may have one: a master and two workers, which trust who knows their secret."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.storage.engine import DUCKDB, Engine, running
from tasks.storage.engine.spark import spark_session
from tasks.storage.workspace import private_folder
from tests.engine.messy_logs import messy_logs, telling
from tests.engine.outcomes import need_java, outcome

ROOT = Path(__file__).parents[2]
LOGGING = ROOT / "tasks" / "storage" / "engine" / "log4j2.properties"
HOST = "127.0.0.1"
DEFAULTS = """spark.authenticate true
spark.authenticate.secret {secret}
spark.network.crypto.enabled true
"""
WORKERS = 2
SPILLED = "spilled by workers"


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a cluster on the loopback, set up as docs/scaling.md says."""
    need_java()
    import pyspark

    # Spark would go on in the JVM of tests before, which has not read the settings below.
    if gateway := pyspark.SparkContext._gateway:
        gateway.shutdown()
        gateway.proc.stdin.close()
        pyspark.SparkContext._gateway = pyspark.SparkContext._jvm = None
    home = Path(pyspark.__file__).parent
    conf = tmp_path / "conf"
    conf.mkdir(mode=0o700)
    (conf / "spark-defaults.conf").write_text(DEFAULTS.format(secret=secrets.token_hex(16)))
    (conf / "log4j2.properties").write_bytes(LOGGING.read_bytes())
    monkeypatch.setenv("SPARK_CONF_DIR", str(conf))
    monkeypatch.setenv("SPARK_LOCAL_IP", HOST)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    address, deploy = f"spark://{HOST}:{port}", "org.apache.spark.deploy"
    master = [f"{deploy}.master.Master", "--host", HOST, "--port", str(port), "--webui-port", "0"]
    worker = [f"{deploy}.worker.Worker", "--host", HOST, "--webui-port", "0", "--cores", "1", "--memory", "1500m"]
    commands = [master, *([*worker, "--work-dir", str(tmp_path / f"worker {n}"), address] for n in range(WORKERS))]
    started = []
    try:
        for command in commands:
            environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_DIRS": str(tmp_path / SPILLED)}
            started.append(subprocess.Popen([home / "bin" / "spark-class", *command], env=environment))
            _wait_for(port)
        yield address
    finally:
        for process in started:
            process.terminate()
            process.wait()


@pytest.mark.spark
@pytest.mark.drill
def test_a_cluster_finds_what_duckdb_finds(cluster: str, tmp_path: Path) -> None:
    options = {
        **{"spark.driver.host": HOST, "spark.driver.bindAddress": HOST, "spark.driver.memory": "1g"},
        **{"spark.executor.cores": "1", "spark.executor.memory": "1g", "spark.sql.shuffle.partitions": str(WORKERS)},
        **{"spark.pyspark.python": sys.executable, "spark.executorEnv.PYTHONPATH": str(ROOT)},
    }
    engine = Engine("spark", cluster, options)
    for name in ("logs", "duckdb"):
        (tmp_path / name).mkdir()
    logs, work = messy_logs(tmp_path / "logs"), private_folder(tmp_path / "work")
    with running(engine, work):
        spark = outcome(logs, work, engine)
        with spark_session(engine, work) as session:
            members = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
            left = _files(tmp_path / SPILLED)
    assert left, "nothing was spilled, so that nothing was tried"
    left += _files(*tmp_path.glob("worker *"))
    assert [value for value in telling() if any(value in content for content in left)] == []
    assert members == WORKERS + 1, "the cluster was not made use of"
    duckdb = outcome(logs, tmp_path / "duckdb", DUCKDB)
    print(f"seconds on DuckDB {duckdb.seconds}, on the cluster {spark.seconds}")
    assert spark.contacts == duckdb.contacts
    assert spark.set_aside == duckdb.set_aside
    assert spark.verdict.quality == duckdb.verdict.quality
    assert spark.fix_list == duckdb.fix_list
    assert spark.published == duckdb.published


def _files(*folders: Path) -> list[bytes]:
    return [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]


def _wait_for(port: int) -> None:
    end = time.monotonic() + 900
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the master did not start")
