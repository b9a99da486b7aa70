"""What an installation is started from, and the manual's way to one: every line typed on a machine with systemd.

The machine has this one's disk, and the lines that set the checkout up are left out; where HELPLINE_REPORT_DISK names
a folder with a bare Debian 13 (from debootstrap, with systemd-sysv, dbus and sudo), all are typed there.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from mailbox import Maildir
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, sync_playwright

from flows.settings import PROJECT
from tests.browser.visit import chromium
from tests.command_line import run
from tests.operate.machine import Machine, lacking, machine
from tests.operate.prefect_page import fill_in, picture, sign_in
from tests.operate.running_trial import wait_until

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ENVIRONMENTS = sorted((DEPLOY / "etc").iterdir())
MANUAL = (PROJECT / "docs" / "operating.md").read_text("utf-8")
DOMAIN = "helpline.test"
PREFECT, SITE = f"https://prefect.{DOMAIN}", f"https://editions.{DOMAIN}"
READER, PASSWORD = "reader", "readers & friends' pa$$word"
EDITION = "2018-06_2018-11"
HARD = r"""a&b c$HOME `id` "double" /@#;:?=%40 \n back\slash *~|<>(){}!"""
"""What a password or an address may hold, but a single quote."""


def typed() -> list[str]:
    """The lines of the manual, in their order."""
    section = MANUAL.partition("## From a bare box")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.S)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed: nothing tested")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    """As they would be installed, with this checkout in the place of /opt/helpline-report."""
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/helpline-report/.venv", sys.prefix)
        name = unit.name.replace("@.", "@logs.")
        (tmp_path / name).write_text(text.replace("/opt/helpline-report", str(PROJECT)).replace("%i", "logs"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *tmp_path.glob("*.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed: nothing tested")
def test_caddy_takes_the_file_of_the_proxy(tmp_path: Path) -> None:
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    done = subprocess.run(
        command, env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", ENVIRONMENTS, ids=lambda file: file.name)
def test_every_value_of_an_environment_stands_in_single_quotes(file: Path) -> None:
    """Within them a shell and systemd change nothing."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("# ")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"#?[A-Z_]+='[^']*'", line)] == []


@pytest.mark.parametrize("service", ["serve prefect", "serve site", "serve watch", "worker"])
def test_the_program_knows_the_services_that_are_started(service: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Prefect's own commands would start a server that answers any page, and workers that run any command."""
    starts = [re.search("^ExecStart=(.*)$", unit.read_text("utf-8"), re.M)[1] for unit in UNITS]
    assert sum(f"bin/helpline-report {service}" in start for start in starts) == 1
    assert len(starts) == 4
    command, _, name = service.partition(" ")
    assert name in run(capfd, command, "--help").output


def test_no_secret_stands_in_these_files() -> None:
    for file in (path for path in DEPLOY.rglob("*") if path.is_file()):
        assert not re.search(r"(password|secret|key|token)\s*[:=]\s*[\"']?\w{6,}", file.read_text("utf-8"), re.I), file


@dataclass(frozen=True)
class Installation:
    """An installation that is up on a machine of its own, and the mail that it sent."""

    machine: Machine
    mail: Path
    browser: Path

    @property
    def password(self) -> str:
        """What the Prefect page asks for, taken as the manual says."""
        said = self.machine.type("sudo grep AUTH /etc/helpline-report/environment")
        return re.search("='(.*)'", said)[1]

    def database(self, query: str) -> str:
        """What Prefect's database answers."""
        return self.machine.type(f'cd / && sudo -u helpline psql -At prefect -c "{query}"').strip()

    @contextmanager
    def page(self, password: str = PASSWORD, user: str = READER) -> Iterator[Page]:
        """A page of a browser on that machine, whose user gives a name and a password where they are asked for."""
        with sync_playwright() as playwright:
            names = f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1"
            browser = playwright.chromium.launch(executable_path=self.browser, args=["--no-sandbox", names])
            page = browser.new_page(
                ignore_https_errors=True,  # openssl examines the certificate below
                viewport={"width": 1280, "height": 1000},
                http_credentials={"username": user, "password": password, "origin": SITE},
            )
            page.set_default_timeout(120_000)
            yield page
            browser.close()


def send_form(up: Installation, page: Page, deployment: str, **fields: str) -> None:
    """Fill in a form and send it, and wait until its run is completed."""
    before = up.database("select count(*) from flow_run where state_name = 'Completed'")
    fill_in(page, PREFECT, deployment, **fields)
    page.get_by_role("button", name="Submit").click()
    ended = "select count(*) filter (where state_name = 'Completed') from flow_run where state_name"
    wait_until(lambda: up.database(f"{ended} not in ('Failed', 'Crashed')") != before)
    assert up.database("select name, state_name from flow_run where state_name in ('Failed', 'Crashed')") == ""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What the manual's lines lead to."""
    if lack := lacking():
        pytest.skip(f"A machine of its own needs {', '.join(lack)}: nothing tested")
    folder = tmp_path_factory.mktemp("machine")
    disk = Path(os.environ["HELPLINE_REPORT_DISK"]) if "HELPLINE_REPORT_DISK" in os.environ else None
    if disk:
        subprocess.run(["git", "clone", "-q", "--bare", PROJECT, disk / "srv" / "checkout.git"], check=True)
    with machine(folder, disk) as made:
        browser, letters = folder / "chromium", folder / "letters"
        browser.write_text(f'#!/bin/sh\nexec nsenter -t {made.first} -n {chromium()} "$@"\n')
        browser.chmod(0o755)
        handler = ["-c", "aiosmtpd.handlers.Mailbox", str(letters)]
        serve = [sys.executable, "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:2525", *handler]
        with subprocess.Popen(["nsenter", "-t", str(made.first), "-n", *serve]) as mail:
            found = Installation(made, letters, browser)
            try:
                for line in typed():
                    type_line(made, line, bare=disk is not None)
                yield found
            finally:
                mail.kill()


OWN = """
sudo .venv/bin/python -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "a") as file: file.comment = b"own"' /srv/helpline/logs/calls-2016-2018.xlsx
sudo truncate --size=-1 /srv/helpline/logs/emails.csv
"""
"""Makes the sample's records an installation's own: byte for byte they would be the sample, which is not published."""


def type_line(made: Machine, line: str, *, bare: bool) -> None:
    sets_up = "git clone" in line or "make report" in line
    if sets_up and not bare:
        return
    if "doctor" in line:
        made.type("sudo install -o helpline assets/sample/calls.xlsx /srv/helpline/logs/calls-2016-2018.xlsx")
        made.type("sudo install -o helpline assets/sample/emails.csv /srv/helpline/logs/emails.csv")
        made.type(OWN)
    line = line.replace("REPOSITORY", "/srv/checkout.git").replace("YOUR.DOMAIN", DOMAIN)
    asked = f"{PASSWORD}\n" if "caddy hash-password" in line else ""
    made.type(line, asked, online=sets_up or "apt-get" in line)
    if "apt-get" in line:
        made.type("systemctl start postgresql")
    if "deploy/etc/*" in line:
        address = "mailto://127.0.0.1:2525?from=report@helpline.test&to=officer@helpline.test"
        made.type(f"echo \"HELPLINE_REPORT_ALERTS_OFFICER='{address}'\" >> /etc/helpline-report/environment")
        made.type("cat >> /etc/helpline-report/logs.environment", f"HARD='{HARD}'\n")


@pytest.mark.drill
def test_every_line_of_the_manual_works_and_the_test_alert_arrives(up: Installation) -> None:
    """The last line is that of the doctor, which finds no fault."""
    wait_until(lambda: up.mail.exists() and len(Maildir(up.mail)) > 0)
    [letter] = Maildir(up.mail)
    assert (letter["to"], letter["subject"]) == ("officer@helpline.test", "Test: alerts for officer arrive")


@pytest.mark.drill
def test_what_is_hard_to_write_reaches_a_service_and_a_shell_as_it_was_meant(up: Installation) -> None:
    file = "/etc/helpline-report/logs.environment"
    by_service = up.machine.type(f"systemd-run --quiet --wait --pipe -p EnvironmentFile={file} printenv HARD")
    by_shell = up.machine.type(f"set -a; . {file}; printenv HARD")
    assert by_service == by_shell == f"{HARD}\n"


@pytest.mark.drill
@pytest.mark.parametrize(
    ("service", "cannot_read", "can_write"),
    [
        ("helpline-server", ("logs", "private"), ("prefect",)),
        ("helpline-worker@logs", (), ("editions", "published", "private", "state", "prefect")),
        ("helpline-worker@texts", ("logs", "private"), ("editions", "published", "state", "prefect")),
        ("helpline-watch", ("logs", "private"), ("state",)),
        ("helpline-site", ("logs",), ()),
    ],
)
def test_a_service_sees_and_writes_what_it_needs(
    up: Installation, service: str, cannot_read: tuple[str, ...], can_write: tuple[str, ...]
) -> None:
    """Looked at from within its sandbox, as its user."""
    process = up.machine.type(f"systemctl show --value --property MainPID {service}").strip()
    assert up.machine.type(f"ps -o user= -p {process}").strip() == "helpline"
    probe = (
        "cd /srv/helpline && for each in *; do [ -d $each ] || continue; "
        "ls $each >/dev/null 2>&1 || echo closed $each; "
        "touch $each/probe 2>/dev/null && rm $each/probe && echo written $each; done; true"
    )
    said = up.machine.type(f"nsenter -t {process} -m runuser -u helpline -- sh -c {shlex.quote(probe)}").splitlines()
    assert {line for line in said if line.startswith("closed")} == {f"closed {name}" for name in cannot_read}
    assert {line for line in said if line.startswith("written")} == {f"written {name}" for name in can_write}


@pytest.mark.drill
def test_the_proxy_has_a_certificate_that_its_root_vouches_for(up: Installation) -> None:
    [root] = re.findall(r"`(/var/lib/caddy/\S+\.crt)`", MANUAL)
    name = PREFECT.removeprefix("https://")
    up.machine.type(
        f"openssl s_client -connect 127.0.0.1:443 -servername {name} -verify_hostname {name} -CAfile {root} "
        "-verify_return_error </dev/null"
    )


@pytest.mark.drill
def test_the_prefect_page_is_of_one_generation_and_wants_the_password(up: Installation) -> None:
    with up.page() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        wrong = "helpline:wrong"
        given = f"Basic {b64encode(wrong.encode()).decode()}"
        with page.expect_response(lambda answer: answer.request.headers.get("authorization") == given) as answer:
            sign_in(page, PREFECT, wrong)
        assert answer.value.status == 401
        picture(page, "prefect-refused")
        assert page.get_by_text("Flow Runs").count() == 0
        sign_in(page, PREFECT, up.password)
        page.get_by_text("Flow Runs").first.wait_for()
        page.goto(f"{PREFECT}/deployments")
        for name in ("approved", "bi-annual", "marked", "on-demand", "weekly"):
            page.get_by_role("link", name=name, exact=True).wait_for()
        picture(page, "prefect-deployments")
        assert {url.split("/")[2] for url in asked if url.startswith("http")} == {PREFECT.removeprefix("https://")}
        known = page.evaluate("fetch('/ui-settings').then(answer => answer.json())")
        assert (known["available_uis"], known["v2_base_url"]) == (["v1"], None)


@pytest.mark.drill
def test_the_fix_list_opens_for_staff_alone(up: Installation) -> None:
    last: dict[str, int] = {}
    for user in (READER, "staff"):
        with up.page(user=user) as page:
            page.on("response", lambda answer, user=user: last.update({user: answer.status}))
            with suppress(Error):  # Chromium has no page for what is refused
                page.goto(f"{SITE}/fix-list/", wait_until="commit")
    assert last == {READER: 401, "staff": 200}


@pytest.mark.drill
def test_a_wrong_password_opens_no_editions_site(up: Installation) -> None:
    with up.page("wrong") as page:
        answers: list[int] = []
        page.on("response", lambda answer: answers.append(answer.status))
        with suppress(Error):  # Chromium has no page for it
            page.goto(SITE)
    assert set(answers) == {401}


@pytest.mark.drill
def test_an_edition_is_checked_built_published_and_read_through_the_proxy(up: Installation) -> None:
    with up.page() as page:
        sign_in(page, PREFECT, up.password)
        page.get_by_text("Flow Runs").first.wait_for()
        send_form(up, page, "weekly")
        send_form(up, page, "bi-annual", First_month="2018-06", Last_month="2018-11")
        assert page.goto(SITE).status == 200
        page.goto(f"{SITE}/drafts/{EDITION}/")
        picture(page, "draft")
        approved = page.locator(".digest").inner_text()
        send_form(up, page, "approved", Edition=EDITION, Digest=approved, Approved_by="The press officer")
        page.goto(SITE)
        picture(page, "published")
        assert page.goto(f"{SITE}/published/{EDITION}/r1/report.html").status == 200
        page.get_by_role("heading", name="Cyber Harassment Helpline").wait_for()
        picture(page, "report")
    assert f"View at {PREFECT}/runs/flow-run/" in up.machine.type("journalctl --unit 'helpline-worker@logs'")
    assert up.machine.type("sudo helpline-report verify /srv/helpline/published/" + EDITION + "/r1")
