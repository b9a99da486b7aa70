"""What production is started from: held against the schema of compose files, systemd's examination, and the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flows.settings import PROJECT
from tests.command_line import run

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_the_compose_file_has_the_form_of_one() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, DEPLOY / "compose.yaml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


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


def test_only_the_worker_of_the_logs_sees_logs_key_and_fix_list() -> None:
    services = COMPOSE["services"]
    for name in set(services) - {"worker-logs"}:
        seen = str(services[name].get("volumes")) + str(services[name].get("env_file"))
        assert not re.search(r"/srv/helpline:|/logs|/private|logs\.environment", seen), name
    for unit in UNITS:
        text = unit.read_text("utf-8")
        if unit.name == "helpline-worker@.service":
            text = (DEPLOY / "systemd" / "helpline-worker@texts.service.d" / "no-logs.conf").read_text("utf-8")
        assert "InaccessiblePaths=/srv/helpline/logs" in text, unit.name


def test_nothing_else_is_started_than_what_closes_server_and_workers() -> None:
    """Prefect's own commands would start a server that answers any page, and workers that run any command."""
    started = [str(service.get("command")) for service in COMPOSE["services"].values()]
    started += [unit.read_text("utf-8") for unit in UNITS]
    assert not [text for text in started if re.search(r"prefect['\", ]+(server|worker)", text)]


def test_no_secret_stands_in_these_files() -> None:
    for file in (path for path in DEPLOY.rglob("*") if path.is_file()):
        assert not re.search(r"(password|secret|key|token)\s*[:=]\s*[\"']?\w{6,}", file.read_text("utf-8"), re.I), file


@pytest.mark.parametrize("service", ["serve prefect", "serve site", "serve watch", "worker"])
def test_the_program_knows_the_services_that_are_started(service: str, capfd: pytest.CaptureFixture[str]) -> None:
    commands = [" ".join(map(str, s["command"])) for s in COMPOSE["services"].values() if "command" in s]
    starts = [re.search("^ExecStart=(.*)$", unit.read_text("utf-8"), re.M)[1] for unit in UNITS]
    assert any(f"helpline-report {service}" in command for command in commands)
    assert any(f"helpline-report {service}" in start for start in starts)
    command, _, name = service.partition(" ")
    assert name in run(capfd, command, "--help").output
