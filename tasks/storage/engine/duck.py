"""DuckDB, embedded in this process."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from tasks.storage.engine.database import Parameters
from tasks.storage.sql import quoted

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Settings with which DuckDB fetches nothing from the network."""
_MEMORY = "1400MB"
_WRITTEN = "FORMAT parquet, COMPRESSION zstd"


class DuckDatabase:
    """An embedded database whose queries take little memory, and spill the rest into a folder.

    What does not fit in memory spills into the private work folder, beside the same pseudonymised records, and never
    into the project's folder or the system's. The engine could encrypt it only with an extension from the network.
    """

    def __init__(self, folder: Path) -> None:
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
        self._connection.execute(f"COPY ({query}) TO {quoted(str(path))} ({_WRITTEN})", parameters or {})

    def close(self) -> None:
        self._connection.close()

    def _text(self, query: Any) -> str:
        return query if isinstance(query, str) else str(self.ibis.compile(query))
