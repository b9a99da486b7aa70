"""The engine that handles records: DuckDB within the process, or Spark where an organisation has outgrown one machine.

Stages speak to a :class:`Database`. They write SQL as DuckDB has it, or Ibis expressions; what Spark says differently
is told in :mod:`tasks.storage.engine.dialect` and nowhere else.
"""

from tasks.storage.engine.choice import DUCKDB, Engine
from tasks.storage.engine.connect import connect, running
from tasks.storage.engine.database import Database, as_table, count_by_log

__all__ = ["DUCKDB", "Database", "Engine", "as_table", "connect", "count_by_log", "running"]
