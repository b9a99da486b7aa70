"""The part of the command line for an installation: start, register and examine it, and who has an account."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli.help import add_command, say
from flows.operate.server import POOLS
from flows.settings import HOST, PORT, PORTS
from tasks.model.errors import UsageError

if TYPE_CHECKING:
    from flows.operate.processes import Service

SERVICES = {
    "prefect": ("flows.operate.access", "prefect"),
    "site": ("flows.site.application", "site"),
    "watch": ("flows.operate.run_monitor", "run_monitor"),
}
"""The module and the name of each web application that can be served."""


def add_operation(commands: Any) -> None:
    """Add the commands for those who operate an installation."""
    doctor = add_command(commands, "doctor")
    doctor.add_argument(
        "--send-test", action="store_true", help="send a test alert to each address that is set, and alerts that wait"
    )
    doctor.set_defaults(run=_doctor, reads_content=False)

    up = add_command(commands, "up")
    up.add_argument("--port", type=int, default=PORT, help="of the Prefect page; the next two are taken too")
    up.add_argument("--stay", action="store_true", help="do not go to the background; Ctrl-C stops everything")
    up.set_defaults(run=_up)

    down = add_command(commands, "down")
    down.set_defaults(run=_down, port=PORT, reads_content=False)

    serve = add_command(commands, "serve")
    serve.add_argument("service", choices=list(SERVICES))
    serve.add_argument("--host", default=HOST, help="where to listen; drafts are not for everyone")
    ports = ", ".join(f"{PORT + offset} for {name}" for name, offset in PORTS.items())
    serve.add_argument("--port", type=int, help=f"default: {ports}")
    serve.add_argument(
        "--name",
        dest="names",
        action="append",
        default=[],
        metavar="HOST",
        help="by which it is called, besides those in the settings; it answers to no other",
    )
    serve.set_defaults(run=_serve)

    worker = add_command(commands, "worker")
    worker.add_argument("pool", choices=list(POOLS))
    worker.set_defaults(run=_worker)

    register = add_command(commands, "register")
    register.set_defaults(run=_register)

    user = add_command(commands, "user")
    doing = user.add_subparsers(required=True, metavar="what", dest="what")
    added = doing.add_parser("add", help="make an account; the password is asked for")
    altered = doing.add_parser("role", help="change what somebody may do; all sessions of the account end")
    for each in (added, altered):
        each.add_argument(
            "--role",
            dest="roles",
            action="append",
            default=[],
            choices=["reader", "editor", "translator", "approver"],
            help="can be given several times (default: reader)",
        )
    changed = doing.add_parser("password", help="set another password; all sessions of the account end")
    removed = doing.add_parser("remove", help="remove an account; its sessions end")
    for each in (added, altered, changed, removed):
        each.add_argument("name", metavar="NAME")
    doing.add_parser("list", help="who has an account, and which roles")
    user.set_defaults(run=_user, reads_content=False)


def _doctor(options: argparse.Namespace) -> int:
    from flows.operate.doctor import examine, send_test_alerts
    from flows.operate.server_checks import Status

    tested = tuple(send_test_alerts()) if options.send_test else ()
    found = [*examine(content=options.content), *tested]
    for finding in found:
        say(f"{finding.status:6} {finding.name}: {finding.detail}")
        if finding.remedy and finding.status is not Status.OK:
            say(f"       To do: {finding.remedy}")
    return UsageError.exit_code if any(finding.status is Status.FAULT for finding in found) else 0


def _up(options: argparse.Namespace) -> int:
    from flows.operate.processes import superseded_services
    from flows.operate.up import Trial, run_trial, start_trial

    trial = Trial(Path(os.environ["PREFECT_HOME"]), options.port)
    if options.stay:
        run_trial(trial)
        return 0
    page, site = start_trial(trial)
    say(f"Prefect page:  {page}\nPassword:      {trial.password.read_text('utf-8').strip()}")
    say(f"Editions site: {site}\nTo stop:       make down")
    _say_older(superseded_services())
    return 0


def _down(options: argparse.Namespace) -> int:
    from flows.operate.up import Trial, stop_trial

    say("Stopped." if stop_trial(Trial(Path(os.environ["PREFECT_HOME"]), options.port)) else "Nothing was up.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    import uvicorn

    from flows.operate.access import names_in
    from flows.operate.processes import services
    from flows.settings import load_settings

    _say_older([older for older in services() if older.command == f"serve {options.service}"])

    known = load_settings().site
    names = [*options.names, *names_in([known.address, known.prefect])]
    module, name = SERVICES[options.service]
    service = getattr(import_module(module), name)(names)
    port = options.port or PORT + PORTS[options.service]
    uvicorn.run(
        service,
        host=options.host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="on",
        # The site reads itself who is behind the proxy, and has to know that it was the proxy who said so.
        proxy_headers=options.service != "site",
    )
    return 0


def _worker(options: argparse.Namespace) -> int:
    from flows.settings import load_settings

    site = load_settings().site
    if "prefect" in site.model_fields_set:  # as readers know it: alerts and logs of runs link there
        os.environ["PREFECT_UI_URL"] = site.prefect
    from flows.operate.processes import services
    from flows.operate.worker import work

    _say_older([older for older in services() if older.command == f"worker {options.pool}"])
    work(options.pool)
    return 0


def _say_older(older: "Sequence[Service]") -> None:
    for service in older:
        say(f"Older, and still running beside the new: {service}. To end it: kill {service.pid}", error=True)


def _register(_: argparse.Namespace) -> int:
    from flows.operate.register import register
    from flows.operate.server import PATIENCE, answers, no_server, wait_for, wait_until_ready

    url = os.environ.get("PREFECT_API_URL", "")
    if url and not answers(f"{url}/health"):
        say(f"Nothing answers at {url} yet; waiting {PATIENCE:.0f} seconds for the server to start.")
        if not wait_for(f"{url}/health"):
            raise no_server(url)
    wait_until_ready()
    register()
    say("Registered: work pools, deployments and forms.")
    return 0


def _user(options: argparse.Namespace) -> int:
    from flows.site import accounts

    by = getpass.getuser()
    roles = frozenset(map(accounts.Role, getattr(options, "roles", ()))) | {accounts.Role.READER}
    match options.what:
        case "list":
            say(*(f"{each.name}: {', '.join(sorted(each.roles))}" for each in accounts.accounts()))
        case "add":
            accounts.add(options.name, _password(), roles, by)
            say(f"{options.name} can sign in now.")
        case "role":
            accounts.set_roles(options.name, roles, by)
            say(f"{options.name} has other roles now: {', '.join(sorted(roles))}. Their sessions ended.")
        case "remove":
            accounts.remove(options.name, by)
            say(f"{options.name} is removed.")
        case "password":
            accounts.set_password(options.name, _password(), by)
            say(f"The password of {options.name} is changed; whoever was signed in by it is not any more.")
    return 0


def _password() -> str:
    """Asked for twice on a terminal; else the first line of what comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise UsageError("The two are not the same.", remedy="Try again.")
    return first
