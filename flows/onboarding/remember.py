"""What was answered, written into the content: forms and headings into ``logs.toml``, spellings to their answers.

What else stands in these files, comments too, stays as it is; what is said of each source is written anew.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import KeyType, SingleKey

from expectations.contract.fields import Field, FieldKind
from expectations.contract.helpline import FILE as HELPLINE_FILE
from expectations.contract.logs import FILE, NOT_RECORDED_FILE, LogForms
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import CITIES
from expectations.contract.vocabulary import FILE as VOCABULARY_FILE
from tasks.storage.atomic_files import write_file, writing_in


def write_forms(content: Path, forms: LogForms) -> None:
    """Write what is said of the logs into ``logs.toml``."""
    with _edited(content / "contract" / FILE) as written:
        written["not_recorded"] = list(forms.not_recorded)
        if not written.get("headings"):
            written["headings"] = tomlkit.table()
        for heading, name in forms.headings.items():
            if heading in written["headings"]:
                written["headings"][heading] = name
            else:
                written["headings"].append(SingleKey(heading, KeyType.Basic), name)
        if forms.source:
            every = ({name: value for name, value in asdict(source).items() if value} for source in forms.source)
            written["source"] = list(every)


def write_first_month(content: Path, month: str) -> None:
    """Write the month of the first contact into ``helpline.toml``."""
    with _edited(content / "contract" / HELPLINE_FILE) as written:
        written["first_month"] = month


def add_spellings(content: Path, field: Field, key: str, spellings: tuple[str, ...]) -> None:
    """Add spellings to an answer: in the vocabulary, or in the list of cities."""
    if field.kind is FieldKind.CITY:
        _add_to_city(content / "places" / CITIES, key, spellings)
        return
    with _edited(content / "contract" / VOCABULARY_FILE) as written:
        answer = written[field.vocabulary.name][key]
        answer["aliases"] = [*spellings, *answer.get("aliases", [])]


def take_spellings(content: Path, field: Field, key: str, spellings: tuple[str, ...]) -> None:
    """Take spellings from an answer that they do not stand for in this log."""
    taken = {*map(squash, spellings)}
    with _edited(content / "contract" / VOCABULARY_FILE) as written:
        answer = written[field.vocabulary.name][key]
        answer["aliases"] = [each for each in answer.get("aliases", []) if squash(each) not in taken]


def add_words(content: Path, words: tuple[str, ...]) -> None:
    """Add words that say that nothing is recorded."""
    with _edited(content / "contract" / NOT_RECORDED_FILE) as written:
        for word in words:
            written["words"].insert(0, word)


@contextmanager
def _edited(path: Path) -> Iterator[Any]:
    """A TOML file to be changed; it is written where the block ends well."""
    written = tomlkit.parse(path.read_text("utf-8") if path.exists() else "")
    yield written
    _write(path, tomlkit.dumps(written))


def _add_to_city(path: Path, key: str, spellings: tuple[str, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    for row in rows:
        if row["key"] == key:
            row["aliases"] = ";".join(filter(None, (row["aliases"], *spellings)))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _write(path, text.getvalue())


def _write(path: Path, text: str) -> None:
    with writing_in(path.parent):
        write_file(path, text.encode())
