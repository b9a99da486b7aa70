"""The languages of the report: which there are, and how each is read from its folder of texts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from expectations.contract.content import content
from expectations.contract.forms import read_toml
from tasks.language.bidi import own_or_foreign
from tasks.language.language import Labels, Language, WordTable
from tasks.language.text_files import read_small_words, read_translated
from tasks.model.errors import TextError

FILE = "language.toml"
Tables = Mapping[str, Mapping[str, str]]


@cache
def texts_folder() -> Path:
    """The folder of the source language, from which the others are translated.

    Raises:
        TextError: no language is the source, or several are.
    """
    folders = sorted(file.parent for file in content().texts.glob(f"*/{FILE}"))
    sources = [folder for folder in folders if source_folder(folder) is None]
    if len(sources) == 1:
        return sources[0]
    raise TextError(
        f"One language has to be the source of the others, and {len(sources)} say so of themselves.",
        where=str(content().texts),
        remedy=f'Have the {FILE} of each other name it: translated_from = "en".',
    )


@cache
def helpline_name() -> str:
    """What the helpline calls itself, as the cover has it.

    Raises:
        TextError: the texts do not say.
    """
    report = read_toml(texts_folder() / "report.toml", TextError).get("report", {})
    if name := str(report.get("name", "")):
        return name
    raise TextError("The helpline has no name.", "report.toml, [report], name", "Write it there.")


def load_language(folder: Path) -> Language:
    """The language whose texts lie in a folder; small words that it lacks are those of its source, marked as foreign.

    Raises:
        TextError: a file is missing or lacks an entry.
    """
    entries, source = read_small_words(folder / FILE), source_folder(folder)
    dates = entries["dates"]
    degree = read_small_words(folder / "degree.toml")
    return Language(
        code=entries["code"],
        name=entries["name"],
        direction=entries["direction"],
        folder=folder,
        numbers=entries["numbers"],
        dates={key: words for key, words in dates.items() if isinstance(words, str)},
        weekdays=entries["weekdays"],
        clock=tuple((entry["from"], entry["hour"]) for entry in entries["clock"]),
        lists=entries["lists"],
        joints=entries["labels"],
        months=tuple(dates["months"]),
        short_months=tuple(dates["short_months"]),
        words=_words(folder, source),
        degree=degree["words"],
        fractions=degree["fractions"],
        labels=_labels(folder) if source else Labels(),
    )


def source_folder(folder: Path) -> Path | None:
    """The folder that a language is translated from; None for the source language itself."""
    source = read_toml(folder / FILE, TextError).get("translated_from")
    return folder.parent / source if source else None


def translations() -> tuple[Path, ...]:
    """The folders of all languages that are translated from the source, by their codes."""
    folders = sorted(file.parent for file in texts_folder().parent.glob(f"*/{FILE}"))
    return tuple(folder for folder in folders if source_folder(folder) == texts_folder())


def translated_pages() -> Mapping[str, str]:
    """The file of the page in each language but the source, with what the language calls itself."""
    languages = (read_small_words(folder / FILE) for folder in translations())
    return {page_file(language["code"]): language["name"] for language in languages}


def page_file(code: str = "") -> str:
    """The file of a web page: ``report.html`` in the source language, ``report.ur.html`` in Urdu."""
    return f"report.{code}.html" if code else "report.html"


@cache
def source_language() -> Language:
    """The source language, in which data files and all that people work with are written."""
    return load_language(texts_folder())


def _words(folder: Path, source: Path | None) -> Tables:
    if source is None:
        return read_small_words(folder / "words.toml")
    own = read_small_words(folder / "words.toml", whole=False)
    return {
        name: own_or_foreign(words, own.get(name, {}))
        for name, words in read_small_words(source / "words.toml").items()
    }


def _labels(folder: Path) -> Labels:
    tables = read_translated(folder / "labels.toml", dict[str, dict[str, str | dict[str, str]]])
    return Labels(
        {dimension: {key: _entry(label) for key, label in table.items()} for dimension, table in tables.items()},
        read_translated(folder / "fields.toml"),
        read_translated(folder / "rules.toml"),
        translated=True,
    )


def _entry(label: str | WordTable) -> WordTable:
    return {"label": label} if isinstance(label, str) else label
