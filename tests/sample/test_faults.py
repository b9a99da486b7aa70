"""One faulty row of each kind, few enough for the gate, each with one fault."""

from functools import cache

import pytest

from tests.random_logs import random_records
from tests.sample_logs.bundled import sample_faults, sample_records, sample_tables
from tests.sample_logs.faults import FAULTY_TEXTS, FIRST_NUMBER, KINDS, Kind, make_faults
from tests.sample_logs.logs import LogRow, make_tables

GATE = 0.02


@cache
def rows() -> list[LogRow]:
    return [row for table in sample_tables() for row in table.rows]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_bundled_logs_have_one_row_of_each_kind(kind) -> None:
    assert [row.fault for row in rows()].count(kind.name) == 1


def test_faulty_rows_stay_below_the_gate() -> None:
    faulty = [row for row in rows() if row.fault]
    assert len(faulty) == len(KINDS) == len(sample_faults())
    assert len(faulty) / len(rows()) < GATE
    assert len(rows()) == len(sample_records()) + len(faulty)


def test_faults_stand_in_both_logs() -> None:
    assert {fault.record.log for fault in sample_faults()} == {"calls", "emails"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_faulty_rows_are_known_by_their_reference(kind: Kind) -> None:
    fault = next(fault for fault in sample_faults() if fault.kind is kind)
    number = int(fault.record.contact_id[2:])
    clean = {record.contact_id for record in sample_records() if record.log == fault.record.log}
    assert (number >= FIRST_NUMBER) != (fault.kind.name == "duplicate_contact_id")
    assert (fault.record.contact_id in clean) == (fault.kind.name == "duplicate_contact_id")


def test_duplicate_comes_after_the_row_that_it_repeats() -> None:
    records = random_records(5, 200)
    for table in make_tables(records, make_faults(records, 5), seed=5):
        references = [row.contact_id for row in table.rows]
        for row in (row for row in table.rows if row.fault == "duplicate_contact_id"):
            assert references.index(row.contact_id) < table.rows.index(row)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.cells], ids=lambda kind: kind.name)
def test_spoiled_cells_are_written_as_they_stand(kind) -> None:
    row = next(row for row in rows() if row.fault == kind.name)
    assert set(kind.cells.values()) <= set(row.cells)
    assert isinstance(row, LogRow)


@pytest.mark.parametrize("text", FAULTY_TEXTS)
def test_faulty_texts_stand_in_faulty_rows_alone(text: str) -> None:
    holders = {row.fault for row in rows() for cell in row.cells if text in str(cell)}
    assert holders
    assert None not in holders
