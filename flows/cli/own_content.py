"""The part of the command line for an installation's own content."""

import argparse
from pathlib import Path
from typing import Any

from flows.cli.help import add_command
from flows.cli.terminal import say
from tasks.model.errors import UsageError


def add_own_content(commands: Any) -> None:
    """Add the commands for whoever keeps own content."""
    init = add_command(commands, "init")
    init.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    init.add_argument("--blank", action="store_true", help="for another country: short English texts to write on")
    init.set_defaults(run=_init, reads_content=False)

    upgrade = add_command(commands, "upgrade")
    upgrade.add_argument("--apply", action="store_true", help="write it; without, it is only shown")
    upgrade.set_defaults(run=_upgrade, reads_content=False)


def _init(options: argparse.Namespace) -> int:
    from flows.operate.own_content import write_content

    write_content(options.folder, blank=options.blank)
    say(f'Content: {options.folder}\nTo use it, write into settings.toml: content = "{options.folder.absolute()}"')
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    from flows.operate.own_content import CONFLICTS, MergeOutcome, changes, described, upgrade
    from flows.operate.settings import load_settings

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
