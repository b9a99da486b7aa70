"""Examine an installation, and say of each fault how to mend it. Nothing is changed, and no secret is shown.

Where it is asked to, it sends a test alert to each address as well.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from expectations.contract.content import content as content_in_use
from expectations.contract.content import use_content
from expectations.contract.helpline import helpline
from expectations.contract.logs import log_forms, names_people, says_not_recorded
from expectations.places import offices, opening_hours
from expectations.rules import missing_rule, record_rules
from flows.operate.own_content import CONFLICTS, changes, conflicts
from flows.operate.processes import superseded_services
from flows.operate.server_checks import Diagnosis, Status, diagnosis_of, examine_server, fault, ok
from flows.settings import Settings, is_configured, load_settings
from tasks.model.errors import ReportError

ROOM = 1_000_000_000
"""Bytes that the disk should have left: an edition takes a few millions, a large log's work folder far more."""
NAMED = 5
"""How many files that a release changed are named."""
REMEDY_TAKEN = (
    "See that its host, user and password are right, that this machine reaches it, and that its server is up."
)
REMEDY_ADDRESS = "Write it as Apprise does: mailto://user:password@host?to=… (docs/operating.md)."


def examine(patience: float = 5.0, content: Path | None = None) -> tuple[Diagnosis, ...]:
    """Examine this installation.

    Args:
        patience: seconds to wait for the Prefect server.
        content: the folder of content, if another is named than that of the settings.
    """
    found = [diagnosis_of("settings", _settings)]
    settings = load_settings() if found[0].status is Status.OK else None
    found.append(diagnosis_of("content", examine_content, content or (settings and settings.content)))
    found += [diagnosis_of(name, check) for name, check in CHECKS.items()]
    if settings:
        found += [diagnosis_of(name, check, settings) for name, check in CHECKS_OF_SETTINGS.items()]
    return (*found, *examine_server(patience))


def _settings() -> Diagnosis:
    load_settings()
    return ok(os.environ.get("HELPLINE_REPORT_SETTINGS", "settings.toml, or the defaults"))


def examine_content(own: Path | None) -> Diagnosis:
    """Read all of it but the texts of editions, and find what it lacks or has otherwise than the program.

    Raises:
        ReportError: something in it cannot be read, and no release explains it.
    """
    if own:
        use_content(own)
    try:
        _read_all()
    except ReportError as error:
        if own is None or not changes(own):
            raise
        words = f"what a release needs may be lacking. {error.problem} ({error.where})"
        return fault(words, "Take it over: .venv/bin/helpline-report upgrade.")
    if unknown := unknown_functions(content_in_use().texts):
        words = "; ".join(f"{file} calls {', '.join(names)}" for file, names in unknown.items())
        return fault(f"functions are not known: {words}", "Write others: docs/writing.md.")
    if own is None:
        return ok("that which comes with the program")
    if unsettled := conflicts(own):
        remedy = f"Settle each, and delete it in {own / CONFLICTS}."
        return Diagnosis(Status.NOTE, f"changed by you and by a release: {', '.join(unsettled)}", remedy)
    if brought := changes(own):
        more = f" and {len(brought) - NAMED} more" if len(brought) > NAMED else ""
        words = f"a release changed {', '.join(change.name for change in brought[:NAMED])}{more}"
        return Diagnosis(Status.NOTE, words, "Look at it: .venv/bin/helpline-report upgrade.")
    return ok(f"{own}, which has all that the program brings")


def _read_all() -> None:
    from tasks.language.languages import load_language, texts_folder, translations

    for read in (helpline, log_forms, missing_rule, record_rules, offices, opening_hours):
        read()
    says_not_recorded("-")
    names_people("-")
    for folder in (texts_folder(), *translations()):
        load_language(folder)


def unknown_functions(texts: Path) -> dict[str, tuple[str, ...]]:
    """By file, the functions that texts call and the program has not, or has no more."""
    from jinja2 import TemplateError, nodes

    from tasks.language.text_syntax import SYNTAX
    from tasks.render.functions import NAMES

    known, found = NAMES | set(SYNTAX.globals), {}
    for file in sorted((*texts.rglob("*.md"), *texts.glob("*/figures.toml"))):
        with suppress(TemplateError):  # a build says more of it than that it cannot be read
            calls = SYNTAX.parse(file.read_text("utf-8")).find_all(nodes.Call)
            names = {call.node.name for call in calls if isinstance(call.node, nodes.Name)} - known
            if names:
                found[file.relative_to(texts).as_posix()] = tuple(sorted(names))
    return found


def _libraries() -> Diagnosis:
    try:
        import weasyprint
    except OSError:
        pass
    else:
        return ok(f"Pango and HarfBuzz, for WeasyPrint {weasyprint.__version__}")
    line = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return fault("Pango or HarfBuzz is missing: no PDF can be made", line)


def _fonts() -> Diagnosis:
    from tasks.model.brand import load_brand

    brand = load_brand()
    for font in brand.font_files:
        font.path.read_bytes()
    return ok("the brand and its fonts are there")


def _alerts() -> Diagnosis:
    from tasks.alert.messages import VARIABLES, addresses_in, understood

    addresses = addresses_in(os.environ)
    if not addresses:
        name = "HELPLINE_REPORT_ALERTS_OFFICER"
        return Diagnosis(Status.NOTE, "nobody is told of anything", f"Set {name} to an address of Apprise.")
    for audience, name in VARIABLES.items():
        if not all(map(understood, addresses.by_audience[audience])):
            return fault(f"an address in {name} is not understood", REMEDY_ADDRESS)
    audiences = [audience.value for audience in VARIABLES if addresses.by_audience[audience]]
    return ok(f"addresses are set for {', '.join(audiences)}; nothing was sent to try them")


def send_test_alerts() -> Iterator[Diagnosis]:
    """Send a test alert to each address that is set, find which of them were taken, and send the alerts that wait."""
    from tasks.alert import Outbox
    from tasks.alert.messages import VARIABLES, addresses_in, send_test

    if not (addresses := addresses_in(os.environ)):
        yield replace(fault("no address is set, and nobody was sent one", REMEDY_ADDRESS), name="test alert")
    for audience, answers in send_test(addresses).items():
        for n, taken in enumerate(answers, 1):
            words = f"address {n} in {VARIABLES[audience]} {'took it' if taken else 'did not take it'}"
            yield replace(ok(words) if taken else fault(words, REMEDY_TAKEN), name="test alert")
    with suppress(ReportError):  # what is wrong with settings or outbox, their own examination says
        Outbox(load_settings().folders.state, addresses).deliver()


def _folders(settings: Settings) -> Diagnosis:
    folders = settings.folders
    for name in ("out", "published", "private", "state"):
        nearest = _nearest(getattr(folders, name))
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            remedy = f"Give the user of the worker the right to write there, or set another {name} in the settings."
            return fault(f"{name} cannot be written: {nearest}", remedy)
    if folders.private.exists() and folders.private.stat().st_mode & 0o077:
        words = f"the private folder is open to other users: {folders.private}"
        return fault(words, f"chmod 700 {folders.private}")
    free = shutil.disk_usage(_nearest(folders.out)).free
    if free < ROOM:
        return fault(f"{free // 1_000_000} MB are left on the disk", "Make room on it.")
    return ok(f"all can be written; {free // 1_000_000_000} GB are left")


def _key(settings: Settings) -> Diagnosis:
    from tasks.anonymise.key import INSTALLATION_KEY, KEY, KEY_FILE, installation_key

    own = settings.folders.private / INSTALLATION_KEY
    if not installation_key(settings.folders.private):
        words = f"there is none yet: the first build of your own logs draws one into {own}"
        remedy = (
            "After that build keep a copy of the key where the logs are not. What is rounded without is not published."
        )
        return Diagnosis(Status.NOTE, words, remedy)
    place = next((name for name in (KEY, KEY_FILE) if os.environ.get(name)), str(own))
    return ok(f"{place}; there must be a copy of it where the logs are not")


def _nearest(folder: Path) -> Path:
    """The folder, or where it is not made yet, the one in which it would be."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _sources(settings: Settings) -> Diagnosis:
    from flows.requests import CheckRequest
    from tasks.extract import extract

    if not settings.sources.calls and not settings.sources.emails:
        remedy = "Name them in settings.toml under [sources] (docs/settings.md)."
        return Diagnosis(Status.NOTE, "none is configured; forms and commands must name them", remedy)
    found = extract(CheckRequest().inputs(settings), settings.headings)
    return ok(f"{len(found)} can be opened and have the columns of the contract")


def _engine(settings: Settings) -> Diagnosis:
    from tasks.storage.engine import connect

    engine = settings.engine
    with TemporaryDirectory() as folder, connect(engine, Path(folder)) as database:
        database.rows("SELECT 1")
    where = f", reached as {engine.master}" if engine.name == "spark" else ", within the run"
    return ok(f"{engine.name}{where}: it answers")


def _ledger(settings: Settings) -> Diagnosis:
    from tasks.disclosure.ledger import read_ledger, refuse_mixture

    ledger = read_ledger(settings.folders.ledger_among(settings.folders.published))
    if is_configured():
        refuse_mixture(ledger, sample=False)
    return ok(f"{len(ledger.entries)} publications, an unbroken chain")


def _outbox(settings: Settings) -> Diagnosis:
    from tasks.alert import Outbox
    from tasks.alert.messages import addresses_in

    state = Outbox(settings.folders.state, addresses_in(os.environ)).state()
    if not state.letters:
        return ok(f"{len(state.standing)} problems stand; every alert was delivered")
    since = min(letter.written for letter in state.letters)
    words = f"{len(state.letters)} alerts wait since {since:%-d %B %Y, %H:%M}"
    remedy = "See that the addresses are right, that the mail server answers, and that the run monitor runs."
    return fault(words, remedy)


def _processes() -> Diagnosis:
    if older := superseded_services():
        words = f"older services of this checkout run beside newer ones: {', '.join(map(str, older))}"
        return fault(words, f"End them: kill {' '.join(str(service.pid) for service in older)}.")
    return ok("no older service of this checkout runs beside a newer one")


CHECKS: dict[str, Callable[[], Diagnosis]] = {
    "processes": _processes,
    "libraries": _libraries,
    "fonts": _fonts,
    "alerts": _alerts,
}
CHECKS_OF_SETTINGS: dict[str, Callable[[Settings], Diagnosis]] = {
    "folders": _folders,
    "key": _key,
    "sources": _sources,
    "engine": _engine,
    "ledger": _ledger,
    "outbox": _outbox,
}
