"""The committed sample logs: made by the generator, small, and with nothing in them that could be a person's."""

import csv
import zipfile
from pathlib import Path

import pytest

from expectations.contract.fields import NEVER_READ, headings
from expectations.contract.spelling import squash
from flows.settings import SAMPLE_PERIOD
from tests.sample_logs.bundled import CALLS, EMAILS, FOLDER, sample_tables, write_sample
from tests.sample_logs.design import design
from tests.sample_logs.logs import COLUMNS, PLACEHOLDER, UNKNOWN_HEADING, LogTable

MOST_BYTES = 400_000
TABLES = [("calls", "2016"), ("calls", "2017"), ("calls", "2018"), ("emails", "emails")]


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def column(table: LogTable, heading: str) -> list[object]:
    place = table.headings.index(heading)
    return [row.cells[place] for row in table.rows]


def test_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    calls, emails = write_sample(tmp_path)
    # Members, not the archive: another build of zlib may pack the same sheet into other bytes.
    assert members(calls) == members(FOLDER / CALLS)
    assert emails.read_bytes() == (FOLDER / EMAILS).read_bytes()


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_sample(tmp_path / "a"), write_sample(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("name", [CALLS, EMAILS])
def test_files_are_small(name: str) -> None:
    assert (FOLDER / name).stat().st_size < MOST_BYTES


def test_workbook_has_a_sheet_a_year() -> None:
    assert [(table.log, table.name) for table in sample_tables()] == TABLES


def test_takeover_scams_have_a_column_only_in_logs_kept_since_they_were_asked() -> None:
    asked = {table.name for table in sample_tables() if "takeover_scam" in {field_of(h) for h in table.headings}}
    assert asked == {"2018", "emails"}


def field_of(heading: str) -> str | None:
    return headings().get(squash(heading))


def test_the_program_knows_the_months_of_the_sample() -> None:
    assert [plan.month for plan in design().months] == list(map(str, SAMPLE_PERIOD))


@pytest.mark.parametrize("name", [name for _, name in TABLES])
def test_columns_that_must_not_be_read_hold_obvious_placeholders(name: str) -> None:
    table = next(table for table in sample_tables() if table.name == name)
    unread = [heading for heading in table.headings if field_of(heading) is None]
    assert unread == [*COLUMNS[table.log], UNKNOWN_HEADING]
    for heading in unread:
        filled = [cell for cell in column(table, heading) if cell is not None]
        assert filled, f"nothing to leak in {heading}"
        assert all(str(cell).startswith(PLACEHOLDER) for cell in filled)


def test_every_kind_of_identifying_column_is_in_one_of_the_logs() -> None:
    assert {name for names in COLUMNS.values() for name in names} == set(NEVER_READ)


def test_placeholders_stand_in_no_other_column() -> None:
    allowed = [
        cell
        for table in sample_tables()
        for heading in table.headings
        if field_of(heading)
        for cell in column(table, heading)
    ]
    assert not [cell for cell in allowed if PLACEHOLDER in str(cell)]


def test_csv_reads_back() -> None:
    with (FOLDER / EMAILS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) - 1 == len(sample_tables()[-1].rows)
    assert {len(row) for row in rows} == {len(sample_tables()[-1].headings)}
