"""How a passage is read: in paragraphs and sentences, with the numbers that stand in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.language.rendered_text import Place, RenderedText, Span, ValueKind
from tasks.model.figures import Measure
from tasks.proofread.manuscript import Proof

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
    def spans(self) -> tuple[Span, ...]:
        """What functions printed in it."""
        return self.passage.within(self.start, self.end)

    @property
    def place(self) -> Place:
        """The line on which it begins."""
        blank = len(self.text) - len(self.text.lstrip())
        return self.passage.place_of(self.start + blank)

    def telling(self, *told: ValueKind) -> tuple[Span, ...]:
        """The spans in it that tell one of these."""
        return tuple(span for span in self.spans if span.source.kind in told)


def paragraphs(passage: RenderedText) -> Iterator[Excerpt]:
    """The paragraphs of a passage; each list item and each row of a table is one."""
    yield from _parts(passage, 0, len(passage.text), _PARAGRAPH)


def sentences(excerpt: Excerpt) -> Iterator[Excerpt]:
    """The sentences of a paragraph; what follows a colon or a semicolon is one of its own."""
    yield from _parts(excerpt.passage, excerpt.start, excerpt.end, _SENTENCE)


def tells_a_share(span: Span, proof: Proof) -> bool:
    """Whether a span tells the share of a figure's records."""
    source = span.source
    if source.kind is ValueKind.VALUE:
        return proof.figures[source.subject].spec.measure is Measure.SHARE
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
