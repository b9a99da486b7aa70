"""A table in a real PostgreSQL, and all that can be wrong with it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from psycopg import sql

from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.errors import LogError, ReportError, SourceUnavailableError, UsageError
from tests import log_files as logs
from tests.postgres import Postgres

KEY = bytes(32)
TODAY = dt.date(2019, 1, 1)


@pytest.fixture(scope="module")
def tables(postgres: Postgres) -> Postgres:
    with postgres.connect() as connection:
        connection.execute("CREATE DATABASE intake_tests")
    server = replace(postgres, database="intake_tests")
    with server.connect() as connection:
        connection.execute('CREATE SCHEMA "old logs"')
        records = [logs.record(number) for number in (2, 1)]
        logs.write_table(connection, "calls", records)
        logs.write_table(connection, "old logs.calls", records[:1])
        logs.write_table(connection, "short", [{"contact_id": "C-1", "gender": "woman"}])
        logs.write_table(connection, "empty", records)
        connection.execute("DELETE FROM empty")
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'")
        connection.execute(f"GRANT SELECT ({', '.join(logs.FIELDS)}) ON calls TO reader")
        connection.execute(
            """CREATE VIEW typed AS SELECT contact_id, timestamptz '2018-11-02 22:30+00' AS received_at, kind, case_ref,
            gender, contacting_for, 25 AS age, province, city, case_type, secondary_case_type,
            string_to_array(platforms, ';') AS platforms, perpetrator, true AS within_fia_remit, referrals,
            fia_referral, heard_from, services, suicidal_ideation, vulnerable_communities FROM calls"""
        )
    return server


def contacts(address: str, folder: Path) -> list[dict[str, object]]:
    return pq.read_table(anonymise(extract({"calls": [address]}), KEY, folder, TODAY).records).to_pylist()


def test_table_gives_the_same_contacts_as_a_file(tables: Postgres, tmp_path: Path) -> None:
    path = logs.write_csv(tmp_path / "calls.csv", [logs.record(1), logs.record(2)])
    assert contacts(tables.address("calls"), tmp_path) == contacts(str(path), tmp_path)


def test_table_in_a_schema_whose_name_needs_quotes(tables: Postgres, tmp_path: Path) -> None:
    assert [c["contact_id"] for c in contacts(tables.address("old logs.calls"), tmp_path)] == ["C-000002"]


def test_types_of_the_database(tables: Postgres, tmp_path: Path) -> None:
    first = contacts(tables.address("typed"), tmp_path)[0]
    assert {k: first[k] for k in ("month", "weekday", "hour", "age_band", "platforms", "within_fia_remit")} == {
        "month": "2018-11",
        "weekday": "saturday",
        "hour": 3,
        "age_band": "21-25",
        "platforms": "facebook;whatsapp",
        "within_fia_remit": "yes",
    }


def test_only_allowed_columns_are_asked_for(tables: Postgres, tmp_path: Path) -> None:
    """The user may read the columns of the contract and no other; a query for one more would be refused."""
    address = tables.address("calls", user="reader", password="reader")
    assert "notes" not in extract({"calls": [address]})[0].headings.values()
    assert len(contacts(address, tmp_path)) == 2


REFUSED = [
    ("down", "calls", {"port": 1}, SourceUnavailableError, "does not answer"),
    ("wrong password", "calls", {"password": "not-the-one"}, LogError, "user or the password"),
    ("wrong user", "calls", {"user": "nobody-known"}, LogError, "user or the password"),
    ("missing database", "calls", {"database": "nowhere"}, LogError, "no such database"),
    ("missing table", "nothing", {}, LogError, "no such table"),
    ("missing schema", "nowhere.calls", {}, LogError, "no such table"),
    ("missing columns", "short", {}, LogError, "received_at"),
    ("not granted", "calls", {"user": "stranger", "password": "stranger"}, LogError, "may not read"),
    ("no table", "", {}, UsageError, "#"),
    ("too many parts", "a.b.c", {}, UsageError, "#"),
]


@pytest.mark.parametrize(("table", "change", "kind", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(tables: Postgres, table: str, change: dict[str, object], kind: type[ReportError], words: str) -> None:
    change = dict(change)
    server = replace(tables, port=change.pop("port", tables.port))  # type: ignore[arg-type]
    with pytest.raises(ReportError) as caught:
        extract({"calls": [server.address(table, **change)]})  # type: ignore[arg-type]
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    for secret in (tables.password, "not-the-one", "nobody-known"):
        assert secret not in str(caught.value)


ODD = ["s3cr/et@1 #?&:%", "%41%zz", "a'b\\c\"d", "${HOME}", " = ", "پاس ورڈ"]


@pytest.mark.parametrize("password", ODD)
def test_a_password_may_hold_any_character(password: str, tables: Postgres, tmp_path: Path) -> None:
    with tables.connect() as connection:
        role = sql.Identifier(f"odd {ODD.index(password)}")
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT SELECT ON calls TO {}").format(role))
    place = tables.address("calls", user=f"odd%20{ODD.index(password)}", password="${ODD_PASSWORD}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ODD_PASSWORD", password)
        assert len(contacts(place, tmp_path)) == 2
        patch.setenv("ODD_PASSWORD", f"{password}x")
        with pytest.raises(LogError, match="user or the password") as refusal:
            extract({"calls": [place]})
        assert password not in str(refusal.value)


def test_a_variable_that_is_not_set_is_named(tables: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(UsageError, match="NOT_SET"):
        extract({"calls": [tables.address("calls", password="${NOT_SET}")]})


def test_the_driver_takes_no_password_from_a_variable_that_the_address_does_not_name(
    tables: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", tables.password)
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    with pytest.raises(LogError, match="user or the password"):
        extract({"calls": [tables.address("calls", password="${NAME}").replace(":${NAME}", "")]})


def test_empty_table(tables: Postgres, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no records"):
        contacts(tables.address("empty"), tmp_path)


def test_table_that_went_away_between_the_stages(tables: Postgres, tmp_path: Path) -> None:
    with tables.connect() as connection:
        logs.write_table(connection, "passing", [logs.record(1)])
        sources = extract({"calls": [tables.address("passing")]})
        connection.execute("DROP TABLE passing")
    with pytest.raises(LogError) as caught:
        anonymise(sources, KEY, tmp_path, TODAY)
    assert caught.value.__context__ is None


def test_same_table_twice(tables: Postgres) -> None:
    with pytest.raises(LogError, match="given twice"):
        extract({"calls": [tables.address("calls")] * 2})


def test_address_shows_no_secret(tables: Postgres) -> None:
    assert tables.password not in repr(extract({"calls": [tables.address("calls")]}))
