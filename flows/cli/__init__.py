"""The command line. Each command fills in the same form as the Prefect page and runs the same flow."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flows.cli.content import add_content
from flows.cli.help import FIRST_STEPS, Parser, absolute_path, add_command, in_options, refuse_unreadable, say
from flows.cli.operation import add_operation
from flows.operate.server import SLOWEST_LIBRARY, prepare_environment, running_server, wait_until_ready
from flows.progress import install_refusal_filter, noting_undelivered, step
from flows.settings import use_content_of_settings
from tasks.model.errors import DeliveryError, ReportError, UsageError, file_error

if TYPE_CHECKING:
    from flows.pipeline import Edition
    from flows.requests import Form
    from tasks.model.quality import Quality

F = TypeVar("F", bound="Form")
LEDGER_HELP = "file of published figures (default: published/ledger.jsonl)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit codes are those of the errors in :mod:`tasks.model.errors`."""
    prepare_environment()
    with noting_undelivered() as undelivered:
        code = _run(arguments)
    for problem in undelivered:
        say(f"{'' if code else 'The work is done. '}{in_options(str(problem))}", error=True)
    return code or (DeliveryError.exit_code if undelivered else 0)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        refuse_unreadable(sys.argv[1:] if arguments is None else arguments)
        options = _parser().parse_args(arguments)
        if options.reads_content:
            use_content_of_settings(options.content)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except KeyboardInterrupt:
        say("Stopped. Nothing half-written is left.", error=True)
        return 130
    except Exception as error:  # noqa: BLE001 - a traceback could carry what a log says
        refusal = file_error(error) if isinstance(error, OSError) else error
        if isinstance(refusal, ReportError):
            say(f"Refused. {in_options(str(refusal))}", error=True)
            return refusal.exit_code
        say(f"An unforeseen {type(error).__name__} stopped the program; details are withheld.", error=True)
        return 1


@contextmanager
def _prefect(*slow: str) -> Iterator[None]:
    """A server to run a flow against, with a slow library that the flow needs imported while it starts."""
    with running_server():
        with step("start", "Starting"):
            for module in ("flows.stages", *slow):
                import_module(module)
            wait_until_ready()
        install_refusal_filter()
        from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        # Who typed the command sees it end, and would wait a second more for the thread of the heartbeat.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield


def _build(options: argparse.Namespace) -> int:
    from flows.requests import BuildRequest

    request = _form(BuildRequest, options)
    with _prefect(SLOWEST_LIBRARY):
        from flows.build_report import build_report

        edition = build_report(request)
    _say_draft(edition)
    _say_quality(edition.quality)
    if edition.sample:
        say("The sample is made up, and says so on every page: it may be published in a trial, and in no installation.")
    return 0


def _render(options: argparse.Namespace) -> int:
    from flows.requests import LANGUAGES, RenderRequest

    request = _form(RenderRequest, options, language=LANGUAGES["all" if options.language == "all" else "source"])
    with _prefect():
        from flows.rerender_report import rerender_report

        edition = rerender_report(request)
    _say_draft(edition)
    return 0


def _publish(options: argparse.Namespace) -> int:
    from flows.requests import PublishRequest

    request = _form(PublishRequest, options, approver=options.approver or getpass.getuser())
    with _prefect():
        from flows.publish_report import publish_report

        say(f"Published: {publish_report(request)}")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    from flows.requests import WithdrawRequest
    from tasks.publish.publications import revision_number

    folder = options.revision.resolve()
    number = revision_number(folder.name)
    if number is None:
        raise UsageError("This is no revision.", str(options.revision), "Name one like published/2018-06_2018-11/r1.")
    places = {"edition": folder.parent.name, "revision": number, "to": folder.parent.parent}
    request = _form(WithdrawRequest, options, **places)
    with _prefect():
        from flows.withdraw_report import withdraw_report

        say(f"Withdrawn, and kept for the record: {withdraw_report(request)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from flows.requests import CheckRequest
    from tasks.validate import enforce_gate

    request = _form(CheckRequest, options)
    with _prefect(SLOWEST_LIBRARY):
        from flows.check_logs import check_logs

        result = check_logs(request)
    enforce_gate(result.quality, result.fix_list)
    _say_quality(result.quality)
    if result.fix_list:
        say(f"Records to fix: {result.fix_list}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from flows.edition.ledger import places_of
    from flows.settings import load_settings
    from tasks.disclosure.ledger import read_ledger
    from tasks.publish.publications import revision_number
    from tasks.verify import verify

    places = places_of(options.edition, load_settings().folders)
    private, ledger = options.private or places.private, options.ledger or places.ledger
    published = revision_number(options.edition.resolve().name) is not None
    # Else the checks would have the edition built again, where the ledger is to be restored.
    read_ledger(ledger)
    found = verify(options.edition, private, ledger, published=published)
    say(*(f"ok    {check.name}: {check.detail}" for check in found.checks))
    return 0


def _form(model: "type[F]", options: argparse.Namespace, **more: object) -> "F":
    """A form filled in with the options that are called as its fields, and with more."""
    from pydantic import ValidationError

    values = {name: value for name, value in vars(options).items() if name in model.model_fields}
    try:
        return model(**{**values, **more})
    except ValidationError as error:
        problem = "; ".join(e["msg"] for e in error.errors(include_input=False, include_url=False))
    raise UsageError(problem, remedy="See .venv/bin/helpline-report --help.")


def _say_draft(edition: "Edition") -> None:
    from tasks.model.manifest import digest

    say(f"Draft edition: {edition.folder}\nDigest to approve: {digest(edition.folder)}")
    if edition.omitted:
        say(edition.omission)
    if edition.switched:
        say("Texts that switched since the edition before:", *(f"- {switch}" for switch in edition.switched))
    for code, texts in edition.untranslated.items():
        if texts:
            say(f"Texts that need a translator ({code}): {len(texts)}.")
            say("To list them: .venv/bin/helpline-report translations")


def _say_quality(quality: "Quality") -> None:
    from tasks.model.quality import no_record_lines, record_lines

    say(*record_lines(quality), *(f"No records: {line}" for line in no_record_lines(quality.no_records)))


def _parser() -> Parser:
    parser = Parser(
        "helpline-report",
        description="Build the helpline's report from its logs, look at it, publish it.",
        epilog=FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(reads_content=True)
    parser.add_argument(
        "--content", type=absolute_path, metavar="DIR", help="folder of own content (default: as settings.toml says)"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    build = add_command(commands, "build")
    _add_sources(build)
    build.add_argument("--from", dest="first_month", default="auto", metavar="MONTH", help="first month, like 2016-12")
    build.add_argument("--to", dest="last_month", default="auto", metavar="MONTH", help="last month, like 2018-11")
    build.add_argument("--out", type=absolute_path, metavar="DIR", help="folder of editions (default: editions/)")
    build.add_argument("--disclosure", choices=["round", "none"], default="round", help="none: an internal draft")
    build.add_argument("--ledger", type=absolute_path, metavar="PATH", help=LEDGER_HELP)
    build.add_argument("--revise", default="", metavar="REASON", help="count published figures again, and say why")
    _add_pdf(build)
    build.set_defaults(run=_build)

    render = add_command(commands, "render")
    render.add_argument("edition", type=Path, metavar="DIR/EDITION")
    render.add_argument(
        "--language", choices=["all", "source", "en"], default="all", help="source: without translations"
    )
    _add_pdf(render)
    render.set_defaults(run=_render)

    publish = add_command(commands, "publish")
    publish.add_argument("edition", type=Path, metavar="DIR/EDITION")
    publish.add_argument("--approve", required=True, metavar="SHA256", help="the digest that the draft announced")
    publish.add_argument("--ledger", type=absolute_path, metavar="PATH", help="default: the one that the build took")
    publish.add_argument("--approver", metavar="NAME", help="who approved it; not published (default: your login)")
    publish.add_argument("--reason", default="", metavar="TEXT", help="why another revision; everyone can read it")
    publish.add_argument("--to", type=absolute_path, metavar="DIR", help="folder of publications (default: published/)")
    publish.set_defaults(run=_publish)

    withdraw = add_command(commands, "withdraw")
    withdraw.add_argument("revision", type=absolute_path, metavar="DIR/EDITION/rN")
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="why; everyone can read it")
    withdraw.set_defaults(run=_withdraw)

    check = add_command(commands, "check")
    _add_sources(check)
    check.set_defaults(run=_check)

    verify = add_command(commands, "verify")
    verify.add_argument("edition", type=absolute_path, metavar="DIR/EDITION")
    verify.add_argument(
        "--private", type=absolute_path, metavar="DIR", help="where the audit's tables lie (default: private/)"
    )
    verify.add_argument(
        "--ledger", type=absolute_path, metavar="PATH", help="default: the one that the edition continues"
    )
    verify.set_defaults(run=_verify)

    add_content(commands)
    add_operation(commands)
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    for log in ("calls", "emails"):
        parser.add_argument(
            f"--{log}",
            nargs="+",
            action="extend",
            default=[],
            type=lambda place: place if "://" in place else str(absolute_path(place)),
            metavar="PATH",
            help=f"files, globs or a database address with a table, of the log of {log}",
        )
    parser.add_argument("--sample", action="store_true", help="the sample logs that come with the program")
    parser.add_argument(
        "--private", type=absolute_path, metavar="DIR", help="where staff's fix list goes (default: private/)"
    )


def _add_pdf(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-pdf", dest="pdf", action="store_false", help="leave the PDF out")
