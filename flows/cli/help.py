"""What the command line says: of each command a line, a story that says what comes next, and an example.

Here is also the one place where words leave for the terminal, without characters that it would obey.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
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
    "build": Help(
        "logs → a draft edition",
        "Reads the logs, leaves aside the records that break a rule, counts, protects and prints. A draft lies in"
        " editions/ then; the list of records to fix in private/. Without --calls and --emails the configured logs are"
        " read; without months, the half-year that ended last is built, or all months of the sample. The first build of"
        " an installation draws its key into private/; keep a copy. Read the draft, then publish it by its digest.",
        ".venv/bin/helpline-report build --calls logs/calls-*.xlsx --emails logs/emails.csv"
        " --from 2018-06 --to 2018-11",
    ),
    "render": Help(
        "an edition's frozen figures + the present texts → the draft again",
        "For whoever changed a text: no log is read and no figure changes. The digest changes with the texts, so an"
        " approval of the draft before is void.",
        ".venv/bin/helpline-report render editions/2018-06_2018-11",
    ),
    "publish": Help(
        "a draft → an immutable numbered revision",
        "Publishes the draft whose digest is given, byte for byte, into published/EDITION/rN, and freezes its figures."
        " The digest is what build and render print, and what the draft's page on the editions site shows. Another"
        " draft than that is refused, as is one that does not hold every check of verify or was not built here. What is"
        " published is never changed: a mistake is mended by another revision.",
        ".venv/bin/helpline-report publish editions/2018-06_2018-11 --approve 5f2c… --approver NAME",
    ),
    "withdraw": Help(
        "mark a published revision as one not to rely on",
        "The revision stays where it is, for the record; the page of publications says that it was withdrawn, and why.",
        '.venv/bin/helpline-report withdraw published/2018-06_2018-11/r1 --reason "Two charts were exchanged"',
    ),
    "check": Help(
        "quality only: verdict and fix list",
        "Reads the logs as a build does, and stops after the rules. Staff find in private/fix_list.xlsx which cells to"
        " mend in the logs; run it again after that. Whoever is to be told of it is told.",
        ".venv/bin/helpline-report check --calls logs/calls-*.xlsx --emails logs/emails.csv",
    ),
    "translations": Help(
        "what translators have to do",
        "Lists the texts that a language lacks, and those whose English has changed since they were translated. Such a"
        " text is printed in English, or as it stands. Say --done when it is up to date with the English again.",
        ".venv/bin/helpline-report translations --done standing/about_us.md 'figures.toml, gender'",
    ),
    "verify": Help(
        "recompute digests, sums and disclosure audit of an edition",
        "For a draft or a published revision. Everything is computed again from its files; a check that does not hold"
        " is named.",
        ".venv/bin/helpline-report verify published/2018-06_2018-11/r1",
    ),
    "init": Help(
        "write the folder of an installation's own content",
        "Contract, places, texts, brand and what else is particular to a helpline, as they come with the program, to be"
        " changed. The settings name the folder as content, or --content before a command does. The program never"
        " writes into it again by itself. With --blank nothing of one country is in it: sixteen short English texts, a"
        " list of places and particulars to write on.",
        ".venv/bin/helpline-report init --blank our_content",
    ),
    "onboard": Help(
        "learn how your own logs are written, by asking",
        "Looks into files on this machine, finds sheets, headings, dates and spellings, says how sure it is, and asks"
        " the rest. Answers go into your content: headings and dates into contract/logs.toml, spellings to their"
        " answers. Values are shown here and stand in no file but where you confirm a spelling. Run it again for a new"
        " file: only what is new is asked.",
        ".venv/bin/helpline-report onboard logs/2018.xlsx logs/2019.xlsx",
    ),
    "upgrade": Help(
        "what a new release of the program changes in own content; --apply writes it",
        "Text by text: what only the release changed is taken, what only you changed stays, and what both changed is"
        " merged. Where both changed the same lines, yours stand and both are kept aside. Without --apply nothing is"
        " written.",
        ".venv/bin/helpline-report upgrade --apply",
    ),
    "doctor": Help(
        "examine the installation, and say how to mend each fault",
        "Libraries, fonts, settings, folders, key, sources, ledger, alerts, server and workers. Changes nothing."
        " With --send-test each address of alerts is sent one, and which of them took it is said.",
        ".venv/bin/helpline-report doctor --send-test",
    ),
    "up": Help(
        "start everything on this machine for a trial, and print its addresses",
        "Prefect server, workers, run monitor and editions site, on the loopback. Open the first address and sign in"
        " with the password that is printed (it stays in .prefect/password); run build_report with “Sample logs”"
        " switched on. Its draft appears on the second address. For production see docs/operating.md.",
        ".venv/bin/helpline-report up",
    ),
    "down": Help("stop what up started", "Runs that are at work are broken off; they can be run again.", "make down"),
    "serve": Help(
        "the Prefect server, the editions site or the run monitor (watch) as a service",
        "Started by systemd. The server wants a password: docs/operating.md. The site shows"
        " drafts: where others than this machine can reach it, put a proxy with a password before it.",
        ".venv/bin/helpline-report serve site",
    ),
    "user": Help(
        "accounts of the editions site: add, list, remove, password",
        "Whoever has an account signs in to the editions site. A reader reads drafts; an editor writes the texts, a"
        " translator those of other languages; an approver publishes and withdraws. The password is asked for, or taken"
        " from what comes in. Once there is an account, nobody reads a draft without one.",
        ".venv/bin/helpline-report user add editor --role editor --role translator",
    ),
    "worker": Help(
        "run what is due in a work pool",
        "Started by systemd, one for each pool. It runs the deployments that were registered and"
        " nothing else, whatever the server asks of it.",
        ".venv/bin/helpline-report worker logs",
    ),
    "register": Help(
        "tell the Prefect server of work pools, deployments and forms",
        "After the first start of a server and after each upgrade; PREFECT_API_URL names the server. Can be repeated:"
        " what is there already is left alone.",
        ".venv/bin/helpline-report register",
    ),
}


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
