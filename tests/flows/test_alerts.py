"""What runs tell, received by a real mail server: the records to fix week by week, refusals, drafts, publications."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from flows.site import accounts
from flows.site.log_quality import saved_checks
from tasks.model.manifest import digest
from tests import log_files as logs
from tests.command_line import Desk, run
from tests.mail import Mailbox, mailbox


@pytest.fixture
def mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server that is up, with an address for each audience, and a folder for the outbox."""
    settings = desk.folder / "settings.toml"
    folders = {name: str(desk.folder / name) for name in ("state", "published", "private")}
    folders["public"] = f"file://{desk.folder}/www"
    settings.write_text("[folders]\n" + "".join(f"{name} = {path!r}\n" for name, path in folders.items()))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    mail = mailbox()
    for audience in ("staff", "officer", "comms"):
        monkeypatch.setenv(f"HELPLINE_REPORT_ALERTS_{audience.upper()}", mail.address(audience))
    with mail.up():
        yield mail


def write_week(desk: Desk, wrong: dict[int, dict[str, object]], records: int = 200) -> tuple[str, ...]:
    """The logs as they are in a week, some records with wrong values; gives the options that name them."""
    calls = [logs.record(n, **wrong.get(n, {})) for n in range(1, records + 1)]
    emails = [logs.record(n, "emails", case_ref=f"H-2019-{n:05d}") for n in range(1, 4)]
    paths = {"--calls": (desk.folder / "calls.csv", calls), "--emails": (desk.folder / "emails.csv", emails)}
    return tuple(str(w) for option, (path, rows) in paths.items() for w in (option, logs.write_csv(path, rows)))


def check(desk: Desk, capfd: pytest.CaptureFixture[str], logs: tuple[str, ...]) -> int:
    return run(capfd, "check", *logs, "--private", desk.private).code


def test_staff_and_data_officer_are_told_week_by_week(
    desk: Desk, mail: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    """Much is wrong and the gate is closed; then little; the same; then a log is gone; then all is mended."""
    little = {7: {"gender": "wommen"}}
    assert check(desk, capfd, write_week(desk, {n: {"gender": "wommen"} for n in range(1, 30)})) == 4
    week = write_week(desk, little)
    assert check(desk, capfd, week) == 0
    fix_list = desk.private / "fix_list.xlsx"
    [line] = lines_of(fix_list)
    assert (line["File"], line["Row"], line["Did you mean"]) == ("calls.csv", 8, "Women")
    assert "Women" in line["Allowed values"]
    assert check(desk, capfd, week) == 0
    (desk.folder / "emails.csv").unlink()
    assert check(desk, capfd, week) == 3
    assert check(desk, capfd, write_week(desk, {})) == 0
    assert not fix_list.exists()
    [checked] = saved_checks(desk.folder / "state")
    assert (checked.read, checked.set_aside) == (203, 0)
    assert mail.letters() == [
        ("staff", "To do: 29 of 203 records are set aside until they are mended"),
        ("officer", "To do: The quality gate is closed: 29 of 203 records are set aside, which is more than 2.0%"),
        ("staff", "Changed: 1 of 203 records are set aside until they are mended"),
        ("officer", "Resolved: The quality gate is closed: 29 of 203 records are set aside, which is more than 2.0%"),
        ("officer", mail.received[4]["subject"]),
        ("staff", "Resolved: 1 of 203 records are set aside until they are mended"),
        ("officer", mail.received[6]["subject"]),
    ]
    first, stopped, resolved = (mail.received[n].get_content() for n in (0, 4, 6))
    assert "Where: http://127.0.0.1:4201/fix-list/" in first
    assert "- calls, Gender: " in first
    assert "emails.csv" in stopped
    assert "This is mended" in resolved
    assert "wommen" not in "".join(message.as_string() for message in mail.received)


def test_a_run_of_the_schedule_says_what_its_plan_refuses(
    desk: Desk, mail: Mailbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    months = ("--from", "2015-01", "--to", "2015-06")
    week = write_week(desk, {})
    assert run(capfd, "build", *week, *months).code == 2
    assert mail.letters() == []
    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__ID", "that of the schedule")
    assert run(capfd, "build", *week, *months).code == 2
    [letter] = mail.received
    words = " ".join(letter.get_content().split())
    assert "stopped. The period is not one of the helpline's: from 2015-01 to 2015-06." in words
    assert "What to do: Give months from 2016-12 to a year from now" in words


def lines_of(fix_list: Path) -> list[dict[str, object]]:
    headings, *lines = load_workbook(fix_list)["Calls"].iter_rows(values_only=True)
    return [dict(zip(headings, line, strict=True)) for line in lines]


def test_comms_are_told_of_a_draft_and_of_its_publication_which_is_copied_and_can_be_withdrawn(
    small_edition: Path, desk: Desk, mail: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    draft = Path(shutil.copytree(small_edition, desk.out / small_edition.name))
    shutil.copytree(small_edition.parents[1] / "private", desk.private)
    accounts.add("press officer", "a password of some length", frozenset({accounts.Role.APPROVER}), "test")
    accounts.add("text editor", "a password of some length", frozenset({accounts.Role.EDITOR}), "test")
    assert run(capfd, "render", draft, "--no-pdf").code == 0
    approved = digest(draft)
    assert run(capfd, "publish", draft, "--approve", "0" * 64).code == 2
    assert run(capfd, "publish", draft, "--approve", approved).code == 0
    assert [to for to, _ in mail.letters()] == ["comms", "comms"]
    ready, published = (message.get_content() for message in mail.received)
    words = " ".join(ready.split())
    assert "Where: http://127.0.0.1:4201/desk/2016-12_2017-05/" in words
    assert "Look at its page, http://127.0.0.1:4201/drafts/2016-12_2017-05/: the report itself" in words
    assert "It is approved and published there by press officer. " in words
    for foreign in (approved, "digest", "publish_report", "helpline-report", "text editor"):
        assert foreign not in words
    assert "December 2016 to May 2017" in published
    [line] = (desk.folder / "state" / "approvals.jsonl").read_text().splitlines()
    assert json.loads(line)["digest"] == approved
    revision, public = desk.folder / "published" / draft.name / "r1", desk.folder / "www"
    assert (public / draft.name / "r1" / "report.html").read_bytes() == (revision / "report.html").read_bytes()
    assert run(capfd, "withdraw", revision, "--reason", "Two charts were exchanged.").code == 0
    for page in ("index.html", "feed.json", f"{draft.name}/index.html"):
        assert "Two charts were exchanged." in (public / page).read_text("utf-8")
    assert (public / draft.name / "r1" / "report.html").read_bytes() == (revision / "report.html").read_bytes()
    withdrawn = mail.received[2]
    assert withdrawn["subject"] == (
        "Revision 1 of the report for December 2016 to May 2017 was withdrawn: Two charts were exchanged"
    )
    assert f"/published/{draft.name}/" in withdrawn.get_content()
    trial = shutil.copytree(revision, desk.folder / "trial" / draft.name / "r1")
    assert run(capfd, "withdraw", trial, "--reason", "It was a trial.").code == 0
    assert run(capfd, "withdraw", revision, "--reason", "Two charts were exchanged.").code == 0
    assert [to for to, _ in mail.letters()] == ["comms"] * 3, "told once, and no trial"
    assert "a trial" not in (public / "index.html").read_text("utf-8")
    assert run(capfd, "withdraw", revision.parent, "--reason", "Two charts were exchanged.").code == 2
    assert run(capfd, "withdraw", revision.with_name("r2"), "--reason", "Two charts were exchanged.").code == 2


def test_a_damaged_outbox_does_not_hide_why_a_run_failed(
    desk: Desk, mail: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "state").mkdir(mode=0o700)
    (desk.folder / "state" / "outbox.json").write_text("{")
    assert run(capfd, "publish", desk.out, "--approve", "0" * 64).code == 2
    assert run(capfd, "publish", desk.out, "--approve", "0" * 64).says("no edition")
    assert mail.received == []


def test_a_check_whose_alert_nobody_takes_says_so_and_keeps_it(
    desk: Desk, mail: Mailbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPLINE_REPORT_ALERTS_STAFF", "mailto://u:s3cr3t@127.0.0.1:9?from=a@b.example&to=c@d.example")
    week = write_week(desk, {7: {"gender": "wommen"}})
    outcome = run(capfd, "check", *week, "--private", desk.private)
    assert outcome.code == 6
    assert outcome.says("1 alert(s) for staff could not be delivered. They are kept.")
    assert "s3cr3t" not in outcome.output
    monkeypatch.setenv("HELPLINE_REPORT_ALERTS_STAFF", mail.address("staff"))
    assert check(desk, capfd, week) == 0
    assert [to for to, _ in mail.letters()] == ["staff"]


def test_what_is_done_is_said_first_where_an_alert_and_a_copy_cannot_be_delivered(
    small_edition: Path,
    desk: Desk,
    mail: Mailbox,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = Path(shutil.copytree(small_edition, desk.out / small_edition.name))
    shutil.copytree(small_edition.parents[1] / "private", desk.private)
    (desk.folder / "www").write_text("a file, where a folder should be")
    monkeypatch.setenv("HELPLINE_REPORT_ALERTS_COMMS", "mailto://127.0.0.1:9?from=a@b.example&to=c@d.example")
    made = run(capfd, "render", draft, "--no-pdf")
    published = run(capfd, "publish", draft, "--approve", digest(draft))
    for outcome, done in ((made, f"Digest to approve: {digest(draft)}"), (published, "Published: ")):
        assert outcome.code == 6
        first, _, then = outcome.output.partition("The work is done. ")
        assert done in first
        assert "Refused" not in outcome.output
        assert "alert(s) for comms could not be delivered" in then
        assert "Send them again: .venv/bin/helpline-report doctor --send-test" in then
    assert published.says("could not be copied to the public address")
    assert published.says("then publish again, which copies what is missing")
    assert (desk.folder / "published" / draft.name / "r1").is_dir()
    monkeypatch.setenv("HELPLINE_REPORT_ALERTS_COMMS", mail.address("comms"))
    (desk.folder / "www").unlink()
    run(capfd, "doctor", "--send-test")
    assert [subject.partition(" of ")[0] for to, subject in mail.letters() if to == "comms"] == [
        "Test: alerts for comms arrive",
        "A draft",
        "The report for December 2016 to May 2017 is published as revision 1",
    ]
    assert run(capfd, "publish", draft, "--approve", digest(draft)).code == 0
    assert (desk.folder / "www" / draft.name / "r1" / "report.html").is_file()
    told = [subject.partition(":")[0] for to, subject in mail.letters() if to == "officer" and "copied" in subject]
    assert told == ["To do", "Resolved"]


def test_the_doctor_sends_a_test_alert_to_each_address_and_says_which_took_it(
    mail: Mailbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name in ("STAFF", "COMMS"):
        monkeypatch.delenv(f"HELPLINE_REPORT_ALERTS_{name}")
    officer, nobody = (
        "HELPLINE_REPORT_ALERTS_OFFICER",
        "mailto://user:s3cr3t@127.0.0.1:9?from=a@b.example&to=c@d.example",
    )
    monkeypatch.setenv(officer, f"{mail.address('first')} {nobody} {mail.address('third')}")
    outcome = run(capfd, "doctor", "--send-test")
    said = [line.split(maxsplit=3) for line in outcome.output.splitlines() if "test alert:" in line]
    assert [(verdict, words) for verdict, _, _, words in said] == [
        ("ok", f"address 1 in {officer} took it"),
        ("FAULT", f"address 2 in {officer} did not take it"),
        ("ok", f"address 3 in {officer} took it"),
    ]
    assert outcome.code == 2
    assert "s3cr3t" not in outcome.output
    words = "Test: alerts for officer arrive"
    assert mail.letters() == [("first", words), ("third", words)]
