"""The contacts that validation accepted, as a table."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.validate import ValidationResult

RECORD = ["source", "row"]


def accepted(verdict: ValidationResult) -> pa.Table:
    """The contacts without those set aside, in the order of the intake."""
    contacts = read(verdict.contacts)
    place = pa.array(range(contacts.num_rows))
    left = contacts.append_column("place", place).join(read(verdict.set_aside), RECORD, join_type="left anti")
    return contacts.take(left.sort_by("place")["place"].combine_chunks())


def read(path: Path) -> pa.Table:
    """A Parquet file, or a folder of them."""
    return pq.ParquetDataset(path).read()
