"""Clean records as the accepted contacts that aggregate reads: the truth, without the way through files."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.contract.fields import FieldKind, fields
from expectations.places import cities_with_office
from tests.sample_logs.record import Record

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COLUMNS = {
    f.name: "age_band" if f.kind is FieldKind.AGE else f.name
    for f in fields().values()
    if f.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY) and f.name != "kind"
}
"""From an attribute of a record to the column that holds it."""
SCHEMA = pa.schema(
    [
        ("log", pa.string()),
        ("source", pa.int32()),
        ("row", pa.int64()),
        ("contact_id", pa.string()),
        ("kind", pa.string()),
        ("case", pa.string()),
        ("month", pa.string()),
        ("weekday", pa.string()),
        ("hour", pa.int8()),
        *((name, pa.string()) for name in COLUMNS.values()),
        ("city_hint", pa.string()),
        ("not_recorded", pa.string()),
        ("office_access", pa.string()),
    ]
)


def write_records(records: Sequence[Record], path: Path) -> Path:
    """Write the records in the columns of :mod:`tasks.anonymise`, a source a log, rows in the order given."""
    rows = [_row(record, number) for number, record in enumerate(records, start=2)]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    return path


def office_access(record: Record) -> str | None:
    """Whether the city had a cybercrime office on the day of contact; None where the city is not known."""
    if record.city is None:
        return None
    return "with" if record.city in cities_with_office(f"{record.received_at:%Y-%m-%d}") else "without"


def _row(record: Record, number: int) -> dict[str, object]:
    return {
        "log": record.log,
        "source": 0 if record.log == "calls" else 1,
        "row": number,
        "contact_id": record.contact_id,
        "kind": record.kind,
        "case": sha256(record.case_ref.encode()).hexdigest()[:32] if record.case_ref else None,
        "month": record.month,
        "weekday": WEEKDAYS[record.received_at.weekday()],
        "hour": record.received_at.hour if record.has_time else None,
        **{column: _cell(getattr(record, name)) for name, column in COLUMNS.items()},
        "city_hint": None,
        "not_recorded": None,
        "office_access": office_access(record),
    }


def _cell(value: str | tuple[str, ...] | None) -> str | None:
    return ";".join(value) or None if isinstance(value, tuple) else value
