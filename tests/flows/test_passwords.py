"""No address holds a secret: not in a form, on a command line or in the settings; and no other text is expanded."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.requests import BuildRequest, CheckRequest
from flows.settings import Settings, Sources, load_settings
from tasks.model.errors import UsageError
from tasks.storage.database import parse_address
from tests.command_line import Desk, run

SECRET = "Zebedee-51"
HOLDING = {
    "a password": f"postgresql://reader:{SECRET}@host/db#calls",
    "an escaped password": f"postgresql+psycopg://reader:{SECRET}%40@host:5432/db?sslmode=require#public.calls",
    "an empty password": f"postgresql://{SECRET}:@host/db#calls",
    "a password with an at sign": f"postgresql://reader:a@{SECRET}@host/db#calls",
    "a password with a slash": f"postgresql://reader:a/{SECRET}@host/db#calls",
    "a password with a number sign": f"postgresql://reader:a#{SECRET}@host/db#calls",
    "a password with a question mark": f"postgresql://reader:a?{SECRET}@host/db#calls",
    "a password with a space": f"postgresql://reader:a {SECRET}@host/db#calls",
    "half a name": f"postgresql://reader:${{A}}{SECRET}@host/db#calls",
    "a name without braces": f"postgresql://reader:${SECRET}@host/db#calls",
    "password=": f"postgresql://reader@host/db?password={SECRET}#calls",
    "password= after others": f"postgresql://reader@host/db?sslmode=require&password={SECRET}#calls",
    "PASSWORD=": f"postgresql://reader@host/db?PASSWORD={SECRET}#calls",
    "password= escaped": f"postgresql://reader@host/db?p%61ssword={SECRET}#calls",
    "password= after the table": f"postgresql://reader@host/db#calls?password={SECRET}",
    "passfile=": f"postgresql://reader@host/db?passfile=/{SECRET}#calls",
    "sslpassword=": f"postgresql://reader@host/db?sslpassword={SECRET}#calls",
    "sslkey=": f"postgresql://reader@host/db?sslkey=/{SECRET}#calls",
    "service=": f"postgresql://reader@host/db?service={SECRET}#calls",
    "options=": f"postgresql://reader@host/db?options={SECRET}#calls",
    "capital letters": f"POSTGRESQL://reader:{SECRET}@host/db#calls",
    "one slash": f"postgresql:/reader:{SECRET}@host/db#calls",
    "no slash": f"postgresql:reader:{SECRET}@host/db#calls",
    "another kind": f"mysql://reader:{SECRET}@host/db#calls",
    "a list of settings": f"host=host user=reader password={SECRET}",
    "a variable as user": "postgresql://${HOME}@host/db#calls",
    "a variable as host": "postgresql://reader@${HOME}/db#calls",
    "a variable as database": "postgresql://reader@host/$HOME#calls",
    "a variable as parameter": "postgresql://reader@host/db?application_name=${HOME}#calls",
    "a variable as table": "postgresql://reader@host/db#${HOME}",
    "an address on a second line": f"calls.csv\npostgresql://reader:{SECRET}@host/db#calls",
}
SOUND = [
    "postgresql://reader:${LOG_PASSWORD}@host/db#calls",
    "postgresql+psycopg://reader:${LOG_PASSWORD}@host:5432/db?sslmode=require&sslrootcert=/etc/ca.pem#old logs.calls",
    "postgresql://reader%40office:${LOG_PASSWORD}@[::1]:5433/db#calls",
    "postgresql://reader@host-1:5432,host-2:5433/db?target_session_attrs=any#calls",
    "postgresql:///db?host=/run/postgresql#calls",
    "postgres://host#calls",
]
FILES = ["logs/calls-*.xlsx", "C:/logs/calls.xlsx", "postgres_dump.csv", "logs/${HOME}.csv", "a@b/calls$1.csv"]
FORMS = [BuildRequest, CheckRequest]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", HOLDING.values(), ids=HOLDING.keys())
def test_a_form_refuses_it_and_does_not_repeat_it(form: type, place: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        form(calls=(place,))
    assert "${NAME}" in str(refusal.value)
    for part in (SECRET, "reader", "HOME"):
        assert part not in str(refusal.value)


@pytest.mark.parametrize("form", FORMS)
def test_the_page_refuses_it_before_a_run_is_made(form: type) -> None:
    pattern = form.model_json_schema()["properties"]["calls"]["items"]["pattern"]  # type: ignore[attr-defined]
    assert [name for name, place in HOLDING.items() if re.search(pattern, place)] == []
    assert [place for place in (*SOUND, *FILES) if not re.search(pattern, place)] == []


@pytest.mark.parametrize("place", HOLDING.values(), ids=HOLDING.keys())
def test_the_settings_refuse_it(place: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[sources]\ncalls = ['''{place}''']\n")
    with pytest.raises(UsageError) as refusal:
        load_settings(file)
    assert "${NAME}" in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_the_command_refuses_it(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, "check", "--calls", HOLDING["password="], "--emails", "emails.csv", "--private", desk.private)
    assert outcome.code == 2, outcome.output
    assert outcome.says("${NAME}")
    assert SECRET not in outcome.output


@pytest.mark.parametrize("place", ["DIR/${SECRET_VARIABLE}.csv", "DIR/$SECRET_VARIABLE.csv", "${SECRET_VARIABLE}"])
def test_a_path_is_taken_as_it_stands(
    place: str, desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_VARIABLE", SECRET)
    outcome = run(capfd, "check", "--calls", place, "--emails", "emails.csv", "--private", desk.private)
    assert outcome.code == 3, outcome.output
    assert SECRET not in outcome.output


@pytest.mark.parametrize("place", SOUND)
def test_what_is_shown_begins_with_the_table_and_has_nothing_before_the_host(place: str) -> None:
    address = parse_address(place)
    assert address.variable == ("LOG_PASSWORD" if "LOG_PASSWORD" in place else "")
    assert "reader" not in address.shown
    assert "LOG_PASSWORD" not in address.url + address.shown


@pytest.mark.parametrize("place", [*SOUND, *FILES])
@pytest.mark.parametrize("form", FORMS)
def test_only_an_address_that_the_settings_name_may_name_a_variable_in_a_form(form: type, place: str) -> None:
    request = form(calls=(place,), emails=("e.csv",))
    configured = Settings(sources=Sources(calls=(place,), emails=()))
    assert request.inputs(configured)["calls"] == (place,)
    if "LOG_PASSWORD" not in place:
        assert request.inputs(Settings())["calls"] == (place,)
        return
    with pytest.raises(UsageError, match="only those of the settings may") as refusal:
        request.inputs(Settings())
    assert "LOG_PASSWORD" not in str(refusal.value)


def test_an_address_typed_on_the_command_line_may_name_none_either(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_PASSWORD", SECRET)
    place = "postgresql://typist:${LOG_PASSWORD}@127.0.0.1:9/db#calls"
    outcome = run(capfd, "check", "--calls", place, "--emails", "emails.csv", "--private", desk.private)
    assert outcome.code == 2, outcome.output
    assert outcome.says("leave --calls and --emails out")
    assert SECRET not in outcome.output and "typist" not in outcome.output


@pytest.mark.parametrize("address", [f"sftp://u:{SECRET}@host/www", "s3://${HOME}/www", f"s3://www?key={SECRET}"])
def test_the_public_address_holds_no_secret(address: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[folders]\npublic = '{address}'\n")
    with pytest.raises(UsageError, match="folders, public") as refusal:
        load_settings(file)
    assert SECRET not in str(refusal.value)
