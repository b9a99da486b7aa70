"""The check on what a text is made of: Markdown alone, without HTML, pictures from elsewhere or notes by hand."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasks.language.rendered_text import Place
from tasks.language.text_syntax import TooMuchError, bounded
from tasks.proofread.manuscript import Manuscript, SourceText, Violation

_READER = bounded(MarkdownIt("commonmark", {"html": True}).enable("table"))
_REFUSED = {
    "html_block": ("HTML stands in a text.", "Markdown: docs/writing.md says what there is"),
    "html_inline": ("HTML stands in a text.", "Markdown: docs/writing.md says what there is"),
    "image": ("A picture stands in a text.", "{{ figure('…') }} on a line of its own; the report loads no pictures"),
}
_MARK = re.compile(r"\[\^[^\]]*\]|(?<![\w@])@(?:figure|big|bigfact|ref)\[")
_HTML = re.compile(r"</?[a-zA-Z][^>\n]*>?")


def plain_markdown(manuscript: Manuscript) -> Iterator[Violation]:
    """A text holds Markdown only, and marks are set by functions."""
    for source in manuscript.sources:
        if source.is_markdown:
            try:
                yield from _tokens(source)
            except TooMuchError as error:
                yield Violation(source.place.at(error.line), error.problem, error.write)
            yield from _boxes(source)
        else:
            yield from _matches(source, _HTML, *_REFUSED["html_inline"])
        yield from _matches(
            source,
            _MARK,
            "A mark is typed by hand.",
            "{{ cite('…') }}, {{ fact('…') }}, {{ figure('…') }} or {{ ref('…') }}",
        )


def _tokens(source: SourceText) -> Iterator[Violation]:
    # Blanks at the beginning of a line would make it a listing, in which nothing is looked at.
    level = 0
    for token in _READER.parse(source.filled("x")):
        if token.type == "heading_open":
            below, level = level, int(token.tag[1])
            if below and level > below + 1:
                yield Violation(
                    source.place.at(token.map[0] + 1 if token.map else 1), "A heading skips a level.", "#" * (below + 1)
                )
        line = token.map[0] + 1 if token.map else 1
        for found in (token, *(token.children or ())):
            if found.type in _REFUSED:
                yield Violation(source.place.at(line + _lines_before(token, found)), *_REFUSED[found.type])


def _boxes(source: SourceText) -> Iterator[Violation]:
    opened: Place | None = None
    for number, line in enumerate(source.typed.splitlines(), 1):
        if not line.startswith(":::"):
            continue
        begins, place = bool(line.strip(": ")), source.place.at(number)
        if begins == (opened is not None):
            yield Violation(place, "A box begins within a box, or ends where there is none.", '":::" once at its end')
        opened = place if begins else None
    if opened:
        yield Violation(opened, "A box has no end.", 'a line ":::" where it ends')


def _lines_before(block: Token, found: Token) -> int:
    """How many lines of its paragraph stand before a part of it."""
    children = block.children or []
    before = children[: children.index(found)] if found in children else []
    return sum(child.type in ("softbreak", "hardbreak") for child in before)


def _matches(source: SourceText, pattern: re.Pattern[str], problem: str, write: str) -> Iterator[Violation]:
    for found in pattern.finditer(source.typed):
        yield Violation(source.place_of(found.start()), problem, write)
