"""The session with Spark: one that this process starts, or a cluster that it joins."""

import logging
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from expectations.contract.content import VARIABLE
from tasks.model.errors import UsageError
from tasks.storage.engine.choice import Engine

_LOGGING = Path(__file__).parent / "log4j2.properties"
_LOOPBACK = "127.0.0.1"
_COMPILE_ALL = "-XX:-DontCompileHugeMethods"
"""Spark makes one method of a statement, and Java would leave one as long as ours uncompiled."""
_PYTHON = "spark.pyspark.python"
_TALKATIVE = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""Loggers of Spark's Python package, which write the message of each error, and so what it quotes."""
_session: Any = None
"""The session of this process: Spark allows one at a time."""


@contextmanager
def spark_session(engine: Engine, folder: Path) -> Iterator[Any]:
    """The session of this process, started if there is none, and then stopped after the block.

    Raises:
        UsageError: Spark or Java is not installed, or the cluster does not answer.
    """
    global _session  # noqa: PLW0603 - the process has one, whoever started it
    if _session is not None:
        yield _session
        return
    _session = _started(engine, folder)
    try:
        yield _session
    finally:
        _session.stop()
        _session = None


def _started(engine: Engine, folder: Path) -> Any:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise _refusal(
            "Spark needs Java 17 or newer, and there is none.",
            "Install it (Debian, Ubuntu: apt install default-jre-headless), or set JAVA_HOME.",
        )
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        SparkSession = None  # noqa: N806 - a class that is not there
    if SparkSession is None:
        raise _refusal(
            "Spark's Python package is not installed.", "Install it: .uv/run sync --frozen --no-dev --extra spark."
        )
    builder = SparkSession.builder.master(engine.master).appName("helpline-report")
    told = properties(engine, folder)
    for name, value in told.items():
        builder = builder.config(name, value)
    if _PYTHON in told:
        # The property alone is heard by Spark's own launcher only.
        os.environ["PYSPARK_PYTHON"] = told[_PYTHON]
    session = None
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    with suppress(PySparkException, Py4JError):
        session = builder.getOrCreate()
    if session is None:
        raise _refusal(
            f"No Spark could be started or reached as {engine.master}.",
            "Check the address, and that Java is 17 or newer; then see docs/scaling.md.",
        )
    return session


def _refusal(problem: str, remedy: str) -> UsageError:
    return UsageError(problem, where="engine in the settings", remedy=remedy)


def properties(engine: Engine, folder: Path) -> Mapping[str, str]:
    """What Spark is told: our habits, then the installation's options, then what keeps records safe."""
    local = engine.master.startswith("local")
    return {**_habits(local), **engine.options, **_safety(local, folder)}


def _habits(local: bool) -> Mapping[str, str]:
    shared = {
        "spark.driver.defaultJavaOptions": _COMPILE_ALL,
        "spark.executor.defaultJavaOptions": _COMPILE_ALL,
        "spark.sql.session.timeZone": "UTC",
        # Spark's workers normalise values: they read the same contract, which lies on storage that all share.
        **({f"spark.executorEnv.{VARIABLE}": os.environ[VARIABLE]} if VARIABLE in os.environ else {}),
        # What follows from each condition for each column is more, here, than a planner can think through.
        "spark.sql.constraintPropagation.enabled": "false",
        # Planning anew after each of a hundred small counts takes longer than counting.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.caseSensitive": "true",
        "spark.sql.autoBroadcastJoinThreshold": "100m",
        "spark.sql.parquet.binaryAsString": "true",
        "spark.sql.legacy.parquet.nanosAsLong": "true",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    # As many as there are cores: the two hundred that Spark makes by itself are for a cluster.
    alone = {_PYTHON: sys.executable, "spark.sql.shuffle.partitions": str(os.cpu_count() or 1)}
    return {**shared, **(alone if local else {})}


def _safety(local: bool, folder: Path) -> Mapping[str, str]:
    """No page, no log of events, no message; what is spilled or sent is encrypted; a local Spark keeps to itself."""
    shared = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
        "spark.io.encryption.enabled": "true",
        "spark.authenticate": "true",
        "spark.network.crypto.enabled": "true",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "spill"),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
    }
    alone = {"spark.driver.bindAddress": _LOOPBACK, "spark.driver.host": _LOOPBACK}
    return {**shared, **(alone if local else {})}
