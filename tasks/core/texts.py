"""The texts of the report: what blocks it has, in which order, and the words of figures, facts and notes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from tasks.core.errors import TextError
from tasks.core.foreign import foreign
from tasks.core.language import Language
from tasks.core.languages import TEXTS, load_language, source_folder
from tasks.core.passages import Place
from tasks.core.period import Period
from tasks.core.text_files import read_text, read_toml, read_translated

__all__ = ["TEXTS", "Block", "BlockKind", "Channel", "Citation", "Fact", "FigureWords", "Part", "Texts", "load_texts"]
T = TypeVar("T")
EDITION_PREFIX = "edition/"
HELP = "standing/help.md"
"""The text of empty help boxes."""
_TABLE = re.compile(r"\[(\w+)\]|\[\[\w+\]\]")
_KEY = re.compile(r"""(\w+)\s*=\s*["']?([^"']*)""")


class BlockKind(StrEnum):
    """What a block is; ``report.toml`` explains each."""

    COVER = "cover"
    CONTENTS = "contents"
    CHAPTER = "chapter"
    SECTION = "section"
    INSERT = "insert"


class Part(StrEnum):
    """How a chapter is numbered."""

    FRONT = "front"
    BODY = "body"
    APPENDIX = "appendix"
    BACK = "back"


class Start(StrEnum):
    """Where a chapter or section begins on paper: below the one before it, or on a page of its own."""

    BELOW = "below"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Block:
    """One entry of ``report.toml``."""

    id: str
    kind: BlockKind
    title: str = ""
    file: str = ""
    template: str = ""
    letter: str = ""
    part: Part = Part.BODY
    lead: str = ""
    start: Start = Start.BELOW

    @property
    def level(self) -> int:
        """The level of its heading."""
        return 2 if self.kind in (BlockKind.SECTION, BlockKind.INSERT) else 1

    @property
    def begins_page(self) -> bool:
        """Whether it begins a page on paper."""
        starts = self.kind in (BlockKind.CHAPTER, BlockKind.SECTION) and self.start is Start.PAGE
        return starts or self.kind in (BlockKind.COVER, BlockKind.CONTENTS)


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in which people reach the organisation. ``log`` counts it, or is empty; then ``why`` says why not."""

    id: str
    name: str
    log: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words of a figure; ``headline``, ``alt`` and ``note`` are Jinja.

    ``short`` stands before the name of a row where rows of several figures are listed; it is empty for single numbers.
    """

    title: str
    headline: str
    alt: str
    note: str = ""
    short: str = ""

    @property
    def name(self) -> str:
        """What a row of the figure is called after: its short name, or its title where it has none."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class Fact:
    """A number from outside, with what a reader needs to judge it. ``n`` may be "not given"."""

    value: str
    statement: str
    population: str
    n: str
    year: str
    source: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a sentence leans on."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Texts:
    """All texts of one language, for one edition.

    Attributes:
        folder: where they lie.
        language: how it writes numbers, dates and labels, and its small words.
        source: the texts that these are translated from; None for those of the source language.
        report: the ``[report]`` table of ``report.toml``: name, slogan, telephone and the like.
        blocks: the blocks that this edition has, in order.
        omitted: titles of the blocks that it has no text for.
        block_ids: the ids of all blocks, those that it has no text for among them.
        channels: the ways in which people reach the organisation, counted and not.
    """

    folder: Path
    language: Language
    edition: Period
    report: Mapping[str, str]
    blocks: tuple[Block, ...]
    omitted: tuple[str, ...]
    block_ids: tuple[str, ...]
    figures: Mapping[str, FigureWords]
    facts: Mapping[str, Fact]
    citations: Mapping[str, Citation]
    channels: tuple[Channel, ...]
    source: "Texts | None" = None

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The small words of captions, tables, charts and navigation."""
        return self.language.words

    def path(self, block: Block) -> Path:
        """The Markdown file of a block."""
        return self.folder / self.file(block)

    def file(self, block: Block) -> str:
        """The path of a block's Markdown file below the folder."""
        return _file(self.edition, block)

    def has(self, file: str) -> bool:
        """Whether a Markdown file is there in this language; a block without a text of its own lacks none."""
        return self.source is None or not file or (self.folder / file).is_file()

    def place(self, file: str, entry: str = "", key: str = "") -> Place:
        """Where a text begins: the first line of a Markdown file, or the line of a key in a TOML file."""
        name = file if self.source is None else f"{self.folder.name}/{file}"
        path = self.folder / file
        if not entry or not path.is_file():
            return Place(name)
        line = toml_lines(read_text(path)).get((entry, key), 1)
        return Place(name, line, f"{entry}, {key}" if key else entry)


def load_texts(folder: Path, edition: Period) -> Texts:
    """Read the texts of an edition. What a translation lacks is taken from its source, and marked as foreign.

    Raises:
        TextError: a file is missing or does not have the form that its head comment describes.
    """
    source = source_folder(folder)
    return _source_texts(folder, edition) if source is None else _translated(folder, load_texts(source, edition))


def _source_texts(folder: Path, edition: Period) -> Texts:
    report = read_toml(folder / "report.toml")
    blocks = [_entry(Block, table, folder / "report.toml", table.get("id", "?")) for table in report["block"]]
    present = [block for block in blocks if _is_present(folder, edition, block)]
    return Texts(
        folder=folder,
        language=load_language(folder),
        edition=edition,
        report=report["report"],
        blocks=tuple(present),
        omitted=tuple(block.title or block.id for block in blocks if block not in present),
        block_ids=tuple(block.id for block in blocks),
        figures=_table(FigureWords, folder / "figures.toml"),
        facts=_table(Fact, folder / "facts.toml"),
        citations=_table(Citation, folder / "notes.toml"),
        channels=tuple(
            _entry(Channel, table, folder / "report.toml", table.get("id", "?")) for table in report.get("channel", [])
        ),
    )


def _translated(folder: Path, source: Texts) -> Texts:
    own = {name: read_translated(folder / f"{name}.toml") for name in ("report", "figures", "facts", "notes")}
    titles, names = (by_id(own["report"].get(kind, [])) for kind in ("block", "channel"))
    return replace(
        source,
        folder=folder,
        language=load_language(folder),
        source=source,
        report=overlaid(source.report, own["report"].get("report", {})),
        blocks=tuple(_overlay(block, titles.get(block.id, {}), "title", "lead") for block in source.blocks),
        figures={
            key: _overlay(words, own["figures"].get(key, {}), *FigureWords.__slots__)
            for key, words in source.figures.items()
        },
        facts={key: _overlay(fact, own["facts"].get(key, {}), *TRANSLATED) for key, fact in source.facts.items()},
        citations={key: _overlay(note, own["notes"].get(key, {}), "text") for key, note in source.citations.items()},
        channels=tuple(_overlay(channel, names.get(channel.id, {}), "name", "why") for channel in source.channels),
    )


TRANSLATED = ("value", "statement", "population", "n", "year", "source")
"""What of a fact has another form in each language; its address has not."""


def by_id(entries: Sequence[Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Entries of a list of tables by their ``id``."""
    return {entry.get("id", ""): entry for entry in entries}


def overlaid(words: Mapping[str, str], own: Mapping[str, str]) -> Mapping[str, str]:
    """Words by key, each in the language itself or else as foreign."""
    return {key: own.get(key) or foreign(text) for key, text in words.items()}


def _overlay(entry: T, own: Mapping[str, str], *names: str) -> T:
    return replace(entry, **overlaid({name: getattr(entry, name) for name in names}, own))  # type: ignore[type-var]


@lru_cache(maxsize=32)
def toml_lines(content: str) -> Mapping[tuple[str, str], int]:
    """The line of every key of a TOML file, by its table and name; a table of a list goes by its ``id``."""
    lines: dict[tuple[str, str], int] = {}
    entry = ""
    for number, line in enumerate(content.splitlines(), 1):
        if table := _TABLE.fullmatch(line.strip()):
            entry = table[1] or ""
            lines[entry, ""] = number
        elif found := _KEY.match(line):
            entry = found[2] if found[1] == "id" else entry
            lines[entry, found[1]] = number
    return lines


def figure_titles(folder: Path) -> Mapping[str, str]:
    """The title of every figure by its id, as the data files print it.

    Raises:
        TextError: the file of figures' words is missing or broken.
    """
    return {figure_id: words.title for figure_id, words in _table(FigureWords, folder / "figures.toml").items()}


def _file(edition: Period, block: Block) -> str:
    if block.file.startswith(EDITION_PREFIX):
        return f"editions/{edition}/{block.file.removeprefix(EDITION_PREFIX)}"
    return block.file


def _is_present(folder: Path, edition: Period, block: Block) -> bool:
    return not block.file.startswith(EDITION_PREFIX) or (folder / _file(edition, block)).is_file()


def _table(kind: Any, path: Path) -> Mapping[str, Any]:
    return {key: _entry(kind, entry, path, key) for key, entry in read_toml(path).items()}


def _entry(kind: Any, entry: Mapping[str, Any], path: Path, key: str) -> Any:
    values = {name: value if isinstance(value, str) else str(value) for name, value in entry.items()}
    try:
        if kind is Block:
            values |= {
                "kind": BlockKind(entry["kind"]),
                "part": Part(entry.get("part", Part.BODY)),
                "start": Start(entry.get("start", Start.BELOW)),
            }
        return kind(**values)
    except (KeyError, TypeError, ValueError) as error:
        problem = f"An entry has a key too many, lacks one, or has a value that is not allowed: {error}."
    raise TextError(problem, where=f"{path.name}, {key}", remedy="Compare it with the head comment of the file.")
