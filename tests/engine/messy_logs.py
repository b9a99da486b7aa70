"""Logs that try an engine: the sample's, random contacts beside them, messy and with faults, in files of many kinds."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.records import LogName
from tests.log_files import record
from tests.random_logs import random_records, write_parquet
from tests.sample_logs.bundled import sample_tables
from tests.sample_logs.faults import make_faults
from tests.sample_logs.logs import LogTable, make_tables


def messy_logs(folder: Path) -> dict[LogName, list[str]]:
    """Write some six thousand contacts as Parquet; gives the files by log."""
    records = [replace(r, contact_id=f"{r.contact_id[:2]}9{r.contact_id[-6:]}") for r in random_records(7, 3_000)]
    more = [
        replace(table, name=f"more {table.name}") for table in make_tables(records, make_faults(records, 7), seed=7)
    ]
    logs = _written([*sample_tables(), *more], folder)
    logs["calls"] += _typed(folder)
    return logs


def telling() -> list[bytes]:
    """Values of the sample's logs that are long enough to be found again."""
    values = {str(value) for table in sample_tables() for row in table.rows for value in row.cells if value}
    return [value.encode() for value in values if len(value) > 10][:500]


def _typed(folder: Path) -> list[str]:
    """Parquet of other types than text, and with columns that are called as Spark calls its own."""
    moment = datetime(2018, 11, 2, 10, 15, 30, 250_000)
    rows = [record(800_001, age=25.0, city="x" * 600), record(800_002, age=3_001_234_567.0), record(800_003, age=None)]
    lists = [["facebook", None, "whatsapp"], [], None]
    own = {"file_path": ["a"] * 3, "row_index": [7] * 3, "Age (unread)": [1] * 3}
    paths = []
    for kind in (pa.timestamp("us"), pa.timestamp("ns", "Asia/Karachi"), pa.timestamp("s", "UTC"), pa.date32(), None):
        columns = {name: [row[name] for row in rows] for name in rows[0]} | own | {"platforms": lists}
        columns["contact_id"] = [f"C-80{len(paths)}{number}" for number in range(3)]
        table = pa.table(columns)
        times = pa.array([moment] * 3).cast(kind or pa.timestamp("us"), safe=False)
        place = table.column_names.index("received_at")
        table = table.set_column(place, "received_at", times)
        table = table.set_column(0, "contact_id", table["contact_id"].dictionary_encode())
        paths.append(str(folder / f"typed {len(paths)}.parquet"))
        pq.write_table(table, paths[-1], use_deprecated_int96_timestamps=kind is None)
    return paths


def _written(tables: list[LogTable], folder: Path) -> dict[LogName, list[str]]:
    logs: dict[LogName, list[str]] = {"calls": [], "emails": []}
    for table in tables:
        path = folder / f"{table.name} [a+b] {table.log}.parquet"
        write_parquet(table, path)
        logs["calls" if table.log == "calls" else "emails"].append(str(path))
    return logs
