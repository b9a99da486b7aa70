"""The part of the command line for an installation's own content."""

import argparse
from pathlib import Path
from typing import Any

from flows.cli.help import add_command
from flows.cli.terminal import say


def add_own_content(commands: Any) -> None:
    """Add the commands for whoever keeps own content."""
    init = add_command(commands, "init")
    init.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    init.set_defaults(run=_init, reads_content=False)


def _init(options: argparse.Namespace) -> int:
    from flows.operate.own_content import write_content

    write_content(options.folder)
    say(f'Content: {options.folder}\nTo use it, write into settings.toml: content = "{options.folder.absolute()}"')
    return 0
