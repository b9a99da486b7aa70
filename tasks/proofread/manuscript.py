"""What there is to proofread: the texts of an edition as they lie on disk, its figures, and the finished report."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.etree.ElementTree import Element

from jinja2 import TemplateSyntaxError, nodes

from expectations.contract.vocabulary import Vocabulary
from tasks.language.bidi import is_foreign
from tasks.language.rendered_text import Place, RenderedText, TracedSpan, ValueKind
from tasks.language.text_syntax import parse
from tasks.language.texts import HELP, Texts
from tasks.model.errors import TextError
from tasks.model.figures import Measure, ProtectedFigures

FINDINGS, RECOMMENDATIONS = "findings.toml", "recommendations.toml"
FROM_OUTSIDE = ("facts.toml", "notes.toml")
"""Files whose words are not the report's own, and whose numbers nobody here counts."""
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault in a text. ``write`` says what to write instead; ``words`` are those that it is about, if known."""

    place: Place
    problem: str
    write: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} Write instead: {self.write}"


@dataclass(frozen=True)
class SourceText:
    """A text as somebody wrote it. ``is_markdown`` tells a file of Markdown from a line in a TOML file."""

    place: Place
    text: str
    is_markdown: bool = False

    @cached_property
    def typed(self) -> str:
        """What was typed, with blanks for what functions print: every sign keeps its place."""
        return self.filled(" ")

    def filled(self, sign: str) -> str:
        """The same with another sign for what functions print."""
        return _JINJA.sub(lambda found: re.sub(r"[^\n]", sign, found.group()), self.text)

    def place_of(self, offset: int) -> Place:
        """The line of the file that has this offset."""
        return self.place.at(self.text.count("\n", 0, offset) + 1)

    def require_valid(self) -> None:
        """Stop at a text whose braces cannot be read: what is typed around them cannot be told from it.

        Raises:
            TextError: it is no valid template.
        """
        _ = self.calls

    @cached_property
    def calls(self) -> tuple[nodes.Call, ...]:
        """The functions that it asks for by name, whichever way its conditions go.

        Raises:
            TextError: it is no valid template.
        """
        try:
            return _calls(self.text)
        except TemplateSyntaxError as error:
            problem, line = str(error.message), error.lineno
        raise TextError(
            f"A text cannot be read: {problem}",
            str(self.place.at(line)),
            "Compare its braces with the examples in docs/writing.md.",
        )


@lru_cache(maxsize=4096)
def _calls(text: str) -> tuple[nodes.Call, ...]:
    """The functions that a text asks for: read once, whichever edition it is proofread for."""
    if "{" not in text:
        return ()
    return tuple(call for call in parse(text).find_all(nodes.Call) if isinstance(call.node, nodes.Name))


@dataclass(frozen=True)
class Manuscript:
    """The texts of an edition for the checks.

    Attributes:
        texts: what the files say.
        figures: every number that may be told.
        sources: the texts as somebody wrote them.
        vocabularies: the terms, with their labels and definitions.
    """

    texts: Texts
    figures: ProtectedFigures
    sources: tuple[SourceText, ...]
    vocabularies: Mapping[str, Vocabulary]


@dataclass(frozen=True)
class FinishedReport:
    """The finished report for the checks: ``rendered`` are its texts as carried out, ``page`` is what a reader sees."""

    texts: Texts
    figures: ProtectedFigures
    rendered: tuple[RenderedText, ...]
    page: Element

    @property
    def paragraphs(self) -> Iterator["Excerpt"]:
        """The paragraphs of all texts."""
        return (paragraph for passage in self.rendered for paragraph in paragraphs(passage))


def source_texts(texts: Texts) -> tuple[SourceText, ...]:
    """All texts of an edition that people write: its files, and the lines of report.toml, figures.toml, words.toml.

    What a translation lacks is left out: it is read in its own language.

    Raises:
        TextError: a file is missing, or a text is no valid template.
    """
    found = (*_files(texts), *lines_of(texts))
    for text in found:
        text.require_valid()
    return found


def lines_of(texts: Texts) -> tuple[SourceText, ...]:
    """The lines of TOML files that people write; what a translation lacks is left out."""
    return tuple(line for line in _lines(texts) if not is_foreign(line.text))


def argument(call: nodes.Call, place: int = 0) -> str | None:
    """An argument of a call, where it is a word and not computed."""
    given = call.args[place] if len(call.args) > place else None
    return given.value if isinstance(given, nodes.Const) and isinstance(given.value, str) else None


def function_name(call: nodes.Call) -> str:
    """The name of the function that is called."""
    return str(call.node.name) if isinstance(call.node, nodes.Name) else ""


def _files(texts: Texts) -> Iterator[SourceText]:
    for file in [*(texts.file(block) for block in texts.blocks if block.file), HELP]:
        if texts.has(file):
            yield SourceText(texts.place(file), texts.read(file), is_markdown=True)


def _lines(texts: Texts) -> Iterator[SourceText]:
    for file, name, words in texts.entries():
        if file in FROM_OUTSIDE:
            continue
        if file == FINDINGS:
            yield SourceText(texts.place(file, name, "when"), "{% if " + texts.findings[name].when + " %}{% endif %}")
        for key, line in words.items():
            if line:
                yield SourceText(texts.place(file, name, key), line, is_markdown=file == RECOMMENDATIONS)


NUMBERS = frozenset(
    {
        ValueKind.COUNT,
        ValueKind.SHARE,
        ValueKind.SHARE_OF_ALL,
        ValueKind.VALUE,
        ValueKind.TOTAL,
        ValueKind.KNOWN,
        ValueKind.MISSING,
        ValueKind.MISSING_SHARE,
        ValueKind.LIST,
        ValueKind.CHANGE,
    }
)
"""What tells a number of a figure."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[-*|#] ?)")
_SENTENCE = re.compile(r"(?<=[.?:;])[*_\"')]*\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a passage: a paragraph, a list item, a row of a table, or a sentence."""

    passage: RenderedText
    start: int
    end: int

    @property
    def text(self) -> str:
        """What it says."""
        return self.passage.text[self.start : self.end]

    @property
    def spans(self) -> tuple[TracedSpan, ...]:
        """What functions printed in it."""
        return self.passage.within(self.start, self.end)

    @property
    def place(self) -> Place:
        """The line on which it begins."""
        blank = len(self.text) - len(self.text.lstrip())
        return self.passage.place_of(self.start + blank)

    def typed(self) -> Iterator[tuple[int, str]]:
        """What was typed in it: each stretch between spans, with its offset in the passage."""
        edges = [self.start, *(edge for span in self.spans for edge in (span.start, span.end)), self.end]
        yield from (
            (start, self.passage.text[start:end])
            for start, end in zip(edges[::2], edges[1::2], strict=True)
            if end > start
        )

    def spans_of(self, *kinds: ValueKind) -> tuple[TracedSpan, ...]:
        """The spans in it that tell one of these."""
        return tuple(span for span in self.spans if span.source.kind in kinds)


def paragraphs(passage: RenderedText) -> Iterator[Excerpt]:
    """The paragraphs of a passage; each list item and each row of a table is one."""
    yield from _parts(passage, 0, len(passage.text), _PARAGRAPH)


def sentences(excerpt: Excerpt) -> Iterator[Excerpt]:
    """The sentences of a paragraph; what follows a colon or a semicolon is one of its own."""
    yield from _parts(excerpt.passage, excerpt.start, excerpt.end, _SENTENCE)


def tells_a_share(span: TracedSpan, report: FinishedReport) -> bool:
    """Whether a span tells the share of a figure's records."""
    source = span.source
    if source.kind is ValueKind.VALUE:
        return report.figures[source.subject].spec.measure is Measure.SHARE
    return source.kind in (ValueKind.SHARE, ValueKind.SHARE_OF_ALL, ValueKind.LIST)


def _parts(passage: RenderedText, start: int, end: int, between: re.Pattern[str]) -> Iterator[Excerpt]:
    for found in between.finditer(passage.text, start, end):
        if any(span.start < found.end() and found.start() < span.end for span in passage.within(start, end)):
            continue
        if found.start() > start:
            yield Excerpt(passage, start, found.start())
        start = found.end()
    if end > start:
        yield Excerpt(passage, start, end)
