"""Alerts to a real mail server: once a problem, again when it changes, once more when it is mended, never lost."""

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasks.alert import Outbox
from tasks.alert.messages import Addresses, Audience, Message, addresses_in, understood
from tasks.model.errors import DeliveryError
from tests.mail import Mailbox, mailbox

MONDAY = datetime(2018, 12, 3, 7)
WEEK = timedelta(weeks=1)
PROBLEM = Message(
    key="records to fix",
    audience=Audience.STAFF,
    what="20 records are set aside",
    to_do="Mend them in the logs.",
    where="private/fix_list.xlsx",
    counts={"calls, city: not in the gazetteer": 18, "emails, age: not an age": 2},
)
FEWER = replace(PROBLEM, what="5 records are set aside", counts={"calls, city: not in the gazetteer": 5})
DRAFT = Message("draft 2018-06_2018-11", Audience.COMMS, "A draft is ready", "Read it.", "http://127.0.0.1:4201")


@pytest.fixture
def mail() -> Mailbox:
    return mailbox()


@pytest.fixture
def outbox(tmp_path: Path, mail: Mailbox) -> Outbox:
    names = {Audience.STAFF: "staff", Audience.OFFICER: "officer", Audience.COMMS: "comms"}
    return Outbox(tmp_path / "state", Addresses({a: (mail.address(name),) for a, name in names.items()}))


def test_a_problem_is_told_once_again_when_it_changes_and_when_it_is_mended(outbox: Outbox, mail: Mailbox) -> None:
    weeks = [PROBLEM, PROBLEM, PROBLEM, FEWER, None, None, PROBLEM]
    told = []
    with mail.up():
        for week, problem in enumerate(weeks):
            now = MONDAY + week * WEEK
            outbox.report(problem, now) if problem else outbox.resolve(PROBLEM.key, now)
            assert outbox.deliver() == ()
            told.append([subject for _, subject in mail.letters()[sum(map(len, told)) :]])
    assert told == [
        ["To do: 20 records are set aside"],
        [],
        [],
        ["Changed: 5 records are set aside"],
        ["Resolved: 5 records are set aside"],
        [],
        ["To do: 20 records are set aside"],
    ]
    first, changed, resolved, again = (message.get_content() for message in mail.received)
    for words in ("18", "not in the gazetteer", "3 December 2018, 07:00", "Mend them", "private/fix_list.xlsx"):
        assert words in first
    assert "Since: 3 December 2018" in changed
    assert "from 3 December 2018, 07:00 to 31 December 2018, 07:00" in resolved
    assert "Since: 14 January 2019" in again


def test_each_audience_gets_its_own(outbox: Outbox, mail: Mailbox) -> None:
    with mail.up():
        outbox.report(PROBLEM, MONDAY)
        outbox.report(replace(PROBLEM, key="gate", audience=Audience.OFFICER), MONDAY)
        outbox.tell(DRAFT, "a1", MONDAY)
        outbox.tell(DRAFT, "a1", MONDAY + WEEK)
        outbox.tell(DRAFT, "b2", MONDAY + WEEK)
        assert outbox.deliver() == ()
    assert [to for to, _ in mail.letters()] == ["staff", "officer", "comms", "comms"]


def test_a_mail_server_that_is_down_gets_each_letter_once_when_it_is_up(outbox: Outbox, mail: Mailbox) -> None:
    outbox.report(PROBLEM, MONDAY)
    outbox.tell(DRAFT, "a1", MONDAY)
    for attempts in (1, 2):
        assert [letter.attempts for letter in outbox.deliver()] == [attempts, attempts]
    with mail.up():
        assert (outbox.deliver(), outbox.deliver()) == ((), ())
    assert mail.letters() == [("staff", "To do: 20 records are set aside"), ("comms", "A draft is ready")]


def test_an_address_that_took_a_letter_does_not_get_it_again_for_another_that_did_not(tmp_path: Path) -> None:
    up, down = mailbox(), mailbox()
    outbox = Outbox(tmp_path, Addresses({Audience.STAFF: (up.address("one"), down.address("two"))}))
    outbox.report(PROBLEM, MONDAY)
    with up.up():
        assert len(outbox.deliver()) == 1
        outbox.resolve(PROBLEM.key, MONDAY)
        assert len(outbox.deliver()) == 2
        with down.up():
            assert outbox.deliver() == ()
    subjects = ["To do: 20 records are set aside", "Resolved: 20 records are set aside"]
    assert [subject for _, subject in up.letters()] == [subject for _, subject in down.letters()] == subjects


def test_whose_audience_has_no_address_is_told_to_the_officer(mail: Mailbox, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, addresses_in({"HELPLINE_REPORT_ALERTS_OFFICER": mail.address("officer")}))
    with mail.up():
        outbox.report(PROBLEM, MONDAY)
        assert outbox.deliver() == ()
    assert mail.letters() == [("officer", "To do: 20 records are set aside")]


def test_the_last_runs_that_explained_themselves_are_remembered(outbox: Outbox) -> None:
    for run in range(60):
        outbox.explain(str(run))
    assert [outbox.was_explained(run) for run in ("59", "10", "9", "none")] == [True, True, False, False]


def test_without_any_address_nothing_is_recorded(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "state", addresses_in({}))
    outbox.report(PROBLEM, MONDAY)
    assert outbox.deliver() == ()
    assert not outbox.folder.exists()


def test_only_an_audience_without_an_address_waits(mail: Mailbox, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, addresses_in({"HELPLINE_REPORT_ALERTS_COMMS": mail.address("comms")}))
    with mail.up():
        outbox.report(PROBLEM, MONDAY)
        assert [letter.audience for letter in outbox.deliver()] == [Audience.STAFF]


SECRET = "s3cr3t-t0ken"


@pytest.mark.parametrize(
    "address",
    [
        f"mailto://report:{SECRET}@127.0.0.1:9?from=a@b.example&to=c@d.example",
        f"json://127.0.0.1:9/{SECRET}",
        f"nothing://of-the-kind/{SECRET}",
        f"slack://{SECRET}",
    ],
)
def test_an_address_is_shown_nowhere(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = addresses_in({"HELPLINE_REPORT_ALERTS_STAFF": address})
    outbox = Outbox(tmp_path, addresses)
    outbox.report(PROBLEM, MONDAY)
    assert len(outbox.deliver()) == 1
    understood(address)
    said = "".join(capfd.readouterr())
    for place in (caplog.text, said, repr(outbox), str(addresses), (tmp_path / "outbox.json").read_text()):
        assert SECRET not in place


def test_a_damaged_outbox_is_named_and_nothing_is_overwritten(outbox: Outbox) -> None:
    outbox.folder.mkdir(mode=0o700)
    file = outbox.folder / "outbox.json"
    file.write_text('{"standing": [')
    with pytest.raises(DeliveryError, match="damaged") as refusal:
        outbox.report(PROBLEM, MONDAY)
    assert refusal.value.exit_code == 6
    assert file.read_text() == '{"standing": ['


def test_an_outbox_that_cannot_be_written_is_a_failed_delivery(mail: Mailbox, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    outbox = Outbox(tmp_path / "state", addresses_in({"HELPLINE_REPORT_ALERTS_STAFF": mail.address("staff")}))
    with pytest.raises(DeliveryError, match="cannot be written") as refusal:
        outbox.report(PROBLEM, MONDAY)
    assert refusal.value.__context__ is None


DYING = """
import os, signal, sys
from pathlib import Path
from tests.alert.test_outbox import MONDAY, PROBLEM
from tasks import alert
from tasks.alert.messages import addresses_in, send

def send_and_die(address, words):
    send(address, words)
    os.kill(os.getpid(), signal.SIGKILL)

alert.send = send_and_die
outbox = alert.Outbox(Path(sys.argv[1]), addresses_in(os.environ))
outbox.report(PROBLEM, MONDAY)
outbox.deliver()
"""


def test_a_sender_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Killed before its letter was taken: the next one sends it, and the lock is free."""
    environment = {"HELPLINE_REPORT_ALERTS_STAFF": (mail := mailbox()).address("staff")}
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path)], env=os.environ | environment, check=False, cwd=Path.cwd()
    )
    assert done.returncode == -signal.SIGKILL
    with mail.up():
        assert Outbox(tmp_path, addresses_in(environment)).deliver() == ()
    assert mail.letters() == [("staff", "To do: 20 records are set aside")]
    assert json.loads((tmp_path / "outbox.json").read_text())["letters"] == []
