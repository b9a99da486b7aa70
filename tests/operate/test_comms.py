"""The comms team's way through an installation, in a real browser against a real server, workers and site.

They change a text, render again, read the draft, and publish it by its digest; a wrong digest is refused and says why.
Then the workers are stuck, and what becomes of their runs is told by mail all the same.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from flows.operate.run_monitor import LOOKS
from tasks.model.manifest import digest
from tests import log_files as logs
from tests.browser.visit import chromium
from tests.operate.prefect_page import fill_in, picture
from tests.operate.running_trial import RunningTrial, running_trial, wait_until
from tests.postgres import Postgres

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1200)]  # everything is started by the first test
EDITION = "2016-12_2018-11"
OLD, NEW = (
    "a feminist not-for-profit organisation in Pakistan",
    "an organisation in Pakistan, feminist and not for profit",
)
ENDED = ("Completed", "Failed", "Crashed")


@pytest.fixture(scope="module")
def up(
    own_edition_with_pdf: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningTrial]:
    """An installation on PostgreSQL, where its logs are too, with a draft that was built before."""
    folder = tmp_path_factory.mktemp("trial")
    shutil.copytree(own_edition_with_pdf, folder / "out" / EDITION)
    with postgres.connect() as connection:
        connection.execute("CREATE DATABASE prefect")
        connection.execute("CREATE DATABASE helpline")
    server = replace(postgres, database="helpline")
    with server.connect() as connection:
        records = [logs.record(n, gender="wommen" if n == 7 else "woman") for n in range(1, 201)]
        logs.write_table(connection, "calls", records)
        logs.write_table(connection, "emails", [logs.record(1, "emails", case_ref="H-2019-00001")])
    place = server.address("TABLE", password="${LOG_PASSWORD}")
    sources = "".join(f'{log} = ["{place.replace("TABLE", log)}"]\n' for log in ("calls", "emails"))
    secrets = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": postgres.prefect_address("prefect"),
        "LOG_PASSWORD": postgres.password,
    }
    with running_trial(folder, f"[sources]\n{sources}", **secrets) as found:
        yield found


@pytest.fixture(scope="module")
def page(up: RunningTrial) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        signed_in = browser.new_page(viewport={"width": 1280, "height": 1100})
        signed_in.set_default_timeout(300_000)
        up.sign_in(signed_in)
        yield signed_in
        browser.close()


def run(up: RunningTrial, page: Page, deployment: str, *switched: str, **fields: str) -> str:
    """Fill in the form of a deployment as a person does, and submit it.

    Args:
        deployment: its name.
        switched: the labels of switches to turn.
        fields: what to write, by the label of the line.

    Returns:
        The state in which its run ended.
    """
    fill_in(page, up.prefect, deployment, *switched, **fields)
    before = up.last_run(deployment).get("id")
    page.get_by_role("button", name="Submit").click()
    wait_until(lambda: (last := up.last_run(deployment)).get("id") != before and last["state_name"] in ENDED)
    last = up.last_run(deployment)
    page.goto(f"{up.prefect}/runs/flow-run/{last['id']}")
    state = str(last["state_name"])
    page.get_by_text(state, exact=True).first.wait_for()
    picture(page, f"{deployment}-{state.lower()}")
    return state


def draft(up: RunningTrial) -> Path:
    return up.folder / "out" / EDITION


def test_a_changed_text_is_in_the_draft_after_a_run_from_the_form(
    up: RunningTrial, page: Page, own_edition_with_pdf: Path
) -> None:
    text = up.checkout / "report_templates" / "text" / "en" / "standing" / "about_us.md"
    text.write_text(text.read_text("utf-8").replace(OLD, NEW), "utf-8")
    before, figures = digest(draft(up)), (draft(up) / "figures.json").read_bytes()
    assert run(up, page, "on-demand", "Make the PDF", Edition=EDITION) == "Completed"
    assert not (draft(up) / "report.pdf").exists()
    assert not (up.folder / "private").exists(), "no log is here, and no fix list: rendering needs neither"
    assert (draft(up) / "figures.json").read_bytes() == figures
    # Whoever built it has what shows that its figures are those of the build.
    shutil.copytree(own_edition_with_pdf.parents[1] / "private", up.folder / "private")
    page.goto(up.site)
    page.get_by_role("link", name="December 2016 to November 2018", exact=True).click()
    picture(page, "draft")
    assert page.locator(".digest").inner_text() == digest(draft(up)) != before
    assert page.get_by_role("link", name="Every check holds").is_visible()
    page.get_by_role("link", name="Read the web page", exact=True).click()
    page.get_by_text(NEW).wait_for()
    assert up.letters_to("comms", 1) == ["A draft of the report for December 2016 to November 2018 is ready"]


def test_a_wrong_digest_is_refused_and_the_page_of_the_run_says_why(up: RunningTrial, page: Page) -> None:
    assert run(up, page, "approved", Edition=EDITION, Digest="0" * 64, Approved_by="The press officer") == "Failed"
    page.get_by_text("The approval is for another draft than this.").first.wait_for()
    logs = up.api("POST", "/logs/filter", logs={"flow_run_id": {"any_": [up.last_run("approved")["id"]]}})
    assert not [log["message"] for log in logs if "Traceback" in log["message"]]
    assert not (up.folder / "published").exists()


def test_the_digest_of_the_draft_publishes_just_it(up: RunningTrial, page: Page) -> None:
    page.goto(f"{up.site}/drafts/{EDITION}/")
    approved = page.locator(".digest").inner_text()
    assert run(up, page, "approved", Edition=EDITION, Digest=approved, Approved_by="The press officer") == "Completed"
    page.goto(up.site)
    picture(page, "home")
    assert page.get_by_text("published as r1").is_visible()
    page.get_by_role("link", name="Revision 1").click()
    page.get_by_text(NEW).wait_for()
    assert page.url == f"{up.site}/published/{EDITION}/r1/report.html"
    revision = up.folder / "published" / EDITION / "r1"
    assert digest(revision) == approved
    assert "revision 1" in up.letters_to("comms", 2)[1]
    [line] = (up.folder / "state" / "approvals.jsonl").read_text().splitlines()
    assert json.loads(line) | {"on": ""} == {
        "edition": EDITION, "revision": "r1", "digest": approved, "approver": "The press officer", "on": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("deployment", "form", "words"),
    [
        ("on-demand", {"edition": "2001-06_2001-11"}, "2001-06_2001-11"),
        (
            "approved",
            {"edition": EDITION, "approve": "yes", "approver": "The press officer"},
            "'yes' is not a 'digest: ",
        ),
        ("approved", {"edition": EDITION, "approve": "0" * 64}, "approver"),
        ("bi-annual", {"first_month": "June"}, "June"),
        ("bi-annual", {"frist_month": "2018-06"}, "frist_month"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_before_anything_runs(
    up: RunningTrial, deployment: str, form: dict[str, str], words: str
) -> None:
    answer = up.post(f"/deployments/{up.deployment(deployment)}/create_flow_run", form)
    assert answer.status_code == 409
    assert words in answer.text


def test_logs_in_a_database_are_checked_and_the_week_is_on_the_site(up: RunningTrial, page: Page) -> None:
    assert run(up, page, "weekly") == "Completed"
    logs = up.api("POST", "/logs/filter", logs={"flow_run_id": {"any_": [up.last_run("weekly")["id"]]}})
    assert "The logs pass the quality gate." in {log["message"] for log in logs}
    assert up.letters_to("staff", 1) == ["To do: 1 of 201 records are set aside until they are mended"]
    page.goto(f"{up.site}/quality/")
    page.get_by_text("The configured logs").wait_for()
    assert page.get_by_role("cell", name="201").is_visible()
    picture(page, "quality")


def test_a_lost_connection_to_the_database_is_made_again(up: RunningTrial, postgres: Postgres) -> None:
    with postgres.connect() as connection:
        lost = connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'prefect'")
        assert lost.rowcount > 0
    wait_until(up.answers)
    assert up.last_run("approved")["state_name"] == "Completed"


def test_with_every_worker_stuck_a_late_run_is_told(up: RunningTrial) -> None:
    for name in ("worker-logs", "worker-texts"):
        os.kill(up.processes[name], signal.SIGSTOP)
    stuck = up.post(f"/deployments/{up.deployment('weekly')}/create_flow_run", {}).json()["id"]
    [late] = up.letters_to("officer", 1)
    assert late.startswith("To do: check_logs has not started; it was due on ")
    assert f"/runs/flow-run/{stuck}" in next(m for m in up.mail.received if m["subject"] == late).get_content()


def test_with_every_worker_stuck_failed_and_crashed_runs_are_told_and_a_good_one_resolves_them(
    up: RunningTrial,
) -> None:
    late = up.last_run("weekly")["id"]
    other = up.post(f"/deployments/{up.deployment('bi-annual')}/create_flow_run", {}).json()["id"]
    for run_id, state, words in [
        (late, "Running", "Resolved: check_logs has not started"),
        (late, "Failed", "To do: check_logs failed before it could say why"),
        (other, "Running", None),
        (other, "Crashed", "To do: build_report crashed"),
        (late, "Completed", "Resolved: check_logs failed before it could say why"),
    ]:
        up.set_state(run_id, state)
        if words:  # on a loaded machine the other run is told to be late as well, so letters cannot be counted
            wait_until(lambda words=words: any(s.startswith(words) for s in up.letters_to("officer", 0)))


def test_runs_that_give_no_heartbeat_are_ended_and_their_queue_goes_on(up: RunningTrial) -> None:
    form = f"/deployments/{up.deployment('bi-annual')}/create_flow_run"
    runs = {state: up.post(form, {}).json()["id"] for state in ("Pending", "Running", "Cancelling")}
    for state, run_id in runs.items():
        up.set_state(run_id, state)
    waiting = up.post(form, {}).json()["id"]
    up.python(f"from flows.operate.run_monitor import Monitor; m = Monitor(); [m.look() for _ in range({LOOKS + 1})]")
    ends = [up.api("GET", f"/flow_runs/{run_id}")["state_name"] for run_id in runs.values()]
    assert ends == ["Crashed", "Crashed", "Cancelled"]
    builds = up.api("GET", "/work_pools/logs/queues/builds")["id"]
    found = up.api("POST", "/work_pools/logs/get_scheduled_flow_runs")
    assert [each["flow_run"]["id"] for each in found if each["work_queue_id"] == builds] == [waiting]


def test_registering_again_leaves_what_is_scheduled(up: RunningTrial) -> None:
    before = scheduled(up, "weekly")
    up.python("from flows.operate.register import register; register()")
    assert scheduled(up, "weekly") == before != {}


def test_the_next_half_years_are_there_before_they_are_due(up: RunningTrial) -> None:
    """However long the server is away then, within a year, they are run late."""
    assert len(scheduled(up, "bi-annual")) >= 2


def test_a_service_that_died_is_started_again(up: RunningTrial) -> None:
    before = up.processes
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not set(up.processes.values()) & set(before.values()))
    wait_until(up.answers)


def scheduled(up: RunningTrial, deployment: str) -> dict[str, str]:
    """The runs that the server made ahead, by their ids: when each is due."""
    found = up.api("POST", "/flow_runs/filter", deployments={"name": {"any_": [deployment]}})
    return {run["id"]: run["expected_start_time"] for run in found if run["auto_scheduled"]}
