"""The part of the command line that learns how somebody else's logs are written."""

import argparse
from typing import Any

from flows.cli.help import add_command
from flows.cli.terminal import say
from tasks.model.errors import UsageError


def add_onboard(commands: Any) -> None:
    """Add the command."""
    onboard = add_command(commands, "onboard")
    onboard.add_argument(
        "files", nargs="+", metavar="FILE", help="files, globs or database tables of the logs, of both together"
    )
    onboard.set_defaults(run=_onboard)


def _onboard(options: argparse.Namespace) -> int:
    from expectations.contract.logs import log_forms
    from flows.onboarding.ask import Interview
    from flows.onboarding.choices import leave_report
    from flows.onboarding.look import look, require_records
    from flows.operate.settings import load_settings
    from tasks.storage.child_process import run_apart
    from tasks.storage.database import environment_for

    settings = load_settings()
    content = options.content or settings.content
    if content is None:
        raise UsageError(
            "There is no own content to remember the answers.",
            remedy="Write it by `helpline-report init DIR`, and name it in settings.toml or by --content before the "
            "command.",
        )
    places = [(name, environment_for([name])) for name in options.files]
    sheets = [sheet for name, known in places for sheet in run_apart("the opening of the logs", known, look, name)]
    require_records(sheets, ", ".join(options.files))
    if content == settings.content:  # that of an installation, whose site has a page for it
        leave_report(settings.folders.state, sheets, log_forms())
    Interview(content, _ask, say).run(sheets)
    say(
        "\nRemembered in the content's contract folder. Where services run, register and restart them.",
        "Now see how much is accepted: .venv/bin/helpline-report check --calls … --emails …",
    )
    return 0


def _ask(question: str, default: str) -> str:
    from rich.console import Console
    from rich.markup import escape
    from rich.prompt import Prompt

    try:
        return Prompt.ask(escape(question), default=default, console=Console(soft_wrap=True))
    except EOFError:
        pass
    raise UsageError("The answers ended before the questions.", remedy="Run the command again: it asks what is left.")
