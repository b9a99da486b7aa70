"""Examine an installation, and say of each fault how to mend it. Nothing is changed, and no secret is shown.

Where it is asked to, it sends a test alert to each address as well.
"""

import importlib.metadata
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from expectations.contract.files import read_toml
from flows.server import CLIENT_PASSWORD, SERVER_PASSWORD, admits, answers
from flows.settings import PROJECT, Settings, is_configured, load_settings
from tasks.core.errors import ReportError, UsageError

ROOM = 1_000_000_000
"""Bytes that the disk should have left: an edition takes a few millions, a large log's work folder far more."""
DEPLOYMENTS = 5


class Verdict(StrEnum):
    """What an examination found: all is well, something to know, or a fault."""

    OK = "ok"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was examined, how it is, and what to do where it is not well."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def examine(patience: float = 5.0) -> tuple[Finding, ...]:
    """Examine this installation.

    Args:
        patience: seconds to wait for the Prefect server.
    """
    settings = _guarded("settings", _settings)
    found = [settings, *(_guarded(name, check) for name, check in CHECKS.items())]
    if settings.verdict is not Verdict.FAULT:
        read = load_settings()
        found += [_guarded(name, partial(check, read)) for name, check in CHECKS_OF_SETTINGS.items()]
    found += _server(patience)
    return tuple(found)


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except ReportError as error:
        where = f" ({error.where})" if error.where else ""
        return Finding(name, Verdict.FAULT, f"{error.problem}{where}", error.remedy)
    except Exception as error:  # noqa: BLE001 - an examination that breaks has found a fault too; its message may tell more
        return Finding(name, Verdict.FAULT, f"An unforeseen {type(error).__name__}.", "Set up again: make report.")


def _settings() -> Finding:
    load_settings()
    return Finding("settings", Verdict.OK, os.environ.get("HELPLINE_REPORT_SETTINGS", "settings.toml, or the defaults"))


def _packages() -> Finding:
    declared = read_toml(PROJECT / "pyproject.toml", UsageError)["project"]["dependencies"]
    names = [re.split(r"[<>=\[ ]", line)[0] for line in declared]
    missing = []
    for name in names:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("packages", Verdict.FAULT, f"missing: {', '.join(missing)}", "Set up again: make report.")
    return Finding("packages", Verdict.OK, f"{len(names)} Python packages are there")


def _libraries() -> Finding:
    try:
        import weasyprint
    except OSError:
        pass
    else:
        return Finding("libraries", Verdict.OK, f"Pango and HarfBuzz, for WeasyPrint {weasyprint.__version__}")
    line = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Finding("libraries", Verdict.FAULT, "Pango or HarfBuzz is missing: no PDF can be made", line)


def _fonts() -> Finding:
    from tasks.core.brand import load_brand

    brand = load_brand()
    for font in brand.font_files:
        font.path.read_bytes()
    return Finding("fonts", Verdict.OK, "the brand and its fonts are there")


def _clock() -> Finding:
    try:
        ZoneInfo("Asia/Karachi")
    except ZoneInfoNotFoundError:
        return Finding("time zone", Verdict.FAULT, "Asia/Karachi is not known", "sudo apt-get install tzdata")
    return Finding("time zone", Verdict.OK, "Asia/Karachi")


def _alerts() -> Finding:
    from tasks.alert import VARIABLES, addresses_in, understood

    addresses = addresses_in(os.environ)
    if not addresses:
        name = "HELPLINE_REPORT_ALERTS_OFFICER"
        return Finding("alerts", Verdict.NOTE, "nobody is told of anything", f"Set {name} to an address of Apprise.")
    for audience, name in VARIABLES.items():
        if not all(map(understood, addresses.by_audience[audience])):
            return Finding("alerts", Verdict.FAULT, f"an address in {name} is not understood", REMEDY_ADDRESS)
    told = [audience.value for audience in VARIABLES if addresses.by_audience[audience]]
    return Finding("alerts", Verdict.OK, f"addresses are set for {', '.join(told)}; nothing was sent to try them")


def send_test_alerts() -> tuple[Finding, ...]:
    """Send a test alert to each address that is set, and find which of them were taken."""
    from tasks.alert import VARIABLES, addresses_in, send_test

    addresses = addresses_in(os.environ)
    if not addresses:
        return (Finding("test alert", Verdict.FAULT, "no address is set, and nobody was sent one", REMEDY_ADDRESS),)
    return tuple(
        Finding("test alert", Verdict.OK, f"address {n} in {VARIABLES[audience]} took it")
        if taken
        else Finding("test alert", Verdict.FAULT, f"address {n} in {VARIABLES[audience]} did not take it", REMEDY_TAKEN)
        for audience, answers in send_test(addresses).items()
        for n, taken in enumerate(answers, 1)
    )


REMEDY_TAKEN = (
    "See that its host, user and password are right, that this machine reaches it, and that its server is up."
)
REMEDY_ADDRESS = "Write it as Apprise does: mailto://user:password@host?to=… (docs/operating.md)."


def _folders(settings: Settings) -> Finding:
    folders = settings.folders
    for name in ("out", "published", "private", "state"):
        nearest = _nearest(getattr(folders, name))
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            remedy = f"Give the user of the worker the right to write there, or set another {name} in the settings."
            return Finding("folders", Verdict.FAULT, f"{name} cannot be written: {nearest}", remedy)
    if folders.private.exists() and folders.private.stat().st_mode & 0o077:
        words = f"the private folder is open to other users: {folders.private}"
        return Finding("folders", Verdict.FAULT, words, f"chmod 700 {folders.private}")
    free = shutil.disk_usage(_nearest(folders.out)).free
    if free < ROOM:
        return Finding("folders", Verdict.FAULT, f"{free // 1_000_000} MB are left on the disk", "Make room on it.")
    return Finding("folders", Verdict.OK, f"all can be written; {free // 1_000_000_000} GB are left")


def _key(settings: Settings) -> Finding:
    from tasks.anonymise.key import INSTALLATION_KEY, KEY, KEY_FILE, installation_key

    own = settings.folders.private / INSTALLATION_KEY
    if not installation_key(settings.folders.private):
        words = f"there is none yet: the first build of your own logs draws one into {own}"
        remedy = (
            "After that build keep a copy of the key where the logs are not. What is rounded without is not published."
        )
        return Finding("key", Verdict.NOTE, words, remedy)
    place = next((name for name in (KEY, KEY_FILE) if os.environ.get(name)), str(own))
    return Finding("key", Verdict.OK, f"{place}; there must be a copy of it where the logs are not")


def _nearest(folder: Path) -> Path:
    """The folder, or where it is not made yet, the one in which it would be."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _sources(settings: Settings) -> Finding:
    from flows.requests import CheckRequest
    from tasks.extract import extract

    if not settings.sources.calls and not settings.sources.emails:
        remedy = "Name them in settings.toml under [sources] (docs/settings.md)."
        return Finding("sources", Verdict.NOTE, "none is configured; forms and commands must name them", remedy)
    found = extract(CheckRequest().inputs(settings), settings.headings)
    return Finding("sources", Verdict.OK, f"{len(found)} can be opened and have the columns of the contract")


def _engine(settings: Settings) -> Finding:
    from tasks.core.engine import connect

    engine = settings.engine.chosen
    with TemporaryDirectory() as folder, connect(engine, Path(folder)) as database:
        database.rows("SELECT 1")
    where = f", reached as {engine.master}" if engine.name == "spark" else ", within the run"
    return Finding("engine", Verdict.OK, f"{engine.name}{where}: it answers")


def _ledger(settings: Settings) -> Finding:
    from tasks.disclosure.ledger import read_ledger, refuse_mixture

    ledger = read_ledger(settings.folders.ledger_among(settings.folders.published))
    if is_configured():
        refuse_mixture(ledger, sample=False)
    return Finding("ledger", Verdict.OK, f"{len(ledger.entries)} publications, an unbroken chain")


def _outbox(settings: Settings) -> Finding:
    from tasks.alert import Outbox, addresses_in

    state = Outbox(settings.folders.state, addresses_in(os.environ)).state()
    if not state.letters:
        return Finding("outbox", Verdict.OK, f"{len(state.standing)} problems stand; every alert was delivered")
    since = min(letter.written for letter in state.letters)
    words = f"{len(state.letters)} alerts wait since {since:%-d %B %Y, %H:%M}"
    remedy = "See that the addresses are right, that the mail server answers, and that the run monitor runs."
    return Finding("outbox", Verdict.FAULT, words, remedy)


def _server(patience: float) -> Iterator[Finding]:
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        yield Finding("server", Verdict.NOTE, "PREFECT_API_URL is not set: each command starts a server of its own")
        return
    if not answers(f"{url}/health", patience):
        remedy = "Start it (systemctl start helpline-server, or make up), or correct PREFECT_API_URL."
        yield Finding("server", Verdict.FAULT, f"nothing answers at {url}", remedy)
        return
    yield Finding("server", Verdict.OK, f"answers at {url}")
    yield (password := _password(url, patience))
    if password.verdict is Verdict.OK:
        yield _guarded("deployments", _deployments)
        yield _guarded("workers", _workers)
        yield _guarded("runs", _runs)


def _password(url: str, patience: float) -> Finding:
    if admits(url, "", patience):
        words = "the server asks for none: every program and every web page can use it"
        return Finding("password", Verdict.FAULT, words, "Start it by helpline-report serve prefect, or make up.")
    if not admits(url, os.environ.get(CLIENT_PASSWORD, ""), patience):
        remedy = f"Set {CLIENT_PASSWORD} to what the server has as {SERVER_PASSWORD}."
        return Finding("password", Verdict.FAULT, f"the server does not take the one in {CLIENT_PASSWORD}", remedy)
    return Finding("password", Verdict.OK, "the server asks for it, and takes the one that is set")


def _deployments() -> Finding:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        names = [deployment.name for deployment in client.read_deployments()]
    if len(names) < DEPLOYMENTS:
        words = f"{len(names)} of {DEPLOYMENTS} are registered"
        return Finding("deployments", Verdict.FAULT, words, "Register them: .venv/bin/helpline-report register.")
    return Finding("deployments", Verdict.OK, ", ".join(sorted(names)))


def _workers() -> Finding:
    from prefect.client.orchestration import get_client

    from flows.register import POOLS

    with get_client(sync_client=True) as client:
        pools = {pool.name: pool.status for pool in client.read_work_pools()}
    idle = [name for name in POOLS if str(getattr(pools.get(name), "value", pools.get(name))) != "READY"]
    if idle:
        remedy = "Start one for each: systemctl start helpline-worker@NAME, or make up."
        return Finding("workers", Verdict.FAULT, f"no worker looks for the runs of {', '.join(idle)}", remedy)
    return Finding("workers", Verdict.OK, f"one at least for {', '.join(POOLS)}")


def _runs() -> Finding:
    from prefect.client.orchestration import get_client

    from flows.server_runs import LATE, last_sign_of_life, overdue_runs, runs_at_work

    with get_client(sync_client=True) as client:
        at_work, deployments = runs_at_work(client), client.read_deployments()
        silent = [run for run in at_work if datetime.now(UTC) - last_sign_of_life(client, run) > LATE]
        overdue = [run for deployment in deployments for run in overdue_runs(client, deployment.id, at_work)]
    if silent:
        words = f"no process is at work on what shows as running: {', '.join(str(run.name) for run in silent)}"
        remedy = "Start the run monitor, which marks it as crashed: systemctl start helpline-watch, or make up."
        return Finding("runs", Verdict.FAULT, words, remedy)
    if overdue:
        words = f"due, and not started: {', '.join(str(run.name) for run in overdue)}"
        return Finding("runs", Verdict.FAULT, words, "See that the workers run, and no work pool is paused.")
    return Finding("runs", Verdict.OK, "none is overdue, and none has stopped without a word")


CHECKS: dict[str, Callable[[], Finding]] = {
    "packages": _packages,
    "libraries": _libraries,
    "fonts": _fonts,
    "time zone": _clock,
    "alerts": _alerts,
}
CHECKS_OF_SETTINGS: dict[str, Callable[[Settings], Finding]] = {
    "folders": _folders,
    "key": _key,
    "sources": _sources,
    "engine": _engine,
    "ledger": _ledger,
    "outbox": _outbox,
}
