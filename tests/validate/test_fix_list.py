"""The list that staff mend their logs by."""

import stat

import openpyxl
import pytest

from expectations.contract.fields import fields
from tasks.validate import validate
from tasks.validate.fix_list import HEADINGS, SHOWN, allowed_values
from tests.validate.intakes import make_intake, records

CALLS = records(
    {},
    {"gender": "!unknown:woman", "age_band": "!out_of_range"},
    {"city": "other", "city_hint": "lahore"},
    {"contact_id": "!formula"},
    {"platforms": "!unknown"},
)
LINES = [
    ("calls.xlsx", "2018", 3, "C-000002", "Gender", "critical", "Women"),
    ("calls.xlsx", "2018", 3, "C-000002", "Age", "critical", None),
    ("calls.xlsx", "2018", 4, "C-000003", "City", "warning", "Lahore"),
    ("calls.xlsx", "2018", 5, None, "Contact reference", "critical", None),
    ("calls.xlsx", "2018", 6, "C-000005", "Platforms", "critical", None),
]


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("listed")
    emails = records({"kind": None, "contact_id": "=1+1"}, log="emails")
    return validate(make_intake(folder, [*CALLS, *emails]), folder, folder / "private")


@pytest.fixture(scope="module")
def book(listed):
    return openpyxl.load_workbook(listed.fix_list)


def test_sheets(book):
    assert book.sheetnames == ["How to use", "Calls", "E-mails", "Allowed values"]


def test_lines_name_file_sheet_row_field_and_suggestion(book):
    rows = list(book["Calls"].iter_rows(values_only=True))
    assert rows[0] == tuple(HEADINGS)
    assert [(*row[:5], row[6], row[8]) for row in rows[1:]] == LINES
    assert book["Calls"].freeze_panes == "A2"
    assert book["Calls"].auto_filter.ref == "A1:I6"


def test_reference_that_is_none_is_left_out(book):
    rows = [row[:5] for row in book["E-mails"].iter_rows(min_row=2, values_only=True)]
    assert rows == [("emails.csv", None, 2, None, name) for name in ("Kind of contact", "Contact reference")]


def test_counts_by_rule_stand_in_front(book):
    rows = {row[:2]: row[2:5] for row in book["How to use"].iter_rows(min_row=11, values_only=True)}
    assert rows["Gender", "The value is none of those allowed."] == ("critical", 1, 0)
    assert rows["Kind of contact", "A value is needed, and the cell holds none."] == ("critical", 0, 1)
    assert len(rows) == 7


@pytest.mark.parametrize("name", fields())
def test_allowed_values_are_said_or_listed(book, name):
    listed = {row[0]: row[1:] for row in zip(*book["Allowed values"].iter_rows(values_only=True), strict=True)}
    field, said = fields()[name], allowed_values(name)
    assert said
    if "see the sheet" in said:
        labels = [label for label in listed[field.title] if label]
        assert labels == [category.label for category in field.vocabulary]
        assert len(labels) > SHOWN


def test_only_its_owner_may_read_it(listed):
    for path in (listed.fix_list, listed.fix_list.with_name("quality.html")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(listed.fix_list.parent.stat().st_mode) == 0o700


def test_the_same_logs_give_the_same_bytes_and_clean_ones_no_list(tmp_path):
    intake = make_intake(tmp_path, CALLS)
    once = validate(intake, tmp_path, tmp_path / "private").fix_list.read_bytes()
    assert validate(intake, tmp_path, tmp_path / "private").fix_list.read_bytes() == once
    clean = validate(make_intake(tmp_path, records({})), tmp_path, tmp_path / "private")
    assert clean.fix_list is None
    assert not (tmp_path / "private" / "fix_list.xlsx").exists()
