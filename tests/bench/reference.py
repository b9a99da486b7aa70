"""The same anonymising and counts by other means, to measure against: SQL written by hand for DuckDB."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from expectations.contract.fields import fields
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import vocabularies
from expectations.places import offices
from tasks.disclosure.series import slice_periods
from tasks.model.period import Period

SQL = Path(__file__).with_suffix(".sql")
KEY = b"0" * 32


def count_by_hand(logs: Mapping[str, Path], folder: Path, edition: Period) -> duckdb.DuckDBPyConnection:
    """Run ``reference.sql`` over logs; the connection holds the table ``counted``.

    Its columns are ``figure``, ``time_slice``, ``first`` and ``second`` (the parts of the key) and ``records``.
    """
    connection = duckdb.connect(config={"temp_directory": str(folder)})
    connection.execute("SET enable_progress_bar = false")
    _give(connection, edition)
    connection.execute(f"CREATE VIEW logs AS {' UNION ALL '.join(_log(log, path) for log, path in logs.items())}")
    connection.execute(SQL.read_text("utf-8").replace("{contacts}", str(folder / "by_hand.parquet")))
    return connection


def _log(log: str, path: Path) -> str:
    names = ", ".join(fields())
    table = f"'{path}'" if path.suffix == ".parquet" else f"read_csv('{path}', all_varchar = true)"
    return f"SELECT '{log}' AS log, {names} FROM {table}"


def _give(connection: duckdb.DuckDBPyConnection, edition: Period) -> None:
    tables = {
        "spelling (vocabulary VARCHAR, squashed VARCHAR, key VARCHAR, place INTEGER)": [
            (name, squash(text), key, known.keys.index(key))
            for name, known in vocabularies().items()
            for text, key in known.spellings.items()
        ],
        "band (key VARCHAR, first INTEGER, last INTEGER)": [
            (band.key, *band.ages) for band in vocabularies()["age_band"] if band.ages
        ],
        "office (city VARCHAR, opened DATE)": [(office.city, office.opened) for office in offices()],
        "tile (tile VARCHAR, first DATE, until DATE)": [
            (str(time_slice), f"{time_slice.first}-01", f"{time_slice.last + 1}-01")
            for time_slice in slice_periods(edition)
        ],
    }
    for table, rows in tables.items():
        connection.execute(f"CREATE TABLE {table}")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table.split()[0]} VALUES ({marks})", rows)
    block = KEY.ljust(64, b"\0")
    for name, pad in (("inner_pad", 0x36), ("outer_pad", 0x5C)):
        connection.execute(f"SET VARIABLE {name} = ?::BLOB", [bytes(byte ^ pad for byte in block)])
