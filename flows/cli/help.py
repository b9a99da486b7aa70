"""What the command line says: of each command the words in ``commands.toml``.

Here is also the one place where words leave for the terminal, without characters that it would obey.
"""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, NoReturn

from tasks.model.errors import UsageError, printable

WIDTH = 100
FIRST_STEPS = """\
first steps:
  .venv/bin/helpline-report doctor           is everything there?
  .venv/bin/helpline-report build --sample   a draft from made-up logs, in editions/
  .venv/bin/helpline-report up               the same in the browser; down stops it

Each command says more with --help. Logs, folders and headings are set in settings.toml: docs/settings.md."""

OPTIONS = {
    "First month": "--from",
    "Last month": "--to",
    "Disclosure control": "--disclosure",
    "Sample logs": "--sample",
    "Call logs": "--calls",
    "E-mail logs": "--emails",
    "Revise, because": "--revise",
}
"""The options for the fields of forms that messages speak of, by their titles."""


def in_options(message: str) -> str:
    """A message as the command line tells it: the fields of the form, which it names in quotes, as options."""
    for title, option in OPTIONS.items():
        message = message.replace(f"“{title}”", option)
    return message


@dataclass(frozen=True, slots=True)
class Help:
    """The line of a command in the list of all, what it does and what comes next, and how it is typed."""

    line: str
    story: str
    example: str


HELP = {
    name: Help(**words)
    for name, words in tomllib.loads(Path(__file__).with_name("commands.toml").read_text("utf-8")).items()
}


def absolute_path(named: str) -> Path:
    """Return the absolute path that an option names from the present folder, so that every message can say it."""
    return Path(named).absolute()


def add_command(commands: Any, name: str) -> argparse.ArgumentParser:
    """Add a command with its help."""
    words = HELP[name]
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=words.line,
        description=fill(words.story, WIDTH),
        epilog=f"example:\n  {words.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def say(*lines: object, error: bool = False) -> None:
    """Print lines; a name of a file may hold anything but is shown and not obeyed."""
    for line in lines:
        # The exit code says it too, where there is nothing to write to any more.
        with suppress(OSError):
            print(printable(str(line)), file=sys.stderr if error else sys.stdout, flush=True)


def refuse_unreadable(arguments: Sequence[str]) -> None:
    """Refuse arguments that are no text: such names can be kept in no manifest and no database.

    Raises:
        UsageError: one has bytes that are not UTF-8.
    """
    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError("An argument is not UTF-8.", argument, "Rename the file or the folder, and name it again.")


class Parser(argparse.ArgumentParser):
    """A parser whose complaints repeat what was typed as it can be shown."""

    def error(self, message: str) -> NoReturn:
        """Complain, and end with the exit code of wrong usage."""
        super().error(printable(message))
