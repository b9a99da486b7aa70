"""A case lies in the province of its city, where that is known; else in the one recorded."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from expectations.sample.record import Record
from tasks.aggregate import aggregate
from tests.figures_factory import HALF_YEAR
from tests.records_parquet import write_records

RECORD = Record("calls", "C-1", datetime(2018, 6, 15, 12), has_time=True, kind="new", case_ref="case 1")


@pytest.mark.parametrize(
    ("city", "recorded", "province"),
    [
        ("lahore", "punjab", "punjab"),
        ("lahore", None, "punjab"),
        ("other", "sindh", "sindh"),
        ("other", None, None),
        (None, "sindh", "sindh"),
        (None, None, None),
        ("parachinar", None, "ex_fata"),
        # Both are right, and of one place there is one count.
        ("parachinar", "khyber_pakhtunkhwa", "ex_fata"),
    ],
)
def test_the_province_of_a_case(city: str | None, recorded: str | None, province: str | None, tmp_path: Path) -> None:
    records = [replace(RECORD, city=city, province=recorded)]
    counts = aggregate(write_records(records, tmp_path / "accepted.parquet"), HALF_YEAR, (HALF_YEAR,))
    found = counts.slices[0].figures["province"]
    assert {key: count for key, count in found.cells.items() if count} == ({(province,): 1} if province else {})
    assert found.missing == (province is None)
