"""The part of the command line for whoever keeps content: the folder, its texts, and how logs are written."""

import argparse
import sys
from typing import Any

from flows.cli.help import absolute_path, add_command, say
from tasks.model.errors import UsageError


def add_content(commands: Any) -> None:
    """Add the commands for those who keep content."""
    init = add_command(commands, "init")
    init.add_argument("folder", type=absolute_path, metavar="DIR", help="a folder that is not there yet")
    init.add_argument("--blank", action="store_true", help="for another country: short English texts to write on")
    init.add_argument(
        "--first-month", metavar="MONTH", help="month of the first contact, like 2018-12 (default: asked)"
    )
    init.set_defaults(run=_init, reads_content=False)

    upgrade = add_command(commands, "upgrade")
    upgrade.add_argument("--apply", action="store_true", help="write it; without, it is only shown")
    upgrade.set_defaults(run=_upgrade, reads_content=False)

    onboard = add_command(commands, "onboard")
    onboard.add_argument(
        "files", nargs="+", metavar="FILE", help="files, globs or database tables of the logs, of both together"
    )
    onboard.set_defaults(run=_onboard)

    found = add_command(commands, "translations")
    found.add_argument("--done", nargs="+", metavar="TEXT", help="these are up to date: as listed, or 'all'")
    found.set_defaults(run=_translations)


def _init(options: argparse.Namespace) -> int:
    from flows.operate.own_content import write_content
    from tasks.model.period import Month

    month = options.first_month
    if month is None and sys.stdin.isatty():
        month = _ask("In which month did the helpline take its first contact, like 2018-12? - the logs will tell", "-")
    first_month = str(Month.parse(month)) if month and month != "-" else ""
    write_content(options.folder, blank=options.blank, first_month=first_month)
    say(f"Content: {options.folder}\nTo use it, write into settings.toml, above its first line in brackets:")
    say(f'content = "{options.folder.absolute()}"')
    if not first_month:
        say("The month of the first contact is left open: onboard takes it from your logs, or write it into")
        say(f"{options.folder / 'contract' / 'helpline.toml'}. Until then the series begins with your first edition.")
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    from flows.operate.own_content import CONFLICTS, MergeOutcome, changes, described, upgrade
    from flows.settings import load_settings

    folder = options.content or load_settings().content
    if folder is None:
        raise UsageError(
            "There is no own content: the program uses what it came with, which is of the present release.",
            where="settings.toml, content",
            remedy="Name a folder there, or by --content; `helpline-report init` writes one.",
        )
    found = upgrade(folder) if options.apply else changes(folder)
    say(*described(found))
    if not found:
        say("The content has all that the program brings.")
    elif not options.apply:
        say("Nothing is written yet. To write it: add --apply.")
    elif any(change.kind is MergeOutcome.CONFLICT for change in found):
        say(f"Of conflicts your version stands. Both lie in {folder / CONFLICTS}: settle each, and delete it there.")
    return 0


def _onboard(options: argparse.Namespace) -> int:
    from expectations.contract.logs import log_forms
    from flows.onboarding.ask import Interview
    from flows.onboarding.choices import save_report
    from flows.onboarding.look import look, require_records
    from flows.settings import load_settings
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
        save_report(settings.folders.state, sheets, log_forms())
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


def _translations(options: argparse.Namespace) -> int:
    from tasks.language.languages import texts_folder, translations
    from tasks.language.texts_loader import load_texts
    from tasks.language.translation import gaps, record
    from tasks.model.period import Period

    # Of every edition that texts were written for.
    editions = [Period.parse(folder.name) for folder in sorted((texts_folder() / "editions").iterdir())]
    folders = translations()
    if names := set(options.done or ()):
        every = [load_texts(folder, edition) for folder in folders for edition in editions]
        if unknown := names - {gap.text for each in every for gap in gaps(each)} - {"all"}:
            raise UsageError(
                f"No text of this name needs a translator: {', '.join(sorted(unknown))}.",
                remedy="Name it as `.venv/bin/helpline-report translations` lists it, in quotes, or say all.",
            )
        for each in every:
            record(each, () if "all" in names else names)
    for folder in folders:
        every = [load_texts(folder, edition) for edition in editions]
        todo = list(dict.fromkeys(str(gap) for each in every for gap in gaps(each)))
        none = f"{folder.name}: every text is translated"
        say(f"{folder.name}: {len(todo)} texts need a translator" if todo else none, *(f"- {line}" for line in todo))
    return 0
