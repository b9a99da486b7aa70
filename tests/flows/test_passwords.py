"""A password typed into an address reaches the database and nothing else."""

from os.path import expandvars

import pytest
from pydantic import ValidationError

from flows.passwords import has_password, without_passwords
from flows.requests import BuildRequest, CheckRequest

WITH = [
    "postgresql://reader:secret@host/db#calls",
    "postgresql+psycopg://reader:s%40cret@host:5432/db?sslmode=require#public.calls",
    "postgresql://reader:$ecret@host/db#calls",
    "postgresql://reader:${A}x@host/db#calls",
]
WITHOUT = [
    "postgresql://reader:${LOG_PASSWORD}@host/db#calls",
    "postgresql://reader@host/db#calls",
    "postgresql:///db#calls",
    "logs/calls-*.xlsx",
    "C:/logs/calls.xlsx",
]


@pytest.mark.parametrize(("place", "expected"), [*((p, True) for p in WITH), *((p, False) for p in WITHOUT)])
def test_a_password_is_told_from_its_name(place: str, expected: bool) -> None:
    assert has_password(place) == expected


@pytest.mark.parametrize("place", WITH)
def test_a_password_is_moved_to_the_environment_and_found_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_REPORT_PASSWORD_1", "another")
    [moved] = without_passwords([place])
    assert not has_password(moved)
    assert expandvars(moved) == place
    monkeypatch.delenv("HELPLINE_REPORT_PASSWORD_2")


@pytest.mark.parametrize("place", WITHOUT)
def test_other_places_are_left_alone(place: str) -> None:
    assert without_passwords([place]) == (place,)


@pytest.mark.parametrize("form", [BuildRequest, CheckRequest])
def test_a_form_refuses_a_password_and_does_not_repeat_it(form: type) -> None:
    with pytest.raises(ValidationError) as refusal:
        form(calls=(WITH[0],))
    [error] = refusal.value.errors(include_input=False, include_url=False)
    assert "${NAME}" in error["msg"]
    assert "secret" not in error["msg"]
