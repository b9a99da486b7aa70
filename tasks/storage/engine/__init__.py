"""The engine that handles records: DuckDB within the process, or Spark where an organisation has outgrown one machine.

Stages speak to a :class:`Database`. They write SQL as DuckDB has it, or Ibis expressions; what Spark says differently
is told in :mod:`tasks.storage.engine.spark` and nowhere else.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

from tasks.storage.engine.database import DUCKDB, Database, DuckDatabase, Engine, as_table, count_by_log

__all__ = ["DUCKDB", "Database", "Engine", "as_table", "connect", "count_by_log", "running"]


def running(engine: Engine, folder: Path) -> AbstractContextManager[object]:
    """Keep the engine running for several stages of a run; DuckDB has nothing to start.

    Args:
        engine: which, and where.
        folder: the private work folder of the run, which outlasts it; what does not fit in memory spills there.

    Raises:
        UsageError: the engine is not installed, or cannot be started.
    """
    if engine.name == "duckdb":
        return nullcontext()
    from tasks.storage.engine.spark import spark_session

    return spark_session(engine, folder)


@contextmanager
def connect(engine: Engine, folder: Path) -> Iterator[Database]:
    """A fresh database for one stage, closed after the block; arguments and errors as of :func:`running`."""
    if engine.name == "duckdb":
        with closing(DuckDatabase(folder)) as database:
            yield database
        return
    from tasks.storage.engine.spark import SparkDatabase, spark_session

    with spark_session(engine, folder) as session, closing(SparkDatabase(session)) as database:
        yield database
