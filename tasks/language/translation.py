"""How far a translation has come: what has none yet, and what has changed in the source since it was translated.

Beside its texts a translation keeps ``translated_from.toml``: for each text, which source it is the translation of, as
the first digits of its SHA-256. Texts are as large as people translate them: a file, or an entry of one.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from expectations.rules import missing_rule, record_rules
from tasks.language.bidi import foreign, is_foreign
from tasks.language.text_files import read_translated
from tasks.language.texts import HELP, Texts
from tasks.model.declared import fields, vocabularies

FILE = "translated_from.toml"
DIGITS = 12
HEAD = """\
# Of which source each text here is the translation: the first digits of the SHA-256 of that source. A build lists the
# texts whose source is another by now. Written by `helpline-report translations --done`; docs/writing.md says when.
"""
UNTRANSLATED, CHANGED = "not translated", "changed since it was translated"


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that needs a translator: its file, with the entry where that has several, and why."""

    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.text}: {self.why}"


def digest_of(source: str) -> str:
    """What names a source as it is now: the first digits of its SHA-256."""
    return hashlib.sha256(source.encode()).hexdigest()[:DIGITS]


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    source: str
    own: tuple[str, ...]


def gaps(texts: Texts) -> tuple[Gap, ...]:
    """What a translator has to do for an edition; nothing in the source language."""
    recorded = read_translated(texts.folder / FILE, dict[str, str])
    found = []
    for text in _texts(texts):
        if any(map(is_foreign, text.own)):
            found.append(Gap(text.name, UNTRANSLATED))
        elif recorded.get(text.name) != digest_of(text.source):
            found.append(Gap(text.name, CHANGED))
    return tuple(found)


def record(texts: Texts, names: Iterable[str] = ()) -> None:
    """Write down that texts are translations of the source as it is now: those named, or all that are translated."""
    chosen, path = set(names), texts.folder / FILE
    recorded = dict(read_translated(path, dict[str, str]))
    for text in _texts(texts):
        if not any(map(is_foreign, text.own)) and (not chosen or text.name in chosen):
            recorded[text.name] = digest_of(text.source)
    lines = [f'"{name}" = "{digest}"' for name, digest in sorted(recorded.items())]
    path.write_text("\n".join([HEAD, *lines, ""]), "utf-8")


def _texts(texts: Texts) -> Iterator[_Text]:
    source = texts.source
    if source is None:
        return
    yield from _files(texts, source)
    report = ("report.toml", "report", source.report), ("report.toml", "report", texts.report)
    for (file, name, words), (_, _, own) in [report, *zip(source.entries(), texts.entries(), strict=True)]:
        yield _Text(f"{file}, {name}", "\n".join(words.values()), tuple(own.values()))
    yield from _labels(texts)


def _files(texts: Texts, source: Texts) -> Iterator[_Text]:
    for file in dict.fromkeys([*(source.file(block) for block in source.blocks if block.file), HELP]):
        yield _Text(file, source.read(file), () if texts.has(file) else (foreign(file),))


def _labels(texts: Texts) -> Iterator[_Text]:
    labels = texts.language.labels
    for name, vocabulary in vocabularies().items():
        own = [labels.of(name, category.key) or "" for category in vocabulary]
        own += [labels.definition(name, category.key) for category in vocabulary]
        source = [text for category in vocabulary for text in (category.label, category.definition)]
        yield _Text(f"labels.toml, {name}", "\n".join(source), tuple(own))
    for field in fields().values():
        own = [labels.field(field.name), labels.field_help(field.name)]
        yield _Text(f"fields.toml, {field.name}", f"{field.title}\n{field.help}", tuple(own))
    for rule in {rule.id: rule for rule in (*record_rules(), missing_rule())}.values():
        yield _Text(f"rules.toml, {rule.id}", rule.title, (labels.rule(rule.id, rule.title),))
