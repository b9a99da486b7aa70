"""The part of the command line for translators."""

import argparse
from collections.abc import Iterator
from typing import Any

from flows.cli.help import add_command
from flows.cli.terminal import say
from tasks.language.languages import texts_folder, translations
from tasks.language.texts import Texts
from tasks.language.texts_loader import load_texts
from tasks.language.translation import gaps, record
from tasks.model.errors import UsageError
from tasks.model.period import Period


def add_texts(commands: Any) -> None:
    """Add the command for translators."""
    found = add_command(commands, "translations")
    found.add_argument("--done", nargs="+", metavar="TEXT", help="these are up to date: as listed, or 'all'")
    found.set_defaults(run=_translations)


def _translations(options: argparse.Namespace) -> int:
    if options.done:
        _record(set(options.done))
    for code, texts in _by_language().items():
        todo = list(dict.fromkeys(str(gap) for each in texts for gap in gaps(each)))
        say(f"{code}: {len(todo)} texts need a translator" if todo else f"{code}: every text is translated")
        say(*(f"- {line}" for line in todo))
    return 0


def _record(names: set[str]) -> None:
    every = [each for texts in _by_language().values() for each in texts]
    known = {gap.text for each in every for gap in gaps(each)}
    if unknown := names - known - {"all"}:
        raise UsageError(
            f"No text of this name needs a translator: {', '.join(sorted(unknown))}.",
            remedy="Name it as `.venv/bin/helpline-report translations` lists it, in quotes, or say all.",
        )
    for each in every:
        record(each, () if "all" in names else names)


def _by_language() -> dict[str, list[Texts]]:
    """The texts of each translation, for every edition that texts were written for."""
    editions = list(_editions())
    return {
        folder.name: [load_texts(folder, edition) for edition in editions] for folder in translations(texts_folder())
    }


def _editions() -> Iterator[Period]:
    for folder in sorted((texts_folder() / "editions").iterdir()):
        yield Period.parse(folder.name)
