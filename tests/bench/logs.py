"""Logs of any size for benchmarks: clean records as the sample's staff would write them, with some faulty cells.

Small pools are drawn and spelled by the sample's own generator; each contact takes what goes together (a city and its
province, say) from the pool of its month, and each such group by itself, so that hardly two contacts are alike. The
same arguments give the same files with the same versions of the libraries.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from expectations.contract.fields import LOGS, fields
from tests.random_logs import random_records
from tests.sample_logs.cells import DATE_FORMS, URDU_DIGITS, CellWriter
from tests.sample_logs.draw import LATE_HOURS, OPEN_WEIGHTS, OPENS, Draw
from tests.sample_logs.faults import KINDS
from tests.sample_logs.logs import as_text
from tests.sample_logs.record import CASE_FIELDS, Record

FIRST, LAST = date(2016, 12, 1), date(2018, 11, 30)
DAYS = (LAST - FIRST).days + 1
VARIATION = 0.7
POOL = 12_000
CHUNK = 250_000
FAULTY, FOLLOW_UPS, NO_CASE, MOVED, DAY_ONLY, LATE = 0.002, 0.2, 0.2, 0.03, 0.04, 0.1
RECENT = 2_000
EVERY_FIFTH = 5
"""Every fifth contact is an e-mail."""
TOGETHER = (
    ("gender", "contacting_for", "age"),
    ("province", "city"),
    ("case_type", "secondary_case_type"),
    ("within_fia_remit", "referrals", "fia_referral"),
)
"""What is taken from one record of the pool; every other field is taken by itself."""
GROUPS = tuple(dict.fromkeys(next((g for g in TOGETHER if name in g), (name,)) for name in CASE_FIELDS))
UNREAD = ("name", "phone", "notes", "staff_name")
"""Columns that must not be read; with them the logs have twenty-five."""


def write_logs(folder: Path, contacts: int, suffix: str, faulty: float = FAULTY) -> Mapping[str, Path]:
    """Write one file a log, ``calls`` and ``emails``, as ``csv`` or ``parquet``, unless it is there; give the paths."""
    paths = {log: folder / f"{log}-{contacts}.{suffix}" for log in LOGS}
    if not all(path.exists() for path in paths.values()):
        folder.mkdir(parents=True, exist_ok=True)
        parts = {log: path.with_suffix(".part") for log, path in paths.items()}
        _write(contacts, parts, suffix, faulty)
        for log, part in parts.items():
            part.rename(paths[log])
    return paths


def _write(contacts: int, paths: Mapping[str, Path], suffix: str, faulty: float) -> None:
    schema = pa.schema([(name, pa.string()) for name in (*fields(), *UNREAD)])
    writers = {log: _writer(path, suffix, schema) for log, path in paths.items()}
    for table, is_email in _tables(contacts, faulty, schema):
        for log, mask in (("calls", ~is_email), ("emails", is_email)):
            writers[log].write_table(table.filter(pa.array(mask)))
    for writer in writers.values():
        writer.close()


def _writer(path: Path, suffix: str, schema: Any) -> Any:
    if suffix == "parquet":
        return pa.parquet.ParquetWriter(path, schema, store_schema=False)
    return pa.csv.CSVWriter(path, schema, write_options=pa.csv.WriteOptions(quoting_style="needed"))


def _tables(contacts: int, faulty: float, schema: Any) -> Iterator[tuple[Any, np.ndarray]]:
    pool = _Pool()
    for start in range(0, contacts, CHUNK):
        number = np.arange(start, min(start + CHUNK, contacts))
        random = np.random.default_rng([contacts, start])
        day = number * DAYS // contacts
        columns = {
            **_references(number, random),
            "received_at": _times(day, random),
            **pool.cases(day, random),
            **_unread(number),
        }
        _spoil(columns, random, faulty)
        yield pa.table([columns[name] for name in schema.names], schema=schema), number % EVERY_FIFTH == EVERY_FIFTH - 1


class _Pool:
    """What cases say, spelled: for each month a stretch of rows, for each column its texts."""

    def __init__(self) -> None:
        writer = CellWriter(Draw(11), VARIATION)
        records = sorted(random_records(7, POOL, follow_ups=0.0, moved=0.0), key=lambda record: record.month)
        self._texts = {name: _texts(writer, name, records) for group in GROUPS for name in group}
        months = [record.month for record in records]
        of_day = [f"{FIRST + timedelta(days=day):%Y-%m}" for day in range(DAYS)]
        self._first = np.searchsorted(months, of_day)
        self._many = np.searchsorted(months, of_day, side="right") - self._first

    def cases(self, day: np.ndarray, random: np.random.Generator) -> dict[str, Any]:
        columns = {}
        for group in GROUPS:
            row = self._first[day] + (random.random(len(day)) * self._many[day]).astype(np.int64)
            columns |= {name: self._texts[name].take(row) for name in group}
        return columns


def _texts(writer: CellWriter, name: str, records: Sequence[Record]) -> Any:
    return pa.array([as_text(writer.write(fields()[name], record)) or None for record in records], pa.string())


def _references(number: np.ndarray, random: np.random.Generator) -> dict[str, Any]:
    """Running references, whether new, and case numbers; a follow-up and a moved case take an earlier one's."""
    is_email = number % EVERY_FIFTH == EVERY_FIFTH - 1
    place = np.where(is_email, number // EVERY_FIFTH, number - number // EVERY_FIFTH) + 1
    follow = (random.random(len(number)) < FOLLOW_UPS) & (number > RECENT)
    moved = is_email & (random.random(len(number)) < MOVED)
    case = number - np.where(follow, random.integers(1, RECENT, len(number)), moved)
    known = follow | moved | (random.random(len(number)) >= NO_CASE)
    letters = pa.array(np.where(is_email, "E-", "C-"))
    return {
        "contact_id": _padded(_join(letters, _digits(place, 6)), random),
        "kind": _kinds(follow, random),
        "case_ref": _padded(pc.if_else(pa.array(known), _join("CASE-", _digits(case, 5)), None), random),
    }


def _kinds(follow: np.ndarray, random: np.random.Generator) -> Any:
    writer, known, many = CellWriter(Draw(5), VARIATION), fields()["kind"], 500
    records = random_records(3, many, follow_ups=0.5)
    spelled = {kind: [i for i, record in enumerate(records) if record.kind == kind] for kind in ("new", "follow_up")}
    texts = pa.array([as_text(writer.write(known, record)) for record in records])
    chosen = random.integers(0, many, len(follow))
    new, again = (np.array(spelled[kind])[chosen % len(spelled[kind])] for kind in ("new", "follow_up"))
    return texts.take(np.where(follow, again, new))


def _padded(texts: Any, random: np.random.Generator) -> Any:
    """Some with a blank before or after, as often as the sample has them."""
    odd = pa.array(random.random(len(texts)) < VARIATION * 0.05)
    way = pa.array(random.integers(0, 3, len(texts)), pa.int32())
    return pc.if_else(odd, pc.choose(way, _join(" ", texts), _join(texts, " "), _join(texts, "\u00a0")), texts)


def _times(day: np.ndarray, random: np.random.Generator) -> Any:
    """Times in the forms of the sample; some are a day alone."""
    hours = random.choice(len(OPEN_WEIGHTS), len(day), p=np.array(OPEN_WEIGHTS) / sum(OPEN_WEIGHTS)) + OPENS
    late = random.random(len(day)) < LATE
    hour = np.where(late, np.array(LATE_HOURS)[random.integers(0, len(LATE_HOURS), len(day))], hours)
    minute = hour * 60 + random.integers(0, 60, len(day))
    weights = np.array([(1 - VARIATION), *(VARIATION * share for share in DATE_FORMS.values())])
    form = random.choice(len(weights), len(day), p=weights / weights.sum())
    alone = pa.array(random.random(len(day)) < DAY_ONLY)
    found = None
    for position, name in enumerate(("iso", *DATE_FORMS)):
        days, clocks = _written(name)
        texts = pa.array(days).take(day)
        whole = pc.if_else(
            alone,
            texts if name != "utc" else pa.array(_written("iso")[0]).take(day),
            _join(texts, pa.array(clocks).take(minute)),
        )
        found = whole if found is None else pc.if_else(pa.array(form == position), whole, found)
    return found


def _written(form: str) -> tuple[list[str], list[str]]:
    """The days of the period and the minutes of a day, as the form writes them."""
    days = [FIRST + timedelta(days=day) for day in range(DAYS)]
    clocks = [f" {minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
    match form:
        case "dashes":
            return [f"{d:%d-%m-%Y}" for d in days], clocks
        case "slashes":
            return [f"{d.day}/{d.month}/{d.year}" for d in days], clocks
        case "urdu":
            return [f"{d:%d-%m-%Y}".translate(URDU_DIGITS) for d in days], [c.translate(URDU_DIGITS) for c in clocks]
        case "utc":
            return [f"{d:%Y-%m-%d}" for d in days], [
                f"T{(m // 60 - 5) % 24:02}:{m % 60:02}:00Z" for m in range(24 * 60)
            ]
        case _:
            return [f"{d:%Y-%m-%d}" for d in days], clocks


def _unread(number: np.ndarray) -> dict[str, Any]:
    digits = _digits(number, 7)
    return {name: _join(f"PLACEHOLDER-{name.upper()}-", digits) for name in UNREAD}


def _spoil(columns: dict[str, Any], random: np.random.Generator, faulty: float) -> None:
    """Put faults of the sample's kinds into some rows."""
    rows = np.flatnonzero(random.random(len(columns["kind"])) < faulty)
    kind = random.integers(0, len(KINDS), len(rows))
    for position, each in enumerate(KINDS):
        mask = np.zeros(len(columns["kind"]), bool)
        mask[rows[kind == position]] = True
        for name, cell in each.cells.items():
            columns[name] = pc.if_else(pa.array(mask), pa.scalar(as_text(cell) or None, pa.string()), columns[name])


def _digits(number: np.ndarray, width: int) -> Any:
    return pc.utf8_lpad(pa.array(number).cast(pa.string()), width, "0")


def _join(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, "")
