"""The forms: what they resolve to, and what they refuse."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from prefect.utilities.schema_tools.validation import ValidationError as Refused
from prefect.utilities.schema_tools.validation import validate
from pydantic import ValidationError

from expectations.contract.helpline import helpline
from flows.edition.plan import plan_build
from flows.requests import (
    BuildRequest,
    CheckRequest,
    Form,
    PublishRequest,
    WithdrawRequest,
    check_formats,
    last_half_year,
)
from flows.settings import SAMPLE, Settings, Sources
from tasks.model import period as period_module
from tasks.model.errors import UsageError
from tasks.model.period import Month
from tests.command_line import run


@pytest.mark.parametrize(
    ("now", "period"),
    [
        ("2018-12", "2018-06_2018-11"),
        ("2019-01", "2018-06_2018-11"),
        ("2019-05", "2018-06_2018-11"),
        ("2019-06", "2018-12_2019-05"),
        ("2019-11", "2018-12_2019-05"),
        ("2019-12", "2019-06_2019-11"),
    ],
)
def test_auto_is_the_half_year_that_ended_last(now: str, period: str) -> None:
    assert str(last_half_year(Month.parse(now))) == period


@pytest.mark.parametrize(
    ("now", "period"), [("2025-12", "2025-08_2025-11"), ("2026-06", "2025-12_2026-05"), ("2025-06", "2025-05_2025-05")]
)
def test_auto_does_not_begin_before_the_first_contact(now: str, period: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-year that ended before it shrinks to a month that is refused."""
    monkeypatch.setattr(period_module, "helpline", lambda: replace(helpline(), first_month="2025-08"))
    assert str(last_half_year(Month.parse(now))) == period


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2018-11", "2018-06", "runs backwards"),
        ("auto", "2018-06", "Only one month is given"),
        ("2018-13", "2018-12", "not written as year and month"),
        ("June 2018", "2018-12", "not written as year and month"),
    ],
)
def test_periods_that_make_no_sense_are_refused(first: str, last: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        BuildRequest(first_month=first, last_month=last).period(datetime(2019, 6, 5))


@pytest.mark.parametrize(
    ("months", "period"),
    [((), "2016-12_2018-11"), (("2018-06", "2018-11"), "2018-06_2018-11")],
    ids=["of its own", "as asked for"],
)
def test_the_sample_chooses_its_period(months: tuple[str, ...], period: str) -> None:
    asked = dict(zip(("first_month", "last_month"), months, strict=False))
    assert str(BuildRequest(sample=True, **asked).period(datetime(2026, 6, 5))) == period


def test_the_sample_is_known_by_its_files_whoever_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(tmp_path / "settings.toml"))
    (tmp_path / "settings.toml").touch()
    own = tmp_path / "emails.csv"
    own.write_bytes((SAMPLE / "emails.csv").read_bytes().rstrip())
    months = {"first_month": "2018-06", "last_month": "2018-11", "emails": (str(own),)}
    for name, calls in {"sample": SAMPLE / "calls.xlsx", "copy": tmp_path / "*.xlsx", "own": own}.items():
        (tmp_path / "january.xlsx").write_bytes((SAMPLE / "calls.xlsx").read_bytes())
        plan = plan_build(BuildRequest(calls=(str(calls),), **months))
        assert plan.sample == (name != "own") == ("sample" in plan.settings), name


@pytest.mark.parametrize(
    ("form", "field", "good", "wrong"),
    [
        (BuildRequest, "first_month", ["auto", "2018-06"], ["2018-6", "2018-13", "June 2018", ""]),
        (BuildRequest, "last_month", ["auto", "2018-11"], ["2018-11-30"]),
        (PublishRequest, "approve", ["0" * 64, f" sha256:{'aF' * 32}\n"], ["0" * 63, "approved", ""]),
        (WithdrawRequest, "edition", ["2018-06_2018-11"], ["2018-06", "../2018-06_2018-11"]),
    ],
)
def test_the_page_refuses_what_has_no_right_form_in_plain_words(
    form: type[Form], field: str, good: list[str], wrong: list[str]
) -> None:
    """As the Prefect server holds a form against its schema."""
    check_formats()
    of_field = form.model_json_schema()["properties"][field]
    assert [text for text in good if validate(text, of_field)] == []
    for text in wrong:
        [refusal] = validate(text, of_field)
        assert refusal.message.startswith(f"{text!r} is not a ")
        assert not re.search(r"[\^\\|]", refusal.message), "no expression"
        with pytest.raises(Refused, match="is not a "):
            validate(text, of_field, raise_on_error=True)


def test_a_misspelt_parameter_is_refused() -> None:
    with pytest.raises(ValidationError):
        BuildRequest(frist_month="2018-06")  # type: ignore[call-arg]


def test_a_withdrawal_names_an_edition_and_no_path() -> None:
    with pytest.raises(ValidationError, match="no name of an edition"):
        WithdrawRequest(edition="../2018-06_2018-11", revision=1, reason="It is wrong.")


@pytest.mark.parametrize("form", [BuildRequest, CheckRequest])
def test_sample_and_own_logs_exclude_each_other(form: type[Form]) -> None:
    with pytest.raises(ValidationError, match="exclude each other"):
        form(sample=True, calls=("calls.csv",))


@pytest.mark.parametrize(
    ("request_", "settings", "calls"),
    [
        (BuildRequest(calls=("a.csv",), emails=("b.csv",)), Settings(), ("a.csv",)),
        (BuildRequest(), Settings(sources=Sources(calls=("c.csv",), emails=("d.csv",))), ("c.csv",)),
        (BuildRequest(calls=("${LOG_USER}.csv",), emails=("b.csv",)), Settings(), ("${LOG_USER}.csv",)),
    ],
)
def test_sources_come_from_the_form_or_else_the_settings(
    request_: BuildRequest, settings: Settings, calls: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_USER", "reader")
    assert request_.inputs(settings)["calls"] == calls


def test_a_log_without_a_source_is_named() -> None:
    with pytest.raises(UsageError, match="log of emails"):
        BuildRequest(calls=("a.csv",)).inputs(Settings())


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (("render", "nowhere"), "nowhere"),
        (("publish", "nowhere/2018-06_2018-11", "--approve", "0" * 64), "nowhere/2018-06_2018-11"),
        (("verify", "nowhere"), "nowhere"),
        (("withdraw", "nowhere", "--reason", "A trial."), "nowhere"),
        (("withdraw", "2018-06_2018-11/r1", "--reason", "A trial."), "2018-06_2018-11/r1"),
        (("check", "--calls", "nowhere.csv", "--emails", "no*.csv"), "nowhere.csv"),
        (("build", "--sample", "--out", "file/out", "--no-pdf"), "file"),
        (("build", "--sample", "--ledger", "file", "--no-pdf"), "file"),
        (("--content", "nowhere", "translations"), "nowhere"),
        (("init", "file", "--first-month", "2018-12"), "file"),
    ],
)
def test_a_refusal_names_a_folder_or_a_file_by_its_absolute_path(
    prefect_home: Path,
    command: tuple[str, ...],
    place: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no folder, and no ledger")
    outcome = run(capfd, *command)
    assert outcome.code in (2, 3, 5), outcome.output
    assert f"{tmp_path}/{place}" in outcome.output
