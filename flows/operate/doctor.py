"""Examine an installation, and say of each fault how to mend it. Nothing is changed, and no secret is shown.

Where it is asked to, it sends a test alert to each address as well.
"""

import importlib.metadata
import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from expectations.contract.files import read_toml
from expectations.contract.helpline import helpline
from flows.operate.content_check import examine_content
from flows.operate.server_checks import Finding, Status, examine_server, guarded
from flows.operate.settings import PROJECT, Settings, is_configured, load_settings
from tasks.model.errors import UsageError

ROOM = 1_000_000_000
"""Bytes that the disk should have left: an edition takes a few millions, a large log's work folder far more."""


def examine(patience: float = 5.0, content: Path | None = None) -> tuple[Finding, ...]:
    """Examine this installation.

    Args:
        patience: seconds to wait for the Prefect server.
        content: the folder of content, if another is named than that of the settings.
    """
    settings = guarded("settings", _settings)
    own = content or (load_settings().content if settings.status is not Status.FAULT else None)
    found = [
        settings,
        guarded("content", partial(examine_content, own)),
        *(guarded(name, check) for name, check in CHECKS.items()),
    ]
    if settings.status is not Status.FAULT:
        read = load_settings()
        found += [guarded(name, partial(check, read)) for name, check in CHECKS_OF_SETTINGS.items()]
    found += examine_server(patience)
    return tuple(found)


def _settings() -> Finding:
    load_settings()
    return Finding("settings", Status.OK, os.environ.get("HELPLINE_REPORT_SETTINGS", "settings.toml, or the defaults"))


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
        return Finding("packages", Status.FAULT, f"missing: {', '.join(missing)}", "Set up again: make report.")
    return Finding("packages", Status.OK, f"{len(names)} Python packages are there")


def _libraries() -> Finding:
    try:
        import weasyprint
    except OSError:
        pass
    else:
        return Finding("libraries", Status.OK, f"Pango and HarfBuzz, for WeasyPrint {weasyprint.__version__}")
    line = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Finding("libraries", Status.FAULT, "Pango or HarfBuzz is missing: no PDF can be made", line)


def _fonts() -> Finding:
    from tasks.model.brand import load_brand

    brand = load_brand()
    for font in brand.font_files:
        font.path.read_bytes()
    return Finding("fonts", Status.OK, "the brand and its fonts are there")


def _clock() -> Finding:
    return Finding("time zone", Status.OK, helpline().timezone)


def _alerts() -> Finding:
    from tasks.alert import VARIABLES, addresses_in, understood

    addresses = addresses_in(os.environ)
    if not addresses:
        name = "HELPLINE_REPORT_ALERTS_OFFICER"
        return Finding("alerts", Status.NOTE, "nobody is told of anything", f"Set {name} to an address of Apprise.")
    for audience, name in VARIABLES.items():
        if not all(map(understood, addresses.by_audience[audience])):
            return Finding("alerts", Status.FAULT, f"an address in {name} is not understood", REMEDY_ADDRESS)
    told = [audience.value for audience in VARIABLES if addresses.by_audience[audience]]
    return Finding("alerts", Status.OK, f"addresses are set for {', '.join(told)}; nothing was sent to try them")


def send_test_alerts() -> tuple[Finding, ...]:
    """Send a test alert to each address that is set, and find which of them were taken."""
    from tasks.alert import VARIABLES, addresses_in, send_test

    addresses = addresses_in(os.environ)
    if not addresses:
        return (Finding("test alert", Status.FAULT, "no address is set, and nobody was sent one", REMEDY_ADDRESS),)
    return tuple(
        Finding("test alert", Status.OK, f"address {n} in {VARIABLES[audience]} took it")
        if taken
        else Finding("test alert", Status.FAULT, f"address {n} in {VARIABLES[audience]} did not take it", REMEDY_TAKEN)
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
            return Finding("folders", Status.FAULT, f"{name} cannot be written: {nearest}", remedy)
    if folders.private.exists() and folders.private.stat().st_mode & 0o077:
        words = f"the private folder is open to other users: {folders.private}"
        return Finding("folders", Status.FAULT, words, f"chmod 700 {folders.private}")
    free = shutil.disk_usage(_nearest(folders.out)).free
    if free < ROOM:
        return Finding("folders", Status.FAULT, f"{free // 1_000_000} MB are left on the disk", "Make room on it.")
    return Finding("folders", Status.OK, f"all can be written; {free // 1_000_000_000} GB are left")


def _key(settings: Settings) -> Finding:
    from tasks.anonymise.key import INSTALLATION_KEY, KEY, KEY_FILE, installation_key

    own = settings.folders.private / INSTALLATION_KEY
    if not installation_key(settings.folders.private):
        words = f"there is none yet: the first build of your own logs draws one into {own}"
        remedy = (
            "After that build keep a copy of the key where the logs are not. What is rounded without is not published."
        )
        return Finding("key", Status.NOTE, words, remedy)
    place = next((name for name in (KEY, KEY_FILE) if os.environ.get(name)), str(own))
    return Finding("key", Status.OK, f"{place}; there must be a copy of it where the logs are not")


def _nearest(folder: Path) -> Path:
    """The folder, or where it is not made yet, the one in which it would be."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _sources(settings: Settings) -> Finding:
    from flows.requests import CheckRequest
    from tasks.extract import extract

    if not settings.sources.calls and not settings.sources.emails:
        remedy = "Name them in settings.toml under [sources] (docs/settings.md)."
        return Finding("sources", Status.NOTE, "none is configured; forms and commands must name them", remedy)
    found = extract(CheckRequest().inputs(settings), settings.headings)
    return Finding("sources", Status.OK, f"{len(found)} can be opened and have the columns of the contract")


def _engine(settings: Settings) -> Finding:
    from tasks.storage.engine import connect

    engine = settings.engine.chosen
    with TemporaryDirectory() as folder, connect(engine, Path(folder)) as database:
        database.rows("SELECT 1")
    where = f", reached as {engine.master}" if engine.name == "spark" else ", within the run"
    return Finding("engine", Status.OK, f"{engine.name}{where}: it answers")


def _ledger(settings: Settings) -> Finding:
    from tasks.disclosure.ledger import read_ledger, refuse_mixture

    ledger = read_ledger(settings.folders.ledger_among(settings.folders.published))
    if is_configured():
        refuse_mixture(ledger, sample=False)
    return Finding("ledger", Status.OK, f"{len(ledger.entries)} publications, an unbroken chain")


def _outbox(settings: Settings) -> Finding:
    from tasks.alert import Outbox, addresses_in

    state = Outbox(settings.folders.state, addresses_in(os.environ)).state()
    if not state.letters:
        return Finding("outbox", Status.OK, f"{len(state.standing)} problems stand; every alert was delivered")
    since = min(letter.written for letter in state.letters)
    words = f"{len(state.letters)} alerts wait since {since:%-d %B %Y, %H:%M}"
    remedy = "See that the addresses are right, that the mail server answers, and that the run monitor runs."
    return Finding("outbox", Status.FAULT, words, remedy)


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
