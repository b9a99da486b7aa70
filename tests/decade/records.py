"""The logs of one half-year: ``python -m tests.decade.records FOLDER FIRST LAST CONTACTS``.

In a process of its own, since the contract differs from half-year to half-year and a process has one content.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from tests.random_logs import random_records
from tests.sample_logs.logs import make_tables, write_csv
from tests.sample_logs.record import LOG_LETTERS, Record, case_ref, contact_id

LATE = 0.02
"""The share of records that staff enter only after the half-year's edition is published."""


def main(folder: Path, first: str, last: str, contacts: int) -> None:
    """Write what staff entered in time as one file a log, what they entered late as another, which waits.

    The clean records lie beside them as JSON, for the second opinion. Running references and case numbers go on from
    those of the half-years before.
    """
    before = json.loads((folder / "clean" / "numbers.json").read_text()) if (folder / "clean").exists() else {}
    half = len(list((folder / "clean").glob("*_*.json")))
    # Nobody has entered what is still to come, where the last half-year has not ended yet.
    records = [r for r in random_records(half, contacts, first=first, last=last) if r.received_at < datetime.now()]
    found = [_continued(record, before) for record in records]
    late = {record.contact_id for place, record in enumerate(found) if place % int(1 / LATE) == 0}
    _write(folder / "logs", first, [r for r in found if r.contact_id not in late], half)
    _write(folder / "late", first, [r for r in found if r.contact_id in late], half)
    clean = folder / "clean"
    clean.mkdir(exist_ok=True)
    told = [asdict(record) | {"late": record.contact_id in late} for record in found]
    (clean / f"{first}_{last}.json").write_text(json.dumps(told, default=str), "utf-8")
    for log in LOG_LETTERS:
        before[log] = before.get(log, 0) + sum(record.log == log for record in found)
    (clean / "numbers.json").write_text(json.dumps(before))


def _continued(record: Record, before: dict[str, int]) -> Record:
    """The record with references that no half-year before it has."""
    number = int(record.contact_id.split("-")[1]) + before.get(record.log, 0)
    case = record.case_ref and case_ref(int(record.case_ref.split("-")[1]) + sum(before.values()))
    return replace(record, contact_id=contact_id(record.log, number), case_ref=case)


def _write(folder: Path, first: str, records: Sequence[Record], half: int) -> None:
    """One file a log and a year; more is spelled in staff's own ways from year to year."""
    folder.mkdir(exist_ok=True)
    for table in make_tables(records, seed=half, variation=min(0.2 + 0.04 * half, 1)):
        write_csv(table, folder / f"{table.log} {first} {table.name}.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
