"""Spark: the session that this process starts or joins, the database of a stage, and SQL in Spark's own dialect."""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlglot
from sqlglot import expressions as sql

from expectations.contract.content import VARIABLE
from tasks.model.errors import UsageError
from tasks.storage.engine import Engine, Parameters

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
    options = properties(engine, folder)
    for name, value in options.items():
        builder = builder.config(name, value)
    if _PYTHON in options:
        # The property alone is heard by Spark's own launcher only.
        os.environ["PYSPARK_PYTHON"] = options[_PYTHON]
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


_GLOB = "*?[]{},\\"
"""What is special in a path that Hadoop reads."""


class SparkDatabase:
    """Named queries of one stage, apart from those of other stages in the same session."""

    def __init__(self, session: Any) -> None:
        self.session = session.newSession()
        self._kept: list[Any] = []

    @cached_property
    def ibis(self) -> Any:
        import ibis

        return ibis.pyspark.connect(self.session)

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(_pattern(path)).createOrReplaceTempView(name)

    def read_files(self, name: str, paths: Iterable[Path], columns: Mapping[str, str]) -> Mapping[str, Path]:
        """Name Parquet files of the same columns, with ``file_path`` and ``row_index`` beside those that are read.

        Args:
            name: what to name them.
            paths: absolute ones.
            columns: from the names to give to the columns that are read to their names in the files.

        Returns:
            From what ``file_path`` calls a file to its path.
        """
        files = self.session.read.parquet(*map(_pattern, paths))
        read = [files[_quoted(theirs)].alias(ours) for ours, theirs in columns.items()]
        files.select(*read, "_metadata.file_path", "_metadata.row_index").createOrReplaceTempView(name)
        # There it has as many slashes as a path has, here as an address has.
        found = {uri.replace("file:///", "file:/", 1): uri for uri in files.inputFiles()}
        return {name: Path(unquote(urlsplit(uri).path)) for name, uri in found.items()}

    def define(self, name: str, query: Any) -> None:
        self.session.sql(self._text(query)).createOrReplaceTempView(name)

    def work(self, name: str, query: str, function: Callable[[Iterable[Any]], Iterator[Any]], columns: str) -> None:
        """Let the workers turn a query's outcome into another, and keep it.

        Args:
            name: what to name it.
            query: what goes in.
            function: from Arrow batches to Arrow batches; it is found on the workers by its module.
            columns: what comes out, as ``name type, …``.
        """
        self._keep(name, self.session.sql(for_spark(query)).mapInArrow(function, columns))

    def take(self, name: str, table: Any) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def keep(self, name: str, query: Any) -> None:
        self._keep(name, self.session.sql(self._text(query)))

    def _keep(self, name: str, frame: Any) -> None:
        kept = frame.persist()
        self._kept.append(kept)
        # Now, since Spark sends a table to all workers only if it knows that it is small.
        kept.count()
        kept.createOrReplaceTempView(name)

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(for_spark(query)).collect()]

    def frame(self, query: str) -> Any:
        return self.session.sql(for_spark(query)).toArrow().to_pandas()

    def write(self, query: str, path: Path, parameters: Parameters | None = None) -> None:
        self.session.sql(for_spark(query), args=dict(parameters or {})).write.parquet(_address(path))

    def close(self) -> None:
        for kept in self._kept:
            kept.unpersist()

    def _text(self, query: Any) -> str:
        return for_spark(query) if isinstance(query, str) else str(self.ibis.compile(query))


def _address(path: Path) -> str:
    # A cluster may take a bare path for one of its own file system.
    return f"file://{path.absolute()}"


def _pattern(path: Path) -> str:
    return "".join(f"\\{c}" if c in _GLOB else c for c in _address(path))


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


# Java's `$` also matches before a line break at the end of a text, `\z` does not.
_WHOLE = r"\A(?:{})\z"


def for_spark(query: str) -> str:
    """Translate one SELECT. sqlglot knows most of what differs; what it passes on unchanged stands in ``_RULES``."""
    translated: str = sqlglot.parse_one(query, dialect="duckdb").transform(_translated).sql(dialect="spark")
    return translated


def _translated(node: Any) -> Any:
    translate = _RULES.get(type(node))
    return translate(node) if translate else node


def _full_match(node: Any) -> Any:
    pattern = sql.Literal.string(_WHOLE.format(node.expression.name))
    return sql.RegexpLike(this=node.this, expression=pattern)


def _day_name(node: Any) -> Any:
    # Spark's own function of this name gives three letters.
    return sql.Anonymous(this="DATE_FORMAT", expressions=[node.this, sql.Literal.string("EEEE")])


_RULES: Mapping[type, Callable[[Any], Any]] = {sql.RegexpFullMatch: _full_match, sql.Dayname: _day_name}
