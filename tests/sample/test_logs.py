"""Cells as staff write them still say what the clean record says, and every form of writing is there."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from expectations.contract.fields import Field, FieldKind, fields, headings
from expectations.contract.spelling import plain, squash
from expectations.contract.vocabulary import age_band
from tests.random_logs import random_records
from tests.sample_logs.bundled import sample_records, sample_tables
from tests.sample_logs.cells import NBSP, OTHER_PLACES, RIGHT_TO_LEFT, URDU_DIGITS, Cell
from tests.sample_logs.logs import LogTable, make_tables
from tests.sample_logs.record import Record

SINGLE = [f for f in fields().values() if f.kind in (FieldKind.CATEGORY, FieldKind.CITY)]
SEVERAL = [f for f in fields().values() if f.kind is FieldKind.CATEGORIES]
FREQUENT = 60
"""With so many records every spelling of a value turns up."""


def cells(tables: tuple[LogTable, ...], records: list[Record], field: Field) -> Iterator[tuple[Record, Cell]]:
    """The cells of a field in rows without a fault, each with the record that it was made from."""
    truth = {(record.log, record.contact_id): record for record in records}
    for table in tables:
        named = [headings().get(squash(heading)) for heading in table.headings]
        if field.name in named:
            place = named.index(field.name)
            for row in table.rows:
                if not row.fault:
                    yield truth[table.log, row.contact_id], row.cells[place]


@pytest.fixture(scope="module", params=["sample", "random", "clean"])
def logs(request: pytest.FixtureRequest) -> tuple[tuple[LogTable, ...], list[Record]]:
    if request.param == "sample":
        return tuple(sample_tables()), sample_records()
    records = random_records(7, 1500, last="2019-03")
    return make_tables(records, seed=7, variation=1.0 if request.param == "random" else 0.0), records


@pytest.mark.parametrize("field", SINGLE, ids=lambda field: field.name)
def test_one_value(logs, field: Field) -> None:
    for record, cell in cells(*logs, field):
        text = str(cell or "")
        expected = getattr(record, field.name)
        if expected == "other" and field.kind is FieldKind.CITY and text.strip().title() in OTHER_PLACES:
            continue
        assert (field.vocabulary.find(text) if plain(text) else None) == expected


@pytest.mark.parametrize("field", SEVERAL, ids=lambda field: field.name)
def test_several_values(logs, field: Field) -> None:
    for record, cell in cells(*logs, field):
        parts = str(cell or "").split(";") if plain(str(cell or "")) else []
        assert sorted(str(field.vocabulary.find(part)) for part in parts) == sorted(getattr(record, field.name))


def test_age(logs) -> None:
    for record, cell in cells(*logs, fields()["age"]):
        text = plain(str("" if cell is None else cell))
        found = age_band(int(text)) if text.isdigit() else fields()["age"].vocabulary.find(text)
        assert found == record.age


def test_day_and_hour(logs) -> None:
    for record, cell in cells(*logs, fields()["received_at"]):
        if isinstance(cell, datetime):
            assert cell == record.received_at
            assert record.has_time
        elif isinstance(cell, date):
            assert cell == record.received_at.date()
            assert not record.has_time
        else:
            assert (":" in str(cell)) == record.has_time


FORMS = {
    "date cell with time": lambda cell: isinstance(cell, datetime),
    "date cell without": lambda cell: isinstance(cell, date) and not isinstance(cell, datetime),
    "whole number": lambda cell: isinstance(cell, int),
    "non-breaking space": lambda cell: NBSP in str(cell),
    "blank that is not empty": lambda cell: cell == " ",
    "mark of direction": lambda cell: RIGHT_TO_LEFT in str(cell),
    "Urdu digits": lambda cell: any(
        chr(digit) in str(cell) for digit in URDU_DIGITS.values() if isinstance(digit, int)
    ),
    "Urdu letters": lambda cell: "لاہور" in str(cell),
    "capitals": lambda cell: cell == "LAHORE",
    "day before month": lambda cell: isinstance(cell, str) and cell.endswith("/2018"),
    "offset": lambda cell: isinstance(cell, str) and cell.startswith("201") and cell.endswith("Z"),
    "several values": lambda cell: "; " in str(cell),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_writing_is_in_the_bundled_logs(form: str) -> None:
    assert any(FORMS[form](cell) for table in sample_tables() for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("field", SINGLE, ids=lambda field: field.name)
def test_every_alias_of_a_frequent_value_is_in_the_bundled_logs(field: Field) -> None:
    rows = [(record, cell) for record, cell in cells(tuple(sample_tables()), sample_records(), field) if cell]
    frequent = Counter(getattr(record, field.name) for record, _ in rows)
    written = {squash(str(cell)) for _, cell in rows}
    missing = [
        alias
        for category in field.vocabulary
        if frequent[category.key] >= FREQUENT
        for alias in category.aliases
        if squash(alias) not in written
    ]
    assert not missing


def test_headings_differ_between_sheets_but_none_is_repeated() -> None:
    for table in sample_tables():
        known = [headings()[squash(heading)] for heading in table.headings if squash(heading) in headings()]
        assert len(known) == len(set(known))
    assert len({table.headings for table in sample_tables()}) == len(sample_tables())


def test_the_same_seed_gives_the_same_tables() -> None:
    records = random_records(3, 50)
    assert make_tables(records, seed=1) == make_tables(records, seed=1) != make_tables(records, seed=2)
