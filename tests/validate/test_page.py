"""The quality page: self-contained, and true to the counts."""

import re

import pytest

from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity
from tasks.validate.result import write_page


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
