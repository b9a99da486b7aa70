"""Open a database on the engine of the installation."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from tasks.storage.engine.choice import Engine
from tasks.storage.engine.database import Database


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
    from tasks.storage.engine.session import spark_session

    return spark_session(engine, folder)


@contextmanager
def connect(engine: Engine, folder: Path) -> Iterator[Database]:
    """A fresh database for one stage, closed after the block; arguments and errors as of :func:`running`."""
    if engine.name == "duckdb":
        from tasks.storage.engine.duck import DuckDatabase

        database: Database = DuckDatabase(folder)
        try:
            yield database
        finally:
            database.close()
        return
    from tasks.storage.engine.session import spark_session
    from tasks.storage.engine.spark import SparkDatabase

    with spark_session(engine, folder) as session:
        database = SparkDatabase(session)
        try:
            yield database
        finally:
            database.close()
