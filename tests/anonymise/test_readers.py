"""Each row: a cell as the workbook's reader gives it, and the text that it is normalised from."""

import datetime as dt

import pytest

from tasks.anonymise.normalise import MAX_LENGTH
from tasks.anonymise.readers import cell_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None),
        ("", None),
        (" F ", " F "),
        ("=1+1", "=1+1"),
        (25, "25"),
        (25.0, "25"),
        (25.5, "25.5"),
        (float("nan"), "nan"),
        (True, "yes"),
        (False, "no"),
        (dt.date(2018, 11, 2), "2018-11-02"),
        (dt.datetime(2018, 11, 2, 10, 15), "2018-11-02 10:15:00"),
        (dt.datetime(2018, 11, 2, 10, 59, 59, 999_600), "2018-11-02 11:00:00"),
        (dt.time(10, 15), "10:15:00"),
        ("x" * 1_000_000, "x" * (MAX_LENGTH + 1)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_cell(cell: object, text: str | None) -> None:
    assert cell_text(cell) == text
