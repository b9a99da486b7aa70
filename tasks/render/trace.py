"""Marks that a text carries while it is carried out: whose words these are, which line, which way a condition went.

They are characters that no text has, and gone before anything is printed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from tasks.language.rendered_text import Branch, Place, RenderedText, TracedSpan, ValueKind, ValueSource
from tasks.language.text_syntax import SYNTAX
from tasks.model.changes import Doubt

OPEN, BEGIN, CLOSE = "\ue001", "\ue002", "\ue003"
LINE, WAY, END = "\ue004", "\ue005", "\ue006"

_MARKS = re.compile(rf"{OPEN}\d+{BEGIN}|{CLOSE}|[{LINE}{WAY}][\d.]+{END}")
_STEPS = re.compile(rf"[{LINE}{WAY}][\d.]+{END}")
_SPAN = re.compile(rf"{OPEN}(\d+){BEGIN}(.*?){CLOSE}", re.DOTALL)
_TOKEN = re.compile(
    rf"{OPEN}(?P<source>\d+){BEGIN}|(?P<close>{CLOSE})|{LINE}(?P<line>\d+){END}|{WAY}(?P<way>\d+\.\d+\.\d+){END}"
    r"|\\(?P<literal>[!-/:-@\[-`{-~])"
)


def enclosed(text: str, source: int) -> str:
    """Words that a function printed, under the number of their source."""
    return f"{OPEN}{source}{BEGIN}{text}{CLOSE}"


def without_marks(text: str) -> str:
    """The text as it is printed."""
    return _MARKS.sub("", text)


def last_line(marked: str) -> int:
    """The line of the text on which a marked text ends."""
    lines = re.findall(rf"{LINE}(\d+){END}", marked)
    return int(lines[-1]) if lines else 1


def inline_only(text: str, sources: Sequence[ValueSource]) -> str:
    """The text with the marks of what stands within its lines: neither of blocks, nor of lines and ways."""

    def kept(span: re.Match[str]) -> str:
        # What stands on lines of its own is a block, whatever it tells; marks around it would become paragraphs.
        block = sources[int(span[1])].kind in (ValueKind.BLOCK, ValueKind.REFERENCE) or span[2].startswith("\n")
        return span[2] if block else span[0]

    return _SPAN.sub(kept, _STEPS.sub("", text))


def named(page: str, sources: Sequence[ValueSource]) -> str:
    """A page on which each marked stretch is an element that names its source."""
    return _SPAN.sub(lambda span: f'<span data-told="{escape(str(sources[int(span[1])]))}">{span[2]}</span>', page)


def instrumented(tree: nodes.Template, words: Sequence[str]) -> nodes.Template:
    """The text, made to mark its lines and the ways that it takes while it is carried out.

    ``words`` are those of its conditions, in order.
    """
    _Instrument(len(words)).visit(tree)
    return tree


@lru_cache(maxsize=2048)
def conditions(source: str) -> tuple[str, ...]:
    """The words of a text's conditions, in order."""
    found, statement = [], ""
    for _, kind, value in SYNTAX.lex(source):
        if kind == "block_begin":
            statement = ""
        elif kind == "block_end":
            keyword, _, condition = statement.strip().partition(" ")
            if keyword in ("if", "elif"):
                found.append(" ".join(condition.split()))
        else:
            statement += value
    return tuple(found)


def passage(marked: str, place: Place, sources: Sequence[ValueSource], words: Sequence[str]) -> RenderedText:
    """What a marked text says, with its spans, lines and branches."""
    text, spans, lines, branches, opened = "", [], [(0, 1)], [], (0, 0)
    copied = 0
    for token in _TOKEN.finditer(marked):
        text += marked[copied : token.start()]
        copied = token.end()
        if token["source"]:
            opened = (len(text), int(token["source"]))
        elif token["close"]:
            spans.append(TracedSpan(opened[0], len(text), sources[opened[1]]))
        elif token["line"]:
            lines.append((len(text), int(token["line"])))
        elif token["way"]:
            branches.append(_branch(place, words, *map(int, token["way"].split("."))))
        else:
            text += token["literal"]
    return RenderedText(place, text + marked[copied:], tuple(spans), tuple(lines), tuple(branches))


def _branch(place: Place, words: Sequence[str], condition: int, branch: int, line: int) -> Branch:
    ways = {condition: "if", len(words): "else"}
    way = ways.get(branch) or f"elif {words[branch]}"
    nth = words[: condition + 1].count(words[condition])
    return Branch(place.at(line), words[condition], nth, way)


class _Instrument(NodeTransformer):
    """Marks each line of typed words, and the beginning of each way that a condition can take."""

    def __init__(self, conditions: int) -> None:
        self._met, self._conditions = 0, conditions

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.TemplateData:  # noqa: N802 - Jinja's name
        lines = node.data.split("\n")
        node.data = "\n".join(f"{LINE}{number}{END}{line}" for number, line in enumerate(lines, node.lineno))
        return node

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802 - Jinja's name
        condition = self._next()
        node.body = self._branch(f"{condition}.{condition}.{node.lineno}", node.body)
        for other in node.elif_:
            other.body = self._branch(f"{condition}.{self._next()}.{node.lineno}", other.body)
        node.else_ = self._branch(f"{condition}.{self._conditions}.{node.lineno}", node.else_)
        return node

    def _next(self) -> int:
        self._met += 1
        return self._met - 1

    def _branch(self, way: str, body: list[nodes.Node]) -> list[nodes.Node]:
        mark = nodes.Output([nodes.TemplateData(f"{WAY}{way}{END}")])
        return [mark, *(self.visit(node) for node in body)]


class Stands(StrEnum):
    """Where a row stands among those that it was asked with."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    BETWEEN = "between"

    @classmethod
    def of(cls, count: float, counts: Collection[float]) -> "Stands":
        """Where a count stands among others; of equal ones, each is the highest."""
        if count >= max(counts, default=count):
            return cls.HIGHEST
        return cls.LOWEST if count <= min(counts) else cls.BETWEEN


@dataclass(frozen=True, slots=True)
class Ranking:
    """Where a row stands, or the first of several; and what could have put it and the next one in another order."""

    place: Stands
    doubts: tuple[Doubt, ...] = ()


class TracedText(str):
    """Text that a function printed. It is compared and joined as any text; joined, it is no longer traced.

    ``standing`` is set for rows. ``is_published`` is False where too few records are behind it: a share of fewer than
    there must be for one, or the rank of a row whose count is not published. A sentence that rests on it is left out.
    """

    __slots__ = ("is_published", "source", "standing")
    source: ValueSource
    standing: Ranking | None
    is_published: bool

    def __new__(
        cls, text: str, source: ValueSource, standing: Ranking | None = None, *, is_published: bool = True
    ) -> Self:
        """Return text with its source."""
        traced = super().__new__(cls, text)
        traced.source, traced.standing, traced.is_published = source, standing, is_published
        return traced


class TracedMarkup(Markup):
    """A mark that a function printed, which Markdown acts on."""

    __slots__ = ("source",)
    source: ValueSource

    def __new__(cls, text: str, source: ValueSource) -> Self:
        """A mark with its source."""
        traced = super().__new__(cls, text)
        traced.source = source
        return traced
