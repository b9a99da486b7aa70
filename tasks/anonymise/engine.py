"""The database engine: embedded, in memory, with nothing on disk but encrypted spill in the private work folder."""

from pathlib import Path

import duckdb


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A fresh engine for one run.

    Joins keep the order of their left side, so that records are written in the order of the sources: the engine is
    told not to swap sides. What does not fit into memory is spilled to ``folder``, encrypted with a key that the engine
    never shows.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(folder / "spill"),
            "temp_file_encryption": "true",
            "preserve_insertion_order": "true",
        }
    )
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
