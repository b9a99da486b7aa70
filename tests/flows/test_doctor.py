"""Broken installations: the doctor names the fault of each, says how to mend it, and shows no secret."""

import sys
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.operate.doctor import examine
from flows.operate.server import CLIENT_PASSWORD
from flows.operate.server_checks import Diagnosis, Status
from tasks.alert import Outbox
from tasks.alert.messages import Audience, Message, addresses_in
from tasks.anonymise import make_installation_key
from tests import log_files as logs
from tests.command_line import run
from tests.engine.outcomes import need_java

SECRET = "s3cr3t"
OFFICER = "HELPLINE_REPORT_ALERTS_OFFICER"


class Installation:
    """One that is well, until it is broken."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        for name in ("out", "published", "private", "state"):
            (folder / name).mkdir(mode=0o700)
        for log in ("calls", "emails"):
            logs.write_csv(folder / f"{log}.csv", [logs.record(1, log)])
        self.settings = "[folders]\n" + "".join(
            f"{name} = {str(folder / name)!r}\n" for name in ("out", "published", "private", "state")
        )
        self.settings += "[sources]\n" + "".join(
            f"{log} = [{str(folder / f'{log}.csv')!r}]\n" for log in ("calls", "emails")
        )
        self.write(self.settings)
        self.environment("HELPLINE_REPORT_SETTINGS", str(folder / "settings.toml"))
        self.environment("HELPLINE_REPORT_KEY", "5a" * 32)
        self.environment(OFFICER, "mailto://127.0.0.1:9?from=a@b.example&to=c@d.example")
        patch.delenv("PREFECT_API_URL", raising=False)

    def write(self, settings: str) -> None:
        (self.folder / "settings.toml").write_text(settings)

    def environment(self, name: str, value: str) -> None:
        self.patch.setenv(name, value)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    return Installation(tmp_path, monkeypatch)


def test_a_sound_installation_has_no_fault(installation: Installation) -> None:
    found = examine()
    assert [finding for finding in found if finding.status is Status.FAULT] == []
    assert {finding.name for finding in found if finding.status is Status.NOTE} == {"server"}


def test_without_a_key_the_next_build_is_said_to_draw_one_and_then_where_it_lies(installation: Installation) -> None:
    installation.patch.delenv("HELPLINE_REPORT_KEY")
    key = installation.folder / "private" / "installation.key"
    before = {finding.name: finding for finding in examine()}["key"]
    assert before.status is Status.NOTE
    assert f"the first build of your own logs draws one into {key}" in before.detail
    assert "keep a copy" in before.remedy
    assert not key.exists()
    make_installation_key(installation.folder / "private")
    after = {finding.name: finding for finding in examine()}["key"]
    assert after.status is Status.OK
    assert str(key) in after.detail and "a copy" in after.detail
    assert key.read_text().strip() not in after.detail


def misspelt_setting(i: Installation) -> None:
    i.write(i.settings.replace("[sources]", "[source]"))


def content_missing(i: Installation) -> None:
    i.write(f'content = "{i.folder}/nowhere"\n{i.settings}')


def library_missing(i: Installation) -> None:
    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    i.patch.delitem(sys.modules, "weasyprint", raising=False)
    i.patch.setattr(sys, "meta_path", [Finder, *sys.meta_path])


def fonts_missing(i: Installation) -> None:
    i.patch.setattr("tasks.model.brand.FILE", "nowhere.toml")


def key_too_short(i: Installation) -> None:
    i.environment("HELPLINE_REPORT_KEY", SECRET)


def key_open(i: Installation) -> None:
    i.patch.delenv("HELPLINE_REPORT_KEY")
    (i.folder / "private" / "installation.key").write_text("5a" * 32)
    (i.folder / "private" / "installation.key").chmod(0o644)


def address_not_understood(i: Installation) -> None:
    i.environment(OFFICER, f"mail-to://user:{SECRET}@host")


def private_folder_open(i: Installation) -> None:
    (i.folder / "private").chmod(0o755)


def folder_is_a_file(i: Installation) -> None:
    (i.folder / "out").rmdir()
    (i.folder / "out").write_text("")


def source_missing(i: Installation) -> None:
    (i.folder / "emails.csv").unlink()


def column_missing(i: Installation) -> None:
    record = logs.record(1)
    del record["received_at"]
    logs.write_csv(i.folder / "calls.csv", [record])


def ledger_broken(i: Installation) -> None:
    (i.folder / "published" / "ledger.jsonl").write_text("{}\n")


def alerts_waiting(i: Installation) -> None:
    outbox = Outbox(i.folder / "state", addresses_in({OFFICER: "json://127.0.0.1:9"}))
    outbox.report(Message("gate", Audience.OFFICER, "The gate is closed", "Mend."), datetime(2018, 12, 3, 7))


def java_missing(i: Installation) -> None:
    i.write(i.settings + '[engine]\nname = "spark"\n')
    i.environment("JAVA_HOME", "")
    i.environment("PATH", str(i.folder))


def spark_missing(i: Installation) -> None:
    i.write(i.settings + '[engine]\nname = "spark"\n')
    i.environment("JAVA_HOME", str(i.folder))
    i.patch.setitem(sys.modules, "pyspark.errors", None)


def cluster_unknown(i: Installation) -> None:
    need_java()
    i.write(i.settings + '[engine]\nname = "spark"\nmaster = "nowhere"\n')


def server_down(i: Installation) -> None:
    i.environment("PREFECT_API_URL", "http://127.0.0.1:9/api")


BROKEN = [
    (misspelt_setting, "settings", "source is no key that can stand here", "docs/settings.md"),
    (content_missing, "content", "lacks the folder contract", "init"),
    (library_missing, "libraries", "Pango or HarfBuzz", "apt-get install libpango"),
    (fonts_missing, "fonts", "brand", ""),
    (key_too_short, "key", "not 64 hex digits", "openssl rand -hex 32"),
    (key_open, "key", "open to other users", "chmod 600"),
    (address_not_understood, "alerts", OFFICER, "Apprise"),
    (private_folder_open, "folders", "open to other users", "chmod 700"),
    (folder_is_a_file, "folders", "out cannot be written", "right to write there"),
    (source_missing, "sources", "emails.csv", ""),
    (column_missing, "sources", "received_at", ""),
    (java_missing, "engine", "Spark needs Java 17", "default-jre-headless"),
    (spark_missing, "engine", "package is not installed", "--extra spark"),
    pytest.param(
        *(cluster_unknown, "engine", "No Spark could be started or reached as nowhere", "Check the address"),
        marks=pytest.mark.spark,
    ),
    (ledger_broken, "ledger", "line 1", ""),
    (alerts_waiting, "outbox", "1 alerts wait since 3 December 2018", "mail server answers"),
    (server_down, "server", "nothing answers", "systemctl start"),
]


NAMES = [getattr(broken, "values", broken)[0].__name__ for broken in BROKEN]


@pytest.mark.parametrize(("breaks", "name", "detail", "remedy"), BROKEN, ids=NAMES)
def test_the_fault_is_named_and_no_other(
    installation: Installation, breaks: Callable[[Installation], None], name: str, detail: str, remedy: str
) -> None:
    breaks(installation)
    [fault] = [finding for finding in examine(patience=1) if finding.status is Status.FAULT]
    assert fault.name == name
    assert detail in fault.detail
    assert remedy in fault.remedy
    assert fault.remedy
    assert SECRET not in f"{fault}"


def said_of_the_password() -> Diagnosis:
    [found] = [finding for finding in examine(patience=60) if finding.name == "password"]
    return found


def test_a_password_that_the_server_does_not_take_is_named(prefect_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_of_the_password().status is Status.OK
    for wrong in (f"helpline:{SECRET}", ""):
        monkeypatch.setenv(CLIENT_PASSWORD, wrong)
        found = said_of_the_password()
        assert (found.status, SECRET in f"{found}") == (Status.FAULT, False)
        assert CLIENT_PASSWORD in found.detail


def test_a_server_that_asks_for_no_password_is_named(installation: Installation) -> None:
    class Open(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Open) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        installation.environment("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        found = said_of_the_password()
        server.shutdown()
    assert found.status is Status.FAULT
    assert "every web page" in found.detail


def test_the_command_says_it_and_its_exit_code_too(
    installation: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(capfd, "doctor").code == 0
    source_missing(installation)
    outcome = run(capfd, "doctor")
    assert outcome.code == 2
    assert outcome.says("FAULT sources:")
    assert outcome.says("To do:")
