"""What was answered, written into the content: forms and headings into ``logs.toml``, spellings to their answers."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import fields as parts_of
from pathlib import Path

from expectations.contract.fields import Field, FieldKind
from expectations.contract.forms import line_of
from expectations.contract.logs import FILE, LogForms, SourceForm
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import CITIES
from expectations.contract.vocabulary import FILE as VOCABULARY_FILE
from expectations.contract.word_lists import NOT_RECORDED_FILE
from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_file, writing_in


def write_forms(content: Path, forms: LogForms) -> None:
    """Write ``logs.toml``; the comment at its head stays."""
    path = content / "contract" / FILE
    head = _head(path.read_text("utf-8")) if path.exists() else ""
    lines = [head, f"not_recorded = {json.dumps(list(forms.not_recorded))}", "", "[headings]"]
    lines += [f"{_quoted(text)} = {_quoted(name)}" for text, name in forms.headings.items()]
    for source in forms.source:
        lines += ["", "[[source]]", *_said(source)]
    _write(path, "\n".join(lines) + "\n")


def _head(text: str) -> str:
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join((*lines[:end], ""))


def _said(source: SourceForm) -> list[str]:
    said = {part.name: getattr(source, part.name) for part in parts_of(source)}
    return [f"{name} = {_value(value)}" for name, value in said.items() if value]


def _value(value: object) -> str:
    return f"[{', '.join(map(_quoted, value))}]" if isinstance(value, tuple) else _quoted(value)


def _quoted(value: object) -> str:
    # A string of JSON is one of TOML too; only the sign for deletion is written otherwise.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def add_spellings(content: Path, field: Field, key: str, spellings: tuple[str, ...]) -> None:
    """Add spellings to an answer: in the vocabulary, or in the list of cities.

    Raises:
        UsageError: the entry is written in a way that a line cannot be added to.
    """
    if field.kind is FieldKind.CITY:
        _add_to_city(content / "places" / CITIES, key, spellings)
        return
    path, table = content / "contract" / VOCABULARY_FILE, field.vocabulary.name
    _add(path, [table, key], "aliases", spellings)


def take_spellings(content: Path, field: Field, key: str, spellings: tuple[str, ...]) -> None:
    """Take spellings from an answer that they do not stand for in this log.

    Raises:
        UsageError: the entry is written in a way that a line cannot be changed in.
    """
    path, table = content / "contract" / VOCABULARY_FILE, field.vocabulary.name
    text = path.read_text("utf-8")
    aliases = tomllib.loads(text)[table][key].get("aliases", [])
    kept = [alias for alias in aliases if squash(alias) not in {*map(squash, spellings)}]
    lines = text.splitlines(keepends=True)
    at = line_of(text, [table, key]) - 1
    listed = ", ".join(map(_quoted, kept))
    lines[at] = re.sub(r"(\baliases = )\[[^\]]*\]", lambda found: f"{found[1]}[{listed}]", lines[at], count=1)
    if tomllib.loads("".join(lines))[table][key].get("aliases", []) != kept:
        raise _written_otherwise(path)
    _replace(path, text, "".join(lines), (), taken=set(aliases) - set(kept))


def add_words(content: Path, words: tuple[str, ...]) -> None:
    """Add words that say that nothing is recorded."""
    path = content / "contract" / NOT_RECORDED_FILE
    text = path.read_text("utf-8")
    listed = ", ".join(map(_quoted, words))
    _replace(path, text, text.replace("words = [", f"words = [\n    {listed},", 1), words)


def _add(path: Path, entry: list[str], name: str, words: tuple[str, ...]) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    at = line_of(text, entry) - 1
    listed, line = ", ".join(map(_quoted, words)), lines[at]
    if f"{name} = [" in line:
        line = line.replace(f"{name} = [", f"{name} = [{listed}, ", 1)
    else:
        before, brace, after = line.rpartition("}")
        line = f"{before.rstrip()}, {name} = [{listed}] {brace}{after}"
    _replace(path, text, "".join((*lines[:at], line, *lines[at + 1 :])), words)


def _replace(path: Path, before: str, after: str, words: tuple[str, ...], taken: Set[str] = frozenset()) -> None:
    """Write a changed file, if it says what it said, the words besides, and nothing less than what was taken."""
    old = _texts(tomllib.loads(before))
    try:
        new = _texts(tomllib.loads(after))
    except tomllib.TOMLDecodeError:
        new = set()
    added = new - old
    if not old - new <= taken or not added <= {*words} or (not added and not {*words} <= old):
        raise _written_otherwise(path)
    _write(path, after)


def _written_otherwise(path: Path) -> UsageError:
    return UsageError(
        "A spelling cannot be changed in this file, which is written in another way than it came.",
        where=str(path),
        remedy="Change it by hand, on the line of its answer.",
    )


def _texts(found: object) -> set[str]:
    if isinstance(found, Mapping):
        return set().union(*map(_texts, found.values()))
    return set().union(*map(_texts, found)) if isinstance(found, list) else {found} if isinstance(found, str) else set()


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
