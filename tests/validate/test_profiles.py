"""What Great Expectations gets to see: little, however many records there are, and nothing but keys and problems."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.contract.fields import Problem, fields
from expectations.rules import Profile, record_rules
from tasks.storage.engine import DUCKDB, connect
from tasks.storage.sql import COLUMNS
from tasks.validate.profiles import profile_queries, take_profile
from tests.validate.intakes import SCHEMA, make_intake, records

PLANTED = "PLACEHOLDER-NAME 0300-0000000"


def test_size_does_not_grow_with_the_rows(tmp_path):
    small, large = (_profile(_random(tmp_path / str(size), size)) for size in (1_000, 100_000))
    assert len(large) == len(small)
    assert large["records"].sum() > 50 * small["records"].sum()


@pytest.mark.parametrize("name", fields())
def test_no_text_that_is_no_key_gets_into_a_profile(tmp_path, name):
    profile = _profile(make_intake(tmp_path, records({}, {COLUMNS.get(name, name): PLANTED})).records)
    assert not profile.astype(str).apply(lambda column: column.str.contains("PLACEHOLDER")).any(axis=None)
    found = set(profile[(profile.profile == Profile.VALUES) & (profile.field == name)].value)
    assert found & {Problem.UNKNOWN.value, Problem.INVALID.value}


def test_every_rule_has_a_profile_of_its_fields():
    offered = {(query.profile, query.field) for query in profile_queries()}
    assert {(rule.profile, name) for rule in record_rules() for name in rule.fields} <= offered


def _profile(path):
    with connect(DUCKDB, path.parent) as database:
        database.read("contacts", path)
        return take_profile(database)


def _random(folder, size):
    """Few values of each column, so that a thousand records already show every combination that there is."""
    draw = random.Random(1)
    choices = {
        "gender": ["woman", "transgender", None, "!unknown"],
        "month": ["2017-01", "2018-11", "!invalid"],
        "city": ["lahore", "karachi", "other", None],
        "province": ["punjab", "sindh", None],
        "platforms": ["facebook", "facebook;none", "none", None],
        "referrals": ["fia", "police", None],
        "case_type": ["blackmailing", "hacking", None],
    }
    folder.mkdir()
    table = pa.Table.from_pylist(records(*[{}] * size), schema=SCHEMA)
    for name, keys in choices.items():
        values = pa.array([draw.choice(keys) for _ in range(size)], pa.string())
        table = table.set_column(SCHEMA.get_field_index(name), name, values)
    pq.write_table(table, folder / "contacts.parquet")
    return folder / "contacts.parquet"
