"""What the engine settles by itself must be what Python would make of it."""

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from expectations.contract.fields import fields
from tasks.anonymise.normalise import normalise
from tasks.anonymise.sql_normalise import normalised_in_sql, western

ALIKE = st.text("CEH0123456789-/: T.", max_size=30)
TEMPLATES = st.one_of(
    ALIKE,
    st.from_regex(r"\A[CE]-\d{1,12}\Z"),
    st.from_regex(r"\A[A-Z]{1,3}-?\d{2,4}[-/]?\d{3,8}\Z"),
    st.from_regex(r"\A[12]\d{3}-[01]\d-[0-3]\d[ T][0-2]\d:[0-6]\d(:[0-6]\d(\.\d{1,6})?)?\Z"),
    st.from_regex(r"\A[12]\d{3}-[01]\d-[0-3]\d([ T][0-2]\d:[0-6]\d(:[0-6]\d)?Z)?\Z"),
    st.from_regex(r"\A[0-3]?\d([-/])[01]?\d\1[12]\d{3}( [0-2]\d:[0-6]\d)?\Z"),
    st.from_regex(r"\A[۰-۳][۰-۹]-[۰۱][۰-۹]-۲۰۱[۰-۹] [۰-۲][۰-۹]:[۰-۶][۰-۹]\Z"),
    st.from_regex(r"\A[ \u00a0]{0,2}[CE]-\d{1,9}[ \u00a0]{0,2}\Z"),
)


def normalised_value(field: str, text: str) -> str | None:
    return duckdb.execute(
        f"SELECT {normalised_in_sql(field)} FROM (SELECT {western('$text::VARCHAR')} AS {field})", {"text": text}
    ).fetchall()[0][0]


@pytest.mark.parametrize("field", ["contact_id", "received_at", "case_ref"])
@settings(deadline=None)
@given(text=TEMPLATES)
@example(text="03001234567")
@example(text="H-0300-123-4567")
@example(text="35202-1234567-1")
@example(text="PK36SCBL0000001123456702")
@example(text="490154203237518")
@example(text="29-02-2017 10:15")
@example(text="0300-1234567")
@example(text="N/A")
@example(text=" UNKNOWN ")
def test_sql_agrees_with_python(field: str, text: str) -> None:
    assert normalised_value(field, text) in (None, normalise(fields()[field], text).value)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("contact_id", "C-000123"),
        ("received_at", "2018-11-02 10:15"),
        ("received_at", "2018-11-02T10:15:59.5"),
        ("received_at", "02-11-2018 10:15"),
        ("received_at", "02/11/2018 10:15"),
        ("received_at", "2/1/2018 10:15"),
        ("received_at", "2018-11-02"),
        ("received_at", "2/1/2018"),
        ("received_at", "2018-11-02T22:15:00Z"),
        ("received_at", "۰۲-۱۱-۲۰۱۸ ۱۰:۱۵"),
        ("contact_id", " C-000123\u00a0"),
        ("case_ref", "H-2018-00012 "),
        ("case_ref", "H-2018-00012"),
        ("case_ref", "HL00012345"),
    ],
)
def test_common_spellings_are_settled_by_the_engine(field: str, text: str) -> None:
    assert normalised_value(field, text) is not None
