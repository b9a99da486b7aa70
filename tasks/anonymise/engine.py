"""The database engine: embedded, in memory, and with nothing on disk."""

import duckdb

from tasks.core.engine.duck import OFFLINE

HELD = "held"
"""The database, in memory and compressed, in which streamed sources are held."""


def connect() -> duckdb.DuckDBPyConnection:
    """A fresh engine for one run.

    It has no folder for what does not fit into memory, so that no value as written can reach a disk: the engine's own
    encryption of such files is not safe without a further extension. Sources that can be scanned again are not held;
    what is held is compressed.

    Joins keep the order of their left side, so that records are written in the order of the sources: the engine is
    told not to swap sides.
    """
    connection = duckdb.connect(config={**OFFLINE, "preserve_insertion_order": "true", "temp_directory": ""})
    connection.execute(f"ATTACH ':memory:' AS {HELD} (COMPRESS)")
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection
