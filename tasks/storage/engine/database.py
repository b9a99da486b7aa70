"""What the stages ask of an engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from expectations.contract.fields import LOGS

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


def as_table(database: Database, name: str, expression: Any) -> Any:
    """An Ibis table by a name, for what is built on it.

    Else all that it says would be worked out again for each use, which takes most of the time of a small log.
    """
    database.define(name, expression)
    return database.ibis.table(name)


def count_by_log(database: Database, table: str) -> Mapping[str, int]:
    """Records by log; both logs are named, also where one has none."""
    found = dict(database.rows(f"SELECT log, count(*) FROM {table} GROUP BY log"))
    return {log: int(found.get(log, 0)) for log in LOGS}
