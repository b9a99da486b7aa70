"""Markdown as the texts write it: CommonMark with tables, without HTML or pictures, and with a few blocks of our own.

::

    ::: callout Title          a box beside the main argument
    ::: quote Who said it      a pull quote
    ::: case Title             a case study
    ::: bignumbers             a row of big numbers
    ::: help                   where to find help; empty, it prints standing/help.md

Each block ends with a line ``:::``. The marks ``@figure[id]``, ``@big[id]``, ``@bigfact[key]``, ``@changes[kind]``,
``@ref[id]`` and ``[^note]`` are what the functions of :mod:`tasks.render.functions` print.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from tasks.language.text_syntax import bounded
from tasks.language.texts import Citation, Fact, Texts
from tasks.model.errors import TextError


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is printed: its number, its text, its address, and the anchors that lead to it."""

    number: int
    text: str
    url: str
    anchors: tuple[str, ...]


@dataclass
class Notes:
    """The notes of one document. ``fact.<key>`` and ``note.<key>`` name an entry of facts.toml and notes.toml."""

    texts: Texts
    _anchors: dict[str, list[str]] = field(default_factory=dict)

    def mark(self, name: str) -> str:
        """The number of a note, linked from one more place that refers to it.

        Raises:
            TextError: no such note.
        """
        self._entry(name)
        places = self._anchors.setdefault(name, [])
        number = list(self._anchors).index(name) + 1
        places.append(f"ref-{number}-{len(places) + 1}")
        return f'<sup class="note-ref"><a id="{places[-1]}" href="#note-{number}" role="doc-noteref">{number}</a></sup>'

    def printed(self) -> tuple[Note, ...]:
        """All notes that were anchored, in order."""
        return tuple(self._note(number, name) for number, name in enumerate(self._anchors, 1))

    def _note(self, number: int, name: str) -> Note:
        entry = self._entry(name)
        return Note(number, self._text(entry), entry.url, tuple(self._anchors[name]))

    def _text(self, entry: Fact | Citation) -> str:
        if isinstance(entry, Citation):
            return entry.text
        form = self.texts.words["notes"]["fact"]
        return form.format(
            source=entry.source, year=entry.year, population=entry.population, n=entry.n, statement=entry.statement
        )

    def _entry(self, name: str) -> Fact | Citation:
        kind, _, key = name.partition(".")
        entry = self.texts.facts.get(key) if kind == "fact" else self.texts.citations.get(key)
        if entry is None:
            raise TextError("A text refers to a note that does not exist.", name, "Add it to notes.toml or facts.toml.")
        return entry


CONTAINERS = ("callout", "quote", "case", "bignumbers", "findings", "aside", "limits", "help")
PLAIN = {"bignumbers": "big-numbers", "findings": "findings"}
"""Containers without a title that only arrange what they hold, and their classes."""
_BLOCK_MARK = re.compile(r"@(figure|bigfact|big|changes)\[(\w+)\]")
_INLINE_MARK = re.compile(r"@ref\[(\w+)\]|\[\^([\w.-]+)\]")
_SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|#)[^\s]*", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """What the marks of a text stand for in one document.

    Attributes:
        notes: the notes of the document.
        references: figure id → its name with number, ``Figure 7``.
        blocks: ``figure``, ``big``, ``bigfact``, ``changes`` → what makes the HTML of one from what its mark names;
            ``help`` → what makes that of an empty help box, from nothing.
    """

    notes: Notes
    references: Mapping[str, str]
    blocks: Mapping[str, Callable[[str], str]]


def to_html(text: str, level: int, parts: Parts) -> str:
    """Markdown to HTML; ``level`` is that of the heading above, and the text's own headings start one below it.

    Raises:
        TooMuchError: the text holds more than can be set.
    """
    md = _parser(parts, level)
    tokens = md.parse(text)
    _shift_headings(tokens, level + 1)
    _plain_list_items(tokens)
    return str(md.renderer.render(tokens, md.options, {}))


def inline_html(text: str, parts: Parts) -> str:
    """One line of Markdown to HTML, without a paragraph."""
    return str(_parser(parts, 1).renderInline(text))


def _parser(parts: Parts, level: int) -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "typographer": True})
    md.enable(["table", "replacements", "smartquotes"]).disable(["image", "html_block", "html_inline"])
    md.validateLink = lambda url: bool(_SAFE_ADDRESS.fullmatch(url))  # type: ignore[method-assign]
    md.block.ruler.before("paragraph", "mark", _block_mark, {"alt": ["paragraph", "list", "blockquote"]})
    md.inline.ruler.before("link", "mark", _inline_mark)
    for name in CONTAINERS:
        container_plugin(md, name, render=_container(md, name, level, parts))
    for name, block in parts.blocks.items():
        md.add_render_rule(f"mark_{name}", lambda _, tokens, i, *__, block=block: block(tokens[i].content))
    md.add_render_rule("mark_ref", lambda _, tokens, i, *__: _reference(tokens[i].content, parts))
    md.add_render_rule("mark_note", lambda _, tokens, i, *__: parts.notes.mark(tokens[i].content))
    md.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table class="plain">')
    md.add_render_rule("table_close", lambda *_: "</table></div>")
    return bounded(md)


def _block_mark(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    found = _BLOCK_MARK.fullmatch(line)
    if not found:
        return False
    if not silent:
        token = state.push(f"mark_{found[1]}", "", 0)
        token.content, token.map = found[2], [start, start + 1]
        state.line = start + 1
    return True


def _inline_mark(state: StateInline, silent: bool) -> bool:
    found = _INLINE_MARK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("mark_ref" if found[1] else "mark_note", "", 0)
        token.content = found[1] or found[2]
    state.pos = found.end()
    return True


def _reference(figure_id: str, parts: Parts) -> str:
    if figure_id not in parts.references:
        raise TextError("A text refers to a figure that is not printed.", figure_id, "Print it with figure(…).")
    return f'<a class="figure-ref" href="#figure-{figure_id}">{parts.references[figure_id]}</a>'


def _container(md: MarkdownIt, name: str, level: int, parts: Parts) -> Callable[..., str]:
    def title_of(token: Token) -> str:
        return str(md.renderInline(token.info.strip().removeprefix(name).strip()))

    def attribution(tokens: list[Token], i: int) -> str:
        depth = tokens[i].level
        opening = next(t for t in reversed(tokens[:i]) if t.level == depth and t.type == f"container_{name}_open")
        return title_of(opening)

    def render(_self: Any, tokens: list[Token], i: int, *_: Any) -> str:
        if tokens[i].nesting == 1:
            empty = tokens[i + 1].nesting == -1
            return _opening(name, title_of(tokens[i]), level) + (
                parts.blocks["help"]("") if name == "help" and empty else ""
            )
        return _closing(name, attribution(tokens, i) if name == "quote" else "")

    return render


def _opening(name: str, title: str, level: int) -> str:
    if name == "quote":
        return '<blockquote class="pull-quote">'
    if name == "case":
        return f'<section class="case"><h{level + 1}>{title}</h{level + 1}>'
    if name in PLAIN:
        return f'<div class="{PLAIN[name]}">'
    heading = f'<p class="box-title">{title}</p>' if title else ""
    return f'<div class="box {name}" role="note">{heading}'


def _closing(name: str, attribution: str) -> str:
    if name == "quote":
        return (f'<p class="attribution">{attribution}</p>' if attribution else "") + "</blockquote>"
    return "</section>" if name == "case" else "</div>"


def _shift_headings(tokens: list[Token], first: int) -> None:
    """Let the highest heading of a text stand just below the heading above it."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = first - min(levels, default=first)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"


def _plain_list_items(tokens: list[Token]) -> None:
    """Paragraphs directly in list items become divisions: PDF/UA wants an item's text directly in its body."""
    stack: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            if token.type == "paragraph_open" and stack and stack[-1] == "list_item_open":
                token.tag = "div"
                token.attrSet("class", "item")
            stack.append(token.type)
        elif token.nesting == -1:
            opening = stack.pop()
            if opening == "paragraph_open" and stack and stack[-1] == "list_item_open":
                token.tag = "div"
