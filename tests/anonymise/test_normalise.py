"""Each row: a field, a value as found, and what is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.contract.fields import FieldKind, Problem, fields
from expectations.contract.logs import NOT_RECORDED, SourceForm
from expectations.contract.vocabulary import vocabularies
from tasks.anonymise.normalise import MAX_LENGTH, normalise
from tasks.anonymise.times import read_time

FOLDED = [
    ("gender", "woman", "woman"),
    ("gender", "F", "woman"),
    ("gender", " Female ", "woman"),
    ("gender", "FEMALE\u00a0", "woman"),
    ("gender", "fe\u200bmale", "woman"),
    ("gender", "عورت", "woman"),
    ("gender", "  ", None),
    ("gender", "\u200b", None),
    ("gender", "femal", "!unknown:woman"),
    ("gender", "xyzzy", "!unknown"),
    ("gender", "<b>woman</b>", "!unknown"),
    ("gender", "{{ 7 * 7 }}", "!unknown"),
    ("gender", "{% for x in y %}", "!unknown"),
    ("gender", "=1+1", "!formula"),
    ("gender", '=HYPERLINK("http://example.org","x")', "!formula"),
    ("gender", "+woman", "!formula"),
    ("gender", "-woman", "!formula"),
    ("gender", "@SUM(A1)", "!formula"),
    ("gender", "\twoman", "!formula"),
    ("gender", "＝woman", "!formula"),
    ("gender", "0300-1234567", "!identifier"),
    ("gender", "+92 300 1234567", "!identifier"),
    ("gender", "٠٣٠٠١٢٣٤٥٦٧", "!identifier"),
    ("gender", "03\u200b001234567", "!identifier"),
    ("gender", "woman 0300 1234567", "!identifier"),
    ("gender", "35202-1234567-1", "!identifier"),
    ("gender", "PK36SCBL0000001123456702", "!identifier"),
    ("gender", "490154203237518", "!identifier"),
    ("gender", "someone@example.org", "!identifier"),
    ("gender", "someone (at) example.org", "!identifier"),
    ("gender", "https://example.org/profile", "!identifier"),
    ("gender", "facebook.com/profile", "!identifier"),
    ("gender", "@some_handle", "!identifier"),
    ("gender", "w" * (MAX_LENGTH + 1), "!too_long"),
    ("kind", "N", "new"),
    ("kind", "follow up", "follow_up"),
    ("within_fia_remit", "TRUE", "yes"),
    ("platforms", "fb; Whats app", "facebook;whatsapp"),
    ("platforms", "whatsapp;facebook;FB;", "facebook;whatsapp"),
    ("platforms", "facebook؛ whatsapp", "facebook;whatsapp"),
    ("platforms", ";", None),
    ("platforms", "Facebook, WhatsApp", "facebook;whatsapp"),
    ("platforms", "fb / wa", "facebook;whatsapp"),
    ("platforms", "Facebook/Messenger", "facebook;messenger"),
    ("platforms", "insta\nFacebook; sms", "facebook;instagram;sms"),
    ("platforms", "Facebook، واٹس ایپ", "!unknown"),
    ("platforms", "Facebook, Orkut", "!unknown"),
    ("platforms", "fb/0300-1234567", "!identifier"),
    ("platforms", "facebook.com/whatsapp", "!identifier"),
    ("platforms", "n/a", None),
    ("gender", "woman / man", "!unknown"),
    ("received_at", "day_first,\x1f03/04/18", "2018-04-03"),
    ("received_at", "day_first,\x1f-", None),
    ("received_at", "day_first,\x1f0300-1234567", "!identifier"),
    ("received_at", "nonsense\x1f03/04/2018", "!invalid"),
    ("platforms", "facebook;faceboook", "!unknown:facebook"),
    ("platforms", "facebok;=1;@some_one", "!identifier"),
    ("platforms", "facebok;=1", "!formula"),
    ("age", "25", "21-25"),
    ("age", "25.0", "21-25"),
    ("age", "۲۵", "21-25"),
    ("age", "5", "under_18"),
    ("age", "110", "over_50"),
    ("age", "18-20", "18-20"),
    ("age", "under 18", "under_18"),
    ("age", "<18", "under_18"),
    ("age", "50+", "over_50"),
    ("age", "4", "!out_of_range"),
    ("age", "111", "!out_of_range"),
    ("age", "-1", "!out_of_range"),
    ("age", "−1", "!out_of_range"),
    ("age", "999", "!out_of_range"),
    ("age", "1820", "!out_of_range"),
    ("age", "03001234567", "!identifier"),
    ("age", "25.5", "!invalid"),
    ("age", "adult", "!invalid"),
    ("age", "=25", "!formula"),
    ("city", "LHR", "lahore"),
    ("city", "لاہور", "lahore"),
    ("city", "Lahor", "other"),
    ("city", "Timbuktu", "other"),
    ("city", "0300 1234567", "!identifier"),
    ("city", "+cmd", "!formula"),
    ("city", "<script>", "!unknown"),
    ("city", "{{x}}", "!unknown"),
    ("city", "42", "!unknown"),
    ("city", "4/2-1", "!unknown"),
    ("city", "x", "!unknown"),
    ("city", "(!)", "!unknown"),
    ("city", "she did not tell us where she lives", "!unknown"),
    ("city", "Chak 42 near Burewala", "other"),
    ("city", "Toba Tek Singh", "other"),
    ("perpetrator", "unknown", "unknown"),
    ("perpetrator", "Not known", "unknown"),
    ("referrals", "nil", "none"),
    ("suicidal_ideation", "None", "none"),
    ("platforms", "none", "none"),
    ("platforms", "facebook; n/a", "facebook"),
    ("case_ref", "N/A-2018-12", "N/A-2018-12"),
    ("contact_id", "C-000123", "C-000123"),
    ("contact_id", " e-۰۰۰۰۴۵ ", "E-000045"),
    ("contact_id", "000123", "000123"),
    ("contact_id", "2018/11 (b)", "!invalid"),
    ("contact_id", "2018/11 (b)\x1f", "2018/11 (B)"),
    ("contact_id", "0300-1234567\x1f", "!identifier"),
    ("contact_id", "-\x1f", None),
    ("contact_id", "=A1", "!formula"),
    ("contact_id", "C-03001234567", "!identifier"),
    ("contact_id", "someone@example.org", "!identifier"),
    ("case_ref", "h-2018-00012 ", "H-2018-00012"),
    ("case_ref", "H 2018/۱۲", "H2018/12"),
    ("case_ref", "0300-1234567", "!identifier"),
    ("case_ref", "35202-1234567-1", "!identifier"),
    ("case_ref", "=A1", "!formula"),
    ("case_ref", "{{x}}", "!invalid"),
    ("received_at", "2018-11-02 10:15", "2018-11-02 10:15"),
    ("received_at", "yesterday", "!invalid"),
    ("received_at", "0300-1234567", "!identifier"),
    ("received_at", "=NOW()", "!formula"),
]

TIMES = [
    ("2018-11-02T10:15", "2018-11-02 10:15"),
    ("2018-11-02 10:15:59", "2018-11-02 10:15"),
    ("2018-11-02 10:15:59.123", "2018-11-02 10:15"),
    ("2018-11-02T10:15:00+05:00", "2018-11-02 10:15"),
    ("2018-11-02T10:15Z", "2018-11-02 15:15"),
    ("2018-11-30T20:15:00+00", "2018-12-01 01:15"),
    ("2018-11-02 10:15-0330", "2018-11-02 18:45"),
    ("02-11-2018 10:15", "2018-11-02 10:15"),
    ("02/11/2018 10:15", "2018-11-02 10:15"),
    ("02.11.2018", "2018-11-02"),
    ("2-1-2018", "2018-01-02"),
    ("02 Nov 2018", "2018-11-02"),
    ("2 November 2018 9:05", "2018-11-02 09:05"),
    ("02-Nov-2018 1:05 PM", "2018-11-02 13:05"),
    ("02-11-2018 12:05 am", "2018-11-02 00:05"),
    ("31-02-2018", None),
    ("13/14/2018", None),
    ("11/13/2018", None),
    ("2018-13-01", None),
    ("2018-11-02 24:15", None),
    ("2018-11-02 10:75", None),
    ("02-11-18", None),
    ("2018-11", None),
    ("02-11/2018", None),
    ("2 Nonsense 2018", None),
    ("13:15 PM", None),
    ("3rd March 2018", "2018-03-03"),
    ("1st of March, 2018", "2018-03-01"),
    ("March 3rd, 2018 at 9:05", "2018-03-03 09:05"),
    ("Saturday, 3 Sept. 2018", "2018-09-03"),
    ("Thurs 3-Mar-18", "2018-03-03"),
    ("3 Mar '18", "2018-03-03"),
    ("3 مارچ 2018", "2018-03-03"),
    ("3 جولائي 2018", "2018-07-03"),
    ("3 Ma 2018", None),
    ("31st June 2018", None),
    ("03/04/18", None),
    ("43162", None),
]
DECLARED = [
    ("day_first", None, "03/04/18", "2018-04-03"),
    ("day_first", None, "3.4.18 10:15", "2018-04-03 10:15"),
    ("day_first", None, "2018-04-03", "2018-04-03"),
    ("day_first", None, "04/13/2018", None),
    ("month_first", None, "03/04/18", "2018-03-04"),
    ("month_first", None, "11/13/2018 1:05 PM", "2018-11-13 13:05"),
    ("month_first", None, "3rd March 2018", "2018-03-03"),
    ("month_first", None, "13/11/2018", None),
    ("year_first", None, "18/4/3", "2018-04-03"),
    (None, 1900, "43162", "2018-03-03"),
    (None, 1900, "43162.4270833", "2018-03-03 10:15"),
    (None, 1904, "41700", "2018-03-03"),
    (None, 1900, "03/04/18", None),
]


@pytest.mark.parametrize(("field", "raw", "kept"), FOLDED)
def test_value(field: str, raw: str, kept: str | None) -> None:
    assert normalise(fields()[field], raw).value == kept


WORDS = ["not recorded", "N/A", "na", " - ", "--", "?", "Unknown", "NIL", "none given", "نامعلوم", "معلوم نہیں", "n.a."]
OWN = {("perpetrator", "Unknown"), ("referrals", "NIL"), ("suicidal_ideation", "NIL")}
"""Where such a word is an answer of the field's own."""


@pytest.mark.parametrize("raw", WORDS)
@pytest.mark.parametrize("field", fields())
def test_a_word_for_not_recorded_is_no_value_of_any_field(field: str, raw: str) -> None:
    normalised = normalise(fields()[field], raw)
    assert ((normalised.value, normalised.hint) == (None, NOT_RECORDED)) == ((field, raw) not in OWN)


@pytest.mark.parametrize(("raw", "hint"), [("Lahor", "lahore"), ("Timbuktu", None), ("lahore", None)])
def test_near_place_is_a_hint_only(raw: str, hint: str | None) -> None:
    assert normalise(fields()["city"], raw).hint == hint


@pytest.mark.parametrize(("text", "time"), TIMES)
def test_time(text: str, time: str | None) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(("dates", "serials", "text", "time"), DECLARED)
def test_time_of_a_source_that_says_how_it_is_written(dates, serials, text: str, time: str | None) -> None:
    assert read_time(text, SourceForm(dates=dates, serials=serials)) == time


def test_every_spelling_of_the_contract_becomes_its_key() -> None:
    for field in fields().values():
        if field.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.CITY, FieldKind.AGE):
            for category in field.vocabulary:
                for spelling in (category.key, category.label, *category.aliases):
                    assert normalise(field, spelling).value == category.key, (field.name, category.key)


HOSTILE = st.one_of(
    st.text(max_size=600),
    st.text("0123456789٠۱+-@=;:/. \t\u200bCE<>{}ap", max_size=40),
    st.sampled_from([alias for v in vocabularies().values() for c in v for alias in (c.label, *c.aliases)]),
)
PROBLEMS = {str(problem) for problem in Problem}
CLOSED = [f for f in fields().values() if f.kind not in (FieldKind.REFERENCE, FieldKind.CASE, FieldKind.TIMESTAMP)]


@given(field=st.sampled_from(CLOSED), raw=HOSTILE)
def test_any_text_becomes_a_key_or_nothing_or_a_problem(field, raw: str) -> None:
    normalised = normalise(field, raw)
    keys = set(field.vocabulary.keys)
    if normalised.value and normalised.value.startswith("!"):
        problem, _, key = normalised.value.partition(":")
        assert problem in PROBLEMS
        assert key in {"", *keys}
    else:
        assert set((normalised.value or "").split(";")) <= {"", *keys}
    assert normalised.hint in {None, NOT_RECORDED, *keys}


@given(field=st.sampled_from([f for f in fields().values() if f not in CLOSED]), raw=HOSTILE)
def test_any_text_becomes_a_reference_or_time_or_a_problem(field, raw: str) -> None:
    value = normalise(field, raw).value
    assert value is None or value in PROBLEMS or not value.startswith("!")
