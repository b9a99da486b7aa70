"""The engine that handles records: DuckDB within the process, or Spark where an organisation has outgrown one machine.

Stages speak to a :class:`Database`. They write SQL as DuckDB has it, or Ibis expressions; what Spark says differently
is told in :mod:`tasks.storage.engine.spark` and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

from expectations.contract.fields import LOGS
from expectations.contract.forms import STRICT

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Settings with which DuckDB fetches nothing from the network."""
_MEMORY = "1400MB"
_WRITTEN = "FORMAT parquet, COMPRESSION zstd"


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine of an installation.

    Attributes:
        name: ``duckdb`` or ``spark``.
        master: of Spark: ``local[*]``, ``yarn``, ``spark://host:7077``, ``k8s://…``.
        options: further properties of Spark, by their own names; what keeps records safe cannot be changed by them.
    """

    __pydantic_config__ = STRICT

    name: Literal["duckdb", "spark"] = "duckdb"
    master: str = "local[*]"
    options: Mapping[str, str] = field(default_factory=dict)


DUCKDB = Engine()

Parameters = Mapping[str, object]
"""Values by the names that a query calls ``$name``, so that they do not stand in its text."""


class Database(Protocol):
    """Tables of records, by name, which are gone when it is closed. Queries are SELECTs as DuckDB has them."""

    @property
    def ibis(self) -> Any:
        """The same tables for Ibis."""

    def read(self, name: str, path: Path) -> None:
        """Name what :meth:`write` wrote."""

    def take(self, name: str, table: Any) -> None:
        """Name a small Arrow table of ours."""

    def define(self, name: str, query: Any) -> None:
        """Name a query, or an Ibis table of these tables, to be worked out wherever it is used."""

    def keep(self, name: str, query: Any) -> None:
        """Work a query, or an Ibis table of these tables, out once, and name its outcome."""

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        """The outcome of a query, which must be small: it comes into this process."""

    def frame(self, query: str) -> Any:
        """The same as a pandas frame."""

    def write(self, query: str, path: Path, parameters: Parameters | None = None) -> None:
        """Write the outcome of a query as Parquet: DuckDB a file, Spark a folder of files."""

    def close(self) -> None:
        """Let go of the tables, and of what they took up."""


def count_by_log(database: Database, table: str) -> Mapping[str, int]:
    """Records by log; both logs are named, also where one has none."""
    found = dict(database.rows(f"SELECT log, count(*) FROM {table} GROUP BY log"))
    return {log: int(found.get(log, 0)) for log in LOGS}


class DuckDatabase:
    """An embedded database whose queries take little memory, and spill the rest into a folder.

    What does not fit in memory spills into the private work folder, beside the same pseudonymised records, and never
    into the project's folder or the system's. The engine could encrypt it only with an extension from the network.
    """

    def __init__(self, folder: Path) -> None:
        import duckdb

        self._connection = duckdb.connect(
            config={**OFFLINE, "memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
        )

    @cached_property
    def ibis(self) -> Any:
        import ibis

        return ibis.duckdb.from_connection(self._connection)

    def read(self, name: str, path: Path) -> None:
        self._connection.read_parquet(str(path)).create_view(name)

    def take(self, name: str, table: Any) -> None:
        self._connection.register(name, table)

    def define(self, name: str, query: Any) -> None:
        self._connection.execute(f"CREATE TEMP VIEW {name} AS {self._text(query)}")

    def keep(self, name: str, query: Any) -> None:
        self._connection.execute(f"CREATE TEMP TABLE {name} AS {self._text(query)}")

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        return self._connection.sql(query).fetchall()

    def frame(self, query: str) -> Any:
        return self._connection.sql(query).df()

    def write(self, query: str, path: Path, parameters: Parameters | None = None) -> None:
        target = str(path).replace("'", "''")
        self._connection.execute(f"COPY ({query}) TO '{target}' ({_WRITTEN})", parameters or {})

    def close(self) -> None:
        self._connection.close()

    def _text(self, query: Any) -> str:
        return query if isinstance(query, str) else str(self.ibis.compile(query))


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
