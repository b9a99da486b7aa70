"""The texts of the report: what blocks it has, in which order, and the words of figures, facts and notes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from tasks.core.errors import TextError
from tasks.core.passages import Place
from tasks.core.period import Period

TEXTS = Path(__file__).parents[2] / "report_templates" / "text" / "en"
EDITION_PREFIX = "edition/"
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
    """Where a chapter begins on paper: below the one before it, or on a page of its own."""

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
        report: the ``[report]`` table of ``report.toml``: name, slogan, telephone and the like.
        blocks: the blocks that this edition has, in order.
        omitted: titles of the blocks that it has no text for.
        block_ids: the ids of all blocks, those that it has no text for among them.
        channels: the ways in which people reach the organisation, counted and not.
        words: the small words of captions, tables and navigation.
    """

    folder: Path
    edition: Period
    report: Mapping[str, str]
    blocks: tuple[Block, ...]
    omitted: tuple[str, ...]
    block_ids: tuple[str, ...]
    figures: Mapping[str, FigureWords]
    facts: Mapping[str, Fact]
    citations: Mapping[str, Citation]
    channels: tuple[Channel, ...]
    words: Mapping[str, Mapping[str, str]]

    def path(self, block: Block) -> Path:
        """The Markdown file of a block."""
        return _path(self.folder, self.edition, block)

    def place(self, file: str, entry: str = "", key: str = "") -> Place:
        """Where a text begins: the first line of a Markdown file, or the line of a key in a TOML file."""
        if not entry:
            return Place(file)
        line = toml_lines((self.folder / file).read_text("utf-8")).get((entry, key), 1)
        return Place(file, line, f"{entry}, {key}" if key else entry)


def load_texts(folder: Path, edition: Period) -> Texts:
    """Read the texts of an edition.

    Raises:
        TextError: a file is missing or does not have the form that its head comment describes.
    """
    report = _toml(folder / "report.toml")
    blocks = [_entry(Block, table, folder / "report.toml", table.get("id", "?")) for table in report["block"]]
    present = [block for block in blocks if _is_present(folder, edition, block)]
    return Texts(
        folder=folder,
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
        words=_toml(folder / "words.toml"),
    )


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


def figure_names(folder: Path) -> Mapping[str, str]:
    """By its id, what the rows of every figure are called after.

    Raises:
        TextError: the file of figures' words is missing or broken.
    """
    return {figure_id: words.name for figure_id, words in _table(FigureWords, folder / "figures.toml").items()}


def figure_titles(folder: Path) -> Mapping[str, str]:
    """The title of every figure by its id, as the data files print it.

    Raises:
        TextError: the file of figures' words is missing or broken.
    """
    return {figure_id: words.title for figure_id, words in _table(FigureWords, folder / "figures.toml").items()}


def _path(folder: Path, edition: Period, block: Block) -> Path:
    if block.file.startswith(EDITION_PREFIX):
        return folder / "editions" / str(edition) / block.file.removeprefix(EDITION_PREFIX)
    return folder / block.file


def _is_present(folder: Path, edition: Period, block: Block) -> bool:
    return not block.file.startswith(EDITION_PREFIX) or _path(folder, edition, block).is_file()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problem = "A file of texts is missing."
    except tomllib.TOMLDecodeError as error:
        problem = f"A file of texts is not valid TOML: {error}."
    raise TextError(problem, where=path.name, remedy="Restore it from the repository, or mend the line named.")


def _table(kind: Any, path: Path) -> Mapping[str, Any]:
    return {key: _entry(kind, entry, path, key) for key, entry in _toml(path).items()}


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
