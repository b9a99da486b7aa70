"""Intakes for the tests: a Parquet file with the schema of tasks.anonymise, one good record varied."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.records import Intake, Source, SourceFormat
from tests.figures_factory import SCHEMA

GOOD: Mapping[str, Any] = {
    "kind": "new",
    "month": "2018-11",
    "weekday": "monday",
    "hour": 14,
    "gender": "woman",
    "contacting_for": "self",
    "age_band": "21-25",
    "province": "punjab",
    "city": "lahore",
    "case_type": "blackmailing",
    "secondary_case_type": "hacking",
    "platforms": "facebook;whatsapp",
    "perpetrator": "stranger",
    "within_fia_remit": "yes",
    "referrals": "fia;police",
    "fia_referral": "full",
    "heard_from": "social_media",
    "services": "legal",
    "suicidal_ideation": "none",
    "vulnerable_communities": None,
    "takeover_scam": "no",
    "city_hint": None,
    "not_recorded": None,
    "office_access": "with",
}
SOURCES = (
    Source("calls", SourceFormat.XLSX, "calls.xlsx", sheet="2018"),
    Source("emails", SourceFormat.CSV, "emails.csv", unknown_columns=(4, 9)),
)


def records(*changes: Mapping[str, Any], log: str = "calls") -> list[dict[str, Any]]:
    """A good record for each change, with its own row, reference and case, and with the change made."""
    source = 0 if log == "calls" else 1
    letter = "C" if log == "calls" else "E"
    return [
        {
            **GOOD,
            "log": log,
            "source": source,
            "row": i + 2,
            "contact_id": f"{letter}-{i + 1:06d}",
            "case": f"{source:016x}{i:016x}",
            **change,
        }
        for i, change in enumerate(changes)
    ]


def make_intake(folder: Path, rows: Iterable[Mapping[str, Any]]) -> Intake:
    """Write the records and count them."""
    rows = list(rows)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "contacts.parquet")
    read = {log: sum(row["log"] == log for row in rows) for log in ("calls", "emails")}
    return Intake(folder / "contacts.parquet", SOURCES, read)
