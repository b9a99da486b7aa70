"""The list that staff mend their logs by, and the quality page: self-contained, and true to the counts."""

import re
import stat
from dataclasses import replace

import openpyxl
import pytest

from expectations.contract.fields import fields
from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity
from tasks.validate import validate
from tasks.validate.fix_list import MAX_LABELS, MAX_LINES_ON_PAGE, allowed_values
from tasks.validate.fix_list_files import FIX_LIST_PAGE, HEADINGS, read_fix_list
from tasks.validate.result import write_page
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
    intake = replace(make_intake(folder, [*CALLS, *emails]), unreadable={"contact_id": 2, "gender": 1, "age": 1})
    return validate(intake, folder, folder / "private")


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


def test_a_summary_stands_in_front_of_the_lines(book):
    """Values that could not be read, by field; then the rules that were broken."""
    rows = [row[:6] for row in book["How to use"].iter_rows(min_row=10, values_only=True)]
    end = rows.index((None,) * 6)
    assert rows[0][:3] == ("Field", "Values that could not be read", "Different")
    assert rows[1:end] == [
        ("Contact reference", None, 2, 1, 1, None),
        ("Gender", None, 1, 1, 0, "Women (1)"),
        ("Age", None, 1, 1, 0, None),
        ("Platforms", None, 0, 1, 0, None),
    ]
    rules = {row[:2]: row[2:5] for row in rows[end + 2 :]}
    assert rules["Gender", "The value is none of those allowed."] == ("critical", 1, 0)
    assert rules["Kind of contact", "A value is needed, and the cell holds none."] == ("critical", 0, 1)
    assert len(rules) == 7


def test_the_page_has_the_same_summary_and_the_first_lines_critical_ones_first(listed, tmp_path):
    page = read_fix_list(listed.fix_list.parent)
    assert (page.read, page.set_aside) == (6, 4)
    assert [(u.field, u.values, u.nearest) for u in page.unread][1] == ("Gender", 1, (("Women", 1),))
    assert [(line.row, line.severity) for line in page.lines["calls"]] == [
        *((row, "critical") for row in (3, 3, 5, 6)),
        (4, "warning"),
    ]
    many = [{"city": "other", "city_hint": "lahore"}] * MAX_LINES_ON_PAGE + [{"gender": "!unknown"}] * 2
    validate(make_intake(tmp_path, records(*many)), tmp_path, tmp_path / "private")
    page = read_fix_list(tmp_path / "private")
    assert page.listed == {"calls": MAX_LINES_ON_PAGE + 2, "emails": 0}
    assert len(page.lines["calls"]) == MAX_LINES_ON_PAGE
    assert [line.severity for line in page.lines["calls"]][:3] == ["critical", "critical", "warning"]


@pytest.mark.parametrize("name", fields())
def test_allowed_values_are_said_or_listed(book, name):
    listed = {row[0]: row[1:] for row in zip(*book["Allowed values"].iter_rows(values_only=True), strict=True)}
    field, said = fields()[name], allowed_values(name)
    assert said
    if "see the sheet" in said:
        labels = [label for label in listed[field.title] if label]
        assert labels == [category.label for category in field.vocabulary]
        assert len(labels) > MAX_LABELS


def test_only_its_owner_may_read_it(listed):
    for path in (listed.fix_list, *(listed.fix_list.with_name(name) for name in ("quality.html", FIX_LIST_PAGE))):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(listed.fix_list.parent.stat().st_mode) == 0o700


def test_the_same_logs_give_the_same_bytes_and_clean_ones_no_list(tmp_path):
    intake = make_intake(tmp_path, CALLS)
    once = validate(intake, tmp_path, tmp_path / "private").fix_list.read_bytes()
    assert validate(intake, tmp_path, tmp_path / "private").fix_list.read_bytes() == once
    clean = validate(make_intake(tmp_path, records({})), tmp_path, tmp_path / "private")
    assert clean.fix_list is None
    assert not (tmp_path / "private" / "fix_list.xlsx").exists()


def _page(tmp_path, set_aside=1, source="calls.xlsx"):
    quality = Quality(
        read={"calls": 1200, "emails": 0},
        accepted={"calls": 1200 - set_aside, "emails": 0},
        set_aside={"calls": set_aside, "emails": 0},
        rules=(
            RuleResult("vocabulary", "gender", "calls", Severity.CRITICAL, "What is wrong.", set_aside),
            RuleResult("missing_share", "age", "calls", Severity.WARNING, "Empty too often.", 300),
        ),
        missing=(FieldMissing("age", "calls", 1000, 300), FieldMissing("age", "emails", 0, 0)),
        unknown_columns={source: (3, 7)},
        gate=0.02,
        checks=99,
    )
    write_page(quality, tmp_path / "quality.html")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (tmp_path / "quality.html").read_text("utf-8")))


@pytest.mark.parametrize(
    "said",
    [
        "Accepted: 0.1% of the records were set aside, within the limit of 2.0%.",
        "Calls 1,200 1,199 1",
        "E-mails 0 0 0",
        "99 checks were made",
        "Gender What is wrong. Write one of the allowed values",
        "Age 300 of 1,000 30.0% 0 of 0 not asked",
        "calls.xlsx: column 3, 7",
    ],
)
def test_page_says(tmp_path, said):
    assert said in _page(tmp_path)


def test_page_says_that_the_gate_refused(tmp_path):
    assert "Refused: 5.0% of the records had to be set aside, above the limit of 2.0%." in _page(tmp_path, 60)


def test_page_needs_no_network_and_escapes_names(tmp_path):
    _page(tmp_path, source="<script>.csv")
    html = (tmp_path / "quality.html").read_text("utf-8")
    assert not re.search(r"<script|https?:|url\(|@import|src=|href=", html)
