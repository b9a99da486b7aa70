"""Random clean records, and files of them: logs of any size, period and format, for tests and for benchmarks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from expectations.conditions import city_in_province
from tests.sample_logs.draw import Draw, has_time
from tests.sample_logs.logs import LogTable, as_text, make_tables, write_csv, write_xlsx
from tests.sample_logs.record import (
    CASE_FIELDS,
    LOG_LETTERS,
    Case,
    Record,
    answer,
    case_ref,
    from_case,
    numbered,
    several,
    skewed,
    values,
)

SMALL = 500
"""Records of the small logs: a year of few contacts."""
RECENT = 200
"""Follow-ups return to one of the latest so many cases of either log."""


def random_records(
    seed: int,
    contacts: int,
    *,
    first: str = "2016-12",
    last: str = "2018-11",
    emails: float = 0.2,
    follow_ups: float = 0.2,
    missing: float = 0.2,
    moved: float = 0.03,
    city: float | None = None,
) -> list[Record]:
    """Clean records that obey the contract, calls before e-mails, each log in order of time.

    Args:
        seed: of everything random; the same arguments give the same records.
        contacts: how many records.
        first, last: the months that they are spread over, both included.
        emails: the share of e-mails among them.
        follow_ups: the share that return to an earlier case; the very first contact never does.
        missing: how often a field that may be empty is.
        moved: how often a new contact has the case number of an earlier new one in the other log: a case that moved
            between channels and was entered as new again. It counts once.
        city: how often a city is recorded; where it is, the province often is not, since the city tells it. By default
            as often as any other field, where the province is.
    """
    draw = Draw(seed)
    start, minutes = _span(first, last)
    moments = sorted(start + timedelta(minutes=draw.index(minutes)) for _ in range(contacts))
    records: list[Record] = []
    opened: dict[str, list[str]] = {log: [] for log in LOG_LETTERS}
    for number, at in enumerate(moments, start=1):
        log = "emails" if draw.chance(emails) else "calls"
        record = Record(log, "", at, has_time(draw, log), "new", None if draw.chance(missing) else case_ref(number))
        known = [reference for references in opened.values() for reference in references[-RECENT:]]
        elsewhere = opened["calls" if log == "emails" else "emails"]
        if known and draw.chance(follow_ups):
            record = replace(record, kind="follow_up", case_ref=draw.one(known))
        elif elsewhere and draw.chance(moved):
            record = replace(record, case_ref=draw.one(elsewhere))
        elif record.case_ref:
            opened[log].append(record.case_ref)
        records.append(from_case(record, _attributes(record.month, missing, city, draw)))
    return numbered(records)


def _span(first: str, last: str) -> tuple[datetime, int]:
    start = datetime.strptime(first, "%Y-%m")
    end = datetime.strptime(last, "%Y-%m") + timedelta(days=32)
    return start, int((end.replace(day=1) - start).total_seconds()) // 60


def _attributes(month: str, missing: float, city: float | None, draw: Draw) -> Case:
    case: Case = {"month": month, **{name: () if several(name) else None for name in CASE_FIELDS}}
    for name in CASE_FIELDS:
        if not draw.chance(missing):
            case[name] = answer(case, name, draw)
    return case if city is None else _living_in(case, city, draw)


def _living_in(case: Case, city: float, draw: Draw) -> Case:
    if not draw.chance(city):
        return {**case, "city": None}
    key = skewed(values("city"), draw)
    recorded = case["province"] is not None
    home = city_in_province().home(key, str(case["month"])) or case["province"]
    return {**case, "city": key, "province": home if recorded else None}


def write_parquet(table: LogTable, path: Path) -> None:
    """A Parquet file with a text column a heading, empty cells as nulls."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*(row.cells for row in table.rows), strict=True)) or [()] * len(table.headings)
    arrays = [pa.array([as_text(cell) or None for cell in column], pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, names=list(table.headings)), path)


def write_log(tables: Sequence[LogTable], folder: Path, suffix: str) -> list[Path]:
    """Write the tables of one log: one workbook for all (``xlsx``), or a file each (``csv``, ``parquet``)."""
    if suffix == "xlsx":
        path = folder / f"{tables[0].log}.xlsx"
        write_xlsx(tables, path)
        return [path]
    write = {"csv": write_csv, "parquet": write_parquet}[suffix]
    paths = [folder / f"{table.log}-{table.name}.{suffix}" for table in tables]
    for table, path in zip(tables, paths, strict=True):
        write(table, path)
    return paths


def write_small_logs(folder: Path, seed: int = 1) -> tuple[str, ...]:
    """Write the logs of a year of few contacts, December 2016 to November 2017; gives the options that name them."""
    for table in make_tables(random_records(seed, SMALL, last="2017-11"), seed=seed):
        write_csv(table, folder / f"{table.name} {table.log}.csv")
    return tuple(part for log in ("calls", "emails") for part in (f"--{log}", str(folder / f"*{log}*.csv")))
