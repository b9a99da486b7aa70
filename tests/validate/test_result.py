"""Each rule with a record that breaks it, and the accounts of the whole."""

import json

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.contract.fields import Problem, fields
from expectations.contract.vocabulary import vocabularies
from expectations.rules import asked_fields, missing_rule, record_rules
from tasks.model.errors import LogError, QualityError, ReconcileError
from tasks.model.quality import Severity, quality_from_json, quality_json
from tasks.model.records import Intake
from tasks.storage.sql import COLUMNS
from tasks.validate import enforce_gate, validate
from tests.accepted import accepted
from tests.validate.intakes import make_intake, records

FOLLOW_UP = {"kind": "follow_up"}

CRITICAL = [
    # Rule, field, what breaks it, what is nearly the same and does not
    ("needed", "contact_id", {"contact_id": None}, {"contact_id": "C-9"}),
    ("needed", "received_at", {"month": None}, {"month": "2018-10", "weekday": None, "hour": None}),
    ("needed", "kind", {"kind": None}, FOLLOW_UP),
    ("vocabulary", "kind", {"kind": "!unknown"}, FOLLOW_UP),
    ("vocabulary", "gender", {"gender": "!unknown:woman"}, {"gender": None}),
    ("vocabulary", "gender", {"gender": "not of the contract"}, {"gender": "transgender"}),
    ("vocabulary", "gender", {"gender": "!future"}, {"gender": "man"}),
    ("vocabulary", "platforms", {"platforms": "facebook;!unknown:tiktok"}, {"platforms": "facebook;tiktok"}),
    ("vocabulary", "platforms", {"platforms": "!unknown"}, {"platforms": None}),
    ("vocabulary", "age", {"age_band": "!unknown"}, {"age_band": "under_18"}),
    ("vocabulary", "city", {"city": "!unknown"}, {"city": "other"}),
    ("formula", "gender", {"gender": "!formula"}, {}),
    ("formula", "case_ref", {"case": "!formula"}, {}),
    ("identifier", "city", {"city": "!identifier"}, {}),
    ("identifier", "referrals", {"referrals": "!identifier"}, {}),
    ("too_long", "heard_from", {"heard_from": "!too_long"}, {}),
    ("reference_form", "contact_id", {"contact_id": "!invalid"}, {"contact_id": "C-900007"}),
    ("reference_form", "contact_id", {"contact_id": "C 7"}, {"contact_id": "E-7"}),
    ("reference_form", "case_ref", {"case": "CASE 12"}, {}),
    ("date_form", "received_at", {"month": "!invalid"}, {}),
    ("date_form", "received_at", {"month": "11/2018"}, {}),
    ("date_in_future", "received_at", {"month": "!future"}, {}),
    ("date_before_start", "received_at", {"month": "!before_start"}, {"month": "2016-12", "takeover_scam": None}),
    ("age_form", "age", {"age_band": "!invalid"}, {}),
    ("age_range", "age", {"age_band": "!out_of_range"}, {"age_band": "over_50"}),
    ("follow_up_case", "case_ref", FOLLOW_UP | {"case": None}, {"case": None}),
    (
        "secondary_differs",
        "secondary_case_type",
        {"secondary_case_type": "blackmailing"},
        {"secondary_case_type": None},
    ),
    ("fia_referral_named", "fia_referral", {"referrals": "police"}, {"referrals": "police", "fia_referral": None}),
    ("fia_referral_named", "fia_referral", {"referrals": None}, {"referrals": "fia"}),
    ("city_in_province", "city", {"province": "sindh"}, {"province": "sindh", "city": "other"}),
    ("city_in_province", "city", {"province": "abroad"}, {"province": None}),
    ("city_in_province", "city", {"city": "islamabad"}, {"city": "islamabad", "province": "islamabad"}),
    (
        "city_in_province",
        "city",
        {"city": "parachinar"},
        {"city": "parachinar", "province": "khyber_pakhtunkhwa"},
    ),
    ("none_alone", "platforms", {"platforms": "facebook;none"}, {"platforms": "none"}),
    ("none_alone", "referrals", {"referrals": "fia;none"}, {"referrals": "none", "fia_referral": None}),
    ("contact_id_unique", "contact_id", {"contact_id": "C-000001"}, {"contact_id": "C-900111"}),
]
WARNINGS = [
    ("case_opened_once", "case_ref", {"case": f"{0:032x}"}, FOLLOW_UP | {"case": f"{0:032x}"}),
    ("asked_since", "gender", {"gender": "non_binary", "month": "2017-11", "takeover_scam": None}, {}),
    ("asked_since", "takeover_scam", {"month": "2018-08"}, {"month": "2018-09"}),
    ("not_recorded", "city", {"city": None, "not_recorded": "city"}, {"city": None}),
    ("city_near_miss", "city", {"city": "other", "city_hint": "lahore"}, {"city": "other"}),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """All records of the tables above in one log: what the fix list says of each row, and the rows accepted."""
    folder = tmp_path_factory.mktemp("table")
    changes = [change for _, _, bad, good in (*CRITICAL, *WARNINGS) for change in (bad, good)]
    verdict = _validate(folder, records({}, *changes))
    return _listed(verdict.fix_list), _rows(verdict)


@pytest.mark.parametrize(("position", "rule", "field"), [(i, *line[:2]) for i, line in enumerate(CRITICAL)])
def test_record_that_breaks_a_rule_is_set_aside(table, position, rule, field):
    listed, passed = table
    bad, good = 3 + 2 * position, 4 + 2 * position
    assert listed[bad] == {(rule, field, "critical")}
    assert bad not in passed
    assert good not in listed
    assert good in passed


@pytest.mark.parametrize(("position", "rule", "field"), [(i, *line[:2]) for i, line in enumerate(WARNINGS)])
def test_record_with_a_warning_stays(table, position, rule, field):
    listed, passed = table
    bad, good = (3 + 2 * (len(CRITICAL) + position) + i for i in (0, 1))
    assert listed[bad] == {(rule, field, "warning")}
    assert good not in listed
    assert {bad, good} <= set(passed)


def test_every_field_has_its_rules_and_every_rule_is_proved():
    proved = {(rule, field) for rule, field, _, _ in (*CRITICAL, *WARNINGS)}
    about = {field: {rule.id for rule in record_rules() if field in rule.fields} for field in fields()}
    for field in fields():
        assert about[field] >= {"formula", "identifier", "too_long"}
        assert field in ("contact_id", "received_at", "case_ref") or "vocabulary" in about[field]
    assert {rule.id for rule in record_rules()} == {rule for rule, _ in proved}
    assert len({rule.title for rule in record_rules()}) == len({rule.id for rule in record_rules()})
    assert all(rule.title.endswith(".") and rule.remedy.endswith(".") for rule in (*record_rules(), missing_rule()))
    assert {rule.id for rule in record_rules() if rule.severity == "warning"} == {rule for rule, *_ in WARNINGS}


def test_every_field_refuses_problems_and_what_its_vocabulary_does_not_know(tmp_path):
    problems = [
        ("vocabulary", f, "!unknown") for rule in record_rules() if rule.id == "vocabulary" for f in rule.fields
    ]
    everywhere = (Problem.FORMULA, Problem.IDENTIFIER, Problem.TOO_LONG)
    problems += [(problem.value[1:], name, problem.value) for problem in everywhere for name in fields()]
    verdict = _validate(tmp_path, records({}, *({COLUMNS.get(name, name): mark} for _, name, mark in problems)))
    listed = _listed(verdict.fix_list)
    assert [listed[row] for row in range(3, 3 + len(problems))] == [
        {(rule, name, "critical")} for rule, name, _ in problems
    ]


def test_record_with_two_faults_is_set_aside_once_and_counts_under_both(tmp_path):
    verdict = _validate(tmp_path, records({}, {"gender": "!unknown", "age_band": "!out_of_range"}))
    assert _broken(verdict) == {("vocabulary", "gender", 1), ("age_range", "age", 1)}
    assert verdict.quality.set_aside["calls"] == 1


def test_first_of_a_repeated_reference_is_kept_and_the_logs_are_apart(tmp_path):
    calls = records({}, {"contact_id": "C-000001"}, {"contact_id": "C-000001"})
    emails = records({"contact_id": "C-000001"}, log="emails")
    verdict = _validate(tmp_path, [*emails, *calls])
    assert verdict.quality.set_aside == {"calls": 2, "emails": 0}
    assert _rows(verdict) == [2, 2]


def test_case_that_moves_between_channels_is_reported_where_it_came_in_later(tmp_path):
    verdict = _validate(tmp_path, [*records({"month": "2018-11"}), *records({"case": f"{0:032x}"}, log="emails")])
    assert [(r.rule, r.log, r.records) for r in verdict.quality.rules] == [("case_opened_once", "emails", 1)]


def test_accepted_are_the_contacts_without_a_critical_breach(tmp_path):
    intake = make_intake(tmp_path, records({}, {"gender": "!unknown"}))
    verdict = validate(intake, tmp_path, tmp_path / "private")
    assert accepted(verdict).to_pylist() == pq.read_table(intake.records).to_pylist()[:1]


def test_missing_counts_accepted_new_contacts_that_were_asked(tmp_path):
    rows = records(
        {"age_band": None},
        {"age_band": None, "gender": "!unknown"},
        {"age_band": None, "kind": "follow_up"},
        {"month": "2018-08", "takeover_scam": None},
        {"takeover_scam": None},
        {"referrals": "police", "fia_referral": None},
    )
    quality = _validate(tmp_path, rows).quality
    found = {each.field: (each.missing, each.asked) for each in quality.missing if each.log == "calls"}
    assert found["age"] == (1, 4)
    assert found["takeover_scam"] == (1, 3)
    assert found["fia_referral"] == (0, 3)
    assert set(found) == {f.name for f in asked_fields()}
    warned = {(r.field, r.records) for r in quality.rules if r.rule == "missing_share"}
    assert warned == {("age", 1), ("takeover_scam", 1)}


@pytest.mark.parametrize(("city", "missing"), [("lahore", 0), ("parachinar", 0), ("other", 1), (None, 1)], ids=str)
def test_a_province_that_the_city_tells_is_not_missing(tmp_path, city, missing):
    quality = _validate(tmp_path, records({"province": None, "city": city})).quality
    assert [e.missing for e in quality.missing if (e.log, e.field) == ("calls", "province")] == [missing]


@pytest.mark.parametrize(("missing", "warned"), [(5, False), (6, True)])
def test_missing_share_at_its_limit(tmp_path, missing, warned):
    quality = _validate(tmp_path, records(*[{}] * (100 - missing), *[{"age_band": None}] * missing)).quality
    assert any(r.rule == "missing_share" and r.severity is Severity.WARNING for r in quality.rules) is warned


@pytest.mark.parametrize(("bad", "passed"), [(2, True), (3, False)])
def test_gate_at_its_edge(tmp_path, bad, passed):
    verdict = _validate(tmp_path, records(*[{"gender": "!unknown"}] * bad, *[{}] * (100 - bad)))
    assert verdict.quality.passed is passed
    if passed:
        enforce_gate(verdict.quality, verdict.fix_list)
        return
    with pytest.raises(QualityError) as refusal:
        enforce_gate(verdict.quality, verdict.fix_list)
    assert str(refusal.value) == (
        "3 of 100 records (3.0%) had to be set aside; the limit is 2.0%. By log: calls 3 of 100, emails 0 of 0.\n"
        "Most often: gender: The value is none of those allowed. (3)\n"
        "Where: calls.xlsx, sheet 2018, row 2; calls.xlsx, sheet 2018, row 3; calls.xlsx, sheet 2018, row 4\n"
        f"To do: Mend the records listed in {verdict.fix_list} and run again."
    )


def test_gate_names_ten_records_and_how_many_more(tmp_path):
    verdict = _validate(tmp_path, records(*[{"gender": "!unknown"}] * 14))
    with pytest.raises(QualityError, match="and 4 more") as refusal:
        enforce_gate(verdict.quality, verdict.fix_list)
    assert refusal.value.where.count("row") == 10


def test_no_records_do_not_pass(tmp_path):
    with pytest.raises(LogError, match="no records"):
        _validate(tmp_path, [])


def test_lost_records_stop_the_build(tmp_path):
    intake = make_intake(tmp_path, records({}, {}))
    short = Intake(intake.records, intake.sources, {"calls": 3, "emails": 0})
    with pytest.raises(ReconcileError):
        validate(short, tmp_path, tmp_path / "private")


def test_statement_is_the_same_twice_and_reads_back(tmp_path):
    rows = [*records({"gender": "!unknown"}, {"age_band": None}, {"city": "!identifier"}), *records({}, log="emails")]
    once, twice = (_validate(tmp_path / name, rows).quality for name in ("once", "twice"))
    assert json.dumps(quality_json(once)) == json.dumps(quality_json(twice))
    assert quality_from_json(json.loads(json.dumps(quality_json(once)))) == once
    assert once.unknown_columns == {"emails.csv": (4, 9)}
    assert not any("row" in part for part in quality_json(once))


PROBLEMS = [problem.value for problem in Problem]
VALUES = {
    COLUMNS.get(name, name): st.sampled_from([None, *f.vocabulary.keys, *PROBLEMS])
    for name, f in fields().items()
    if (f.vocabulary_name or f.name) in vocabularies()
}
RANDOM = st.fixed_dictionaries(
    {
        "log": st.sampled_from(["calls", "emails"]),
        "contact_id": st.sampled_from([None, "C-1", "C-2", "C-3", *PROBLEMS]),
        "case": st.sampled_from([None, f"{0:032x}", f"{1:032x}"]),
        "month": st.sampled_from([None, "2017-01", "2018-11", *PROBLEMS]),
        "city_hint": st.sampled_from([None, "lahore"]),
        "not_recorded": st.sampled_from([None, "city", "gender;city"]),
    },
    optional=VALUES,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RANDOM, min_size=1, max_size=60))
def test_read_is_accepted_and_set_aside(tmp_path, changes):
    rows = [row | {"source": 0 if row["log"] == "calls" else 1} for row in records(*changes)]
    quality = _validate(tmp_path, rows).quality
    for log in ("calls", "emails"):
        assert quality.read[log] == sum(change["log"] == log for change in changes)
        assert quality.read[log] == quality.accepted[log] + quality.set_aside[log]
        worst = max((r.records for r in quality.rules if r.log == log and r.severity is Severity.CRITICAL), default=0)
        assert worst <= quality.set_aside[log]


def _validate(folder, rows):
    return validate(make_intake(folder, rows), folder, folder / "private")


def _listed(fix_list):
    """From each row of the calls to the rules, fields and severities that the list names."""
    rules = {rule.title: rule.id for rule in record_rules()}
    names = {f.title: f.name for f in fields().values()}
    listed = {}
    for line in openpyxl.load_workbook(fix_list)["Calls"].iter_rows(min_row=2, values_only=True):
        _, _, row, _, field, title, severity, *_ = line
        listed.setdefault(row, set()).add((rules[title], names[field], severity))
    return listed


def _broken(verdict):
    return {(r.rule, r.field, r.records) for r in verdict.quality.rules if r.rule != "missing_share"}


def _rows(verdict):
    return sorted(accepted(verdict)["row"].to_pylist())
