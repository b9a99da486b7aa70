"""What the program is measured against must do the same: its SQL has to come to the same counts."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tests.bench.logs import write_logs
from tests.bench.once import EDITION
from tests.bench.reference import KEY, count_by_hand
from tests.drill import cases

CONTACTS = 4_000


@pytest.mark.parametrize("suffix", cases(["parquet", "csv"], ["csv"]))
def test_hand_written_sql_counts_the_same(tmp_path: Path, suffix: str) -> None:
    logs = write_logs(tmp_path, CONTACTS, suffix, faulty=0.0)
    sources = extract({log: [str(path)] for log, path in logs.items()})
    counts = aggregate(anonymise(sources, KEY, tmp_path, date(2019, 1, 1)).records, EDITION)
    by_hand: dict[tuple[str, str], dict[tuple[str, ...], int]] = defaultdict(dict)
    with count_by_hand(logs, tmp_path, EDITION) as connection:
        for figure, time_slice, first, second, records in connection.sql("FROM counted").fetchall():
            spec = counts.specs[figure]
            key = (first, second)[: len(spec.dimensions)]
            if time_slice is not None and None not in key:
                by_hand[figure, time_slice][key] = records
    assert {figure for figure, _ in by_hand} == set(counts.specs)
    for time_slice in counts.slices:
        for figure, counted in time_slice.figures.items():
            ours = {key: records for key, records in counted.cells.items() if records}
            assert by_hand[figure, str(time_slice.period)] == ours, figure
