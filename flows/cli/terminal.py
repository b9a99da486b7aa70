"""The terminal: the one place where words leave for it, without characters that it would obey."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from tasks.model.errors import UsageError, printable


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
