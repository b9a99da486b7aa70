"""The texts of the report: what blocks it has, in which order, and the words of figures, facts and notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from expectations.contract.forms import WORDS, MonthText, WebAddress
from tasks.language.language import Language
from tasks.language.languages import page_file
from tasks.language.rendered_text import Place
from tasks.language.text_files import read_text, toml_lines
from tasks.model.errors import TextError
from tasks.model.period import Period

_EDITION_PREFIX = "edition/"
TABLE_OF_RECOMMENDATIONS = "recommendations"
"""The template of the block that prints them; an edition that asks for nothing has no such block."""
OUTLINE = "report.toml"
HELP = "standing/help.md"
"""The text of empty help boxes."""


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

    __pydantic_config__ = WORDS

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
    def is_of_edition(self) -> bool:
        """Whether each edition has a text of its own for it, or none."""
        return self.file.startswith(_EDITION_PREFIX)

    def file_for(self, edition: Period) -> str:
        """The path of its Markdown file below the folder of texts."""
        return f"editions/{edition}/{self.file.removeprefix(_EDITION_PREFIX)}" if self.is_of_edition else self.file

    @property
    def level(self) -> int:
        """The level of its heading."""
        return 2 if self.kind in (BlockKind.SECTION, BlockKind.INSERT) else 1


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in which people reach the organisation. ``log`` counts it, or is empty; then ``why`` says why not."""

    __pydantic_config__ = WORDS

    id: str
    name: str
    log: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words of a figure; ``headline``, ``alt`` and ``note`` are Jinja, and the first two of what a text shows.

    ``short`` stands before the name of a row where rows of several figures are listed; it is empty for single numbers.
    ``highlight`` are the keys of the categories that the headline names; where it is empty, the largest is highlighted.
    """

    __pydantic_config__ = WORDS

    title: str
    headline: str = ""
    alt: str = ""
    note: str = ""
    short: str = ""
    highlight: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a row of the figure is called after: its short name, or its title where it has none."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class FindingWords:
    """The words of what may be news: told where ``when`` holds, a condition as texts have them. All are Jinja."""

    __pydantic_config__ = WORDS

    when: str
    number: str
    title: str
    text: str


class RecommendationStatus(StrEnum):
    """What has become of a recommendation."""

    OPEN = "open"
    PROMISED = "promised"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What an edition asks for, and each later one again. ``why`` and ``evidence`` are Markdown; all words are Jinja.

    ``shown_in`` holds ids of figures and blocks; ``since`` is the last month of the edition that asked first.
    """

    __pydantic_config__ = WORDS

    ask: str
    to: str
    why: str
    since: MonthText
    status: RecommendationStatus = RecommendationStatus.OPEN
    evidence: str = ""
    shown_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A number from outside, with what a reader needs to judge it. ``n`` may be "not given"."""

    __pydantic_config__ = WORDS

    value: str
    statement: str
    population: str
    n: str
    year: str
    source: str
    url: WebAddress = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a sentence leans on."""

    __pydantic_config__ = WORDS

    text: str
    url: WebAddress = ""


TextEntry = Block | Channel | FigureWords | FindingWords | Recommendation | Fact | Citation
TRANSLATED: Mapping[type[TextEntry], tuple[str, ...]] = {
    Block: ("title", "lead"),
    Channel: ("name", "why"),
    FigureWords: ("title", "headline", "alt", "note", "short"),
    FindingWords: ("number", "title", "text"),
    Recommendation: ("ask", "to", "why", "evidence"),
    Fact: ("value", "statement", "population", "n", "year", "source"),
    Citation: ("text",),
}
"""What of an entry has another form in each language; ids, addresses, months and conditions have not."""
TABLES: Mapping[str, str] = {
    "figures.toml": "figures",
    "facts.toml": "facts",
    "notes.toml": "citations",
    "findings.toml": "findings",
    "recommendations.toml": "recommendations",
}
"""The files whose entries go by their keys, each with what :class:`Texts` calls them."""


def translated_words(entry: TextEntry) -> Mapping[str, str]:
    """The words of an entry that each language has of its own, by what they are for."""
    return {name: getattr(entry, name) for name in TRANSLATED[type(entry)]}


@dataclass(frozen=True, slots=True)
class Absent:
    """What the texts of today may speak of and an edition does not have.

    Attributes:
        figures: the ids of figures that were not counted yet.
        sections: the letters of the sections in which it has no figure at all.
    """

    figures: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Texts:
    """All texts of one language, for one edition.

    Attributes:
        folder: where they lie.
        language: how it writes numbers, dates and labels, and its small words.
        source: the texts that these are translated from; None for those of the source language.
        report: the ``[report]`` table of ``report.toml``: name, slogan, telephone and the like.
        blocks: the blocks that this edition has, in order.
        omitted: titles of the blocks that it has no text or no figure for.
        block_ids: the ids of all blocks, those that it has no text for among them.
        channels: the ways in which people reach the organisation, counted and not.
        absent: what the texts may name and the edition does not have.
        findings: what may be news, in the order of its weight.
        recommendations: what this edition asks for or an earlier one did, in the order of its numbers.
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
    findings: Mapping[str, FindingWords]
    recommendations: Mapping[str, Recommendation]
    source: "Texts | None" = None
    absent: Absent = Absent()

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The small words of captions, tables, charts and navigation."""
        return self.language.words

    @property
    def page(self) -> str:
        """The file of the page with these texts, in the folder of an edition."""
        return page_file(self.language.code if self.source else "")

    def file(self, block: Block) -> str:
        """The path of a block's Markdown file below the folder."""
        return block.file_for(self.edition)

    def has(self, file: str) -> bool:
        """Whether a Markdown file is there in this language; a block without a text of its own lacks none."""
        return self.source is None or not file or (self.folder / file).is_file()

    def entries(self) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        """Every entry of the TOML files: the file, the entry, and its words that each language has of its own."""
        outline: tuple[Block | Channel, ...] = (*self.blocks, *self.channels)
        yield from ((OUTLINE, entry.id, translated_words(entry)) for entry in outline)
        for file, attribute in TABLES.items():
            table: Mapping[str, TextEntry] = getattr(self, attribute)
            yield from ((file, name, translated_words(entry)) for name, entry in table.items())
        yield from (("words.toml", name, words) for name, words in self.words.items())

    def read(self, file: str) -> str:
        """The text of a Markdown file.

        Raises:
            TextError: it is missing, or as for :func:`read_text`.
        """
        path = self.folder / file
        if path.is_file():
            return read_text(path)
        raise TextError("A text is missing.", file, "Write the file, or take its block out of report.toml.")

    def place(self, file: str, entry: str = "", key: str = "") -> Place:
        """Where a text begins: the first line of a Markdown file, or the line of a key in a TOML file."""
        name = file if self.source is None else f"{self.folder.name}/{file}"
        line = self._lines.get(file, {}).get((entry, key), 1) if entry else 1
        return Place(name, line, f"{entry}, {key}" if key else entry)

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """The lines of the keys of each TOML file that there is; a translation may lack some."""
        return {path.name: toml_lines(read_text(path)) for path in self.folder.glob("*.toml")}
