"""What a text may hold: between its braces, and in its Markdown.

A text asks for numbers and computes nothing. Of Jinja it is given what that takes, by name: functions, comparisons,
conditions, and loops that do not nest; whatever can repeat, join or enlarge is none of it. So nothing can grow beyond
what functions print, and they print rows of figures.

The bounds of Markdown lie several times above what a report needs, and far below what takes a machine its time or
memory: the work of a paragraph grows with the square of its length, an address defined once can be printed ten thousand
times, and what lies too deep would be left out without a word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

DEEPEST = 30
"""How deep conditions, lists and brackets may lie in each other; the deepest text of the report has 10."""
LARGEST_NUMBER = 1_000_000
_TOO_DEEP = f"Brackets or conditions lie in each other more than {DEEPEST} deep."
_TOO_LARGE = f"A number is above {LARGEST_NUMBER:,}."
SYNTAX = Environment(autoescape=True)
"""Reads the syntax of texts; carries nothing out."""

_ALLOWED = frozenset(
    {
        *(nodes.Template, nodes.TemplateData, nodes.Output, nodes.If, nodes.For, nodes.Assign),
        *(nodes.Name, nodes.Const, nodes.List, nodes.Call, nodes.Keyword, nodes.Getattr, nodes.Getitem, nodes.Neg),
        *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
    }
)
_METHODS = ("split",)
_RESERVED = re.compile("[\ue000-\uf8ff]")
"""Characters that mark words while a text is carried out; no script has them."""
_WRITTEN: Mapping[type[nodes.Node], str] = {
    nodes.Add: '"+"',
    nodes.Sub: '"-"',
    nodes.Mul: '"*"',
    nodes.Div: '"/"',
    nodes.FloorDiv: '"//"',
    nodes.Mod: '"%"',
    nodes.Pow: '"**"',
    nodes.Concat: '"~"',
    nodes.Filter: 'a filter ("|")',
    nodes.Test: 'a test ("is")',
    nodes.CondExpr: 'an "if" within braces',
    nodes.AssignBlock: 'a "set" with an end',
    nodes.Slice: "a slice of a list",
    nodes.Dict: "a dictionary",
    nodes.Tuple: "a list without brackets",
}


def parse(source: str) -> nodes.Template:
    """A text as a tree of what may stand in one.

    Raises:
        TemplateSyntaxError: it is no valid template, or asks for more than texts may; names the line.
    """
    parser = Parser(SYNTAX, source)
    try:
        tree = parser.parse()
        _hold(tree, 1, False)
    except RecursionError:
        refused = TemplateSyntaxError(_TOO_DEEP, parser.stream.current.lineno)
    except ValueError:
        refused = TemplateSyntaxError(_TOO_LARGE, parser.stream.current.lineno)
    else:
        _refuse_raw(source)
        return tree
    raise refused


def _hold(node: nodes.Node, depth: int, looping: bool) -> None:
    if reason := _too_much(node, depth, looping):
        raise TemplateSyntaxError(reason, node.lineno + _lines_before_reserved(node))
    inside = looping or isinstance(node, nodes.For)
    for child in node.iter_child_nodes():
        _hold(child, depth + 1, inside)


def _too_much(node: nodes.Node, depth: int, looping: bool) -> str:
    """Why a part of a text cannot stand in one; empty if it can."""
    if depth > DEEPEST:
        return _TOO_DEEP
    if type(node) not in _ALLOWED:
        return f"A text cannot use {_WRITTEN.get(type(node), type(node).__name__.lower())}."
    return _out_of_form(node, looping) or _out_of_words(node)


def _out_of_form(node: nodes.Node, looping: bool) -> str:
    match node:
        case nodes.For() if looping or node.test or node.else_ or node.recursive:
            return 'A "for" stands alone: not within another, and without "if", "else" or "recursive".'
        case nodes.For() | nodes.Assign() if not isinstance(node.target, nodes.Name):
            return "One name is set at a time."
        case nodes.Call() if not _is_plain(node):
            return 'A text calls functions by their names, and without "**".'
    return ""


def _out_of_words(node: nodes.Node) -> str:
    match node:
        case nodes.Const(value=str(words)) if _RESERVED.search(words) or "{" in words or "}" in words:
            return "Between quotes stands a brace or a reserved character."
        case nodes.Const(value=int(number)) if number > LARGEST_NUMBER:
            return _TOO_LARGE
        case nodes.TemplateData(data=words) if _RESERVED.search(words):
            return "A reserved character stands in the text."
    return ""


def _is_plain(call: nodes.Call) -> bool:
    named = isinstance(call.node, nodes.Name) or (isinstance(call.node, nodes.Getattr) and call.node.attr in _METHODS)
    return named and call.dyn_kwargs is None


def _lines_before_reserved(node: nodes.Node) -> int:
    found = _RESERVED.search(node.data) if isinstance(node, nodes.TemplateData) else None
    return found.string.count("\n", 0, found.start()) if found else 0


def _refuse_raw(source: str) -> None:
    # Its words are text in the tree, but braces to whoever reads what was typed.
    for line, kind, _ in SYNTAX.lex(source):
        if kind == "raw_begin":
            raise TemplateSyntaxError('A text cannot use "raw".', line)


LONGEST_PARAGRAPH = 5_000
DEEPEST_BLOCK = 12
MOST_CELLS, MOST_COLUMNS = 1_000, 20
MOST_BLOCKS = 40
_BLOCKS = ("mark_figure", "mark_big", "mark_bigfact", "mark_changes", "container_help_open")


class TooMuchError(Exception):
    """A text holds more than can be set: ``problem`` on line ``line``; ``write`` says what to write instead."""

    def __init__(self, line: int, problem: str, write: str) -> None:
        self.line, self.problem, self.write = line, problem, write
        super().__init__(line, problem, write)


def bounded(reader: MarkdownIt) -> MarkdownIt:
    """A reader of Markdown that raises :class:`TooMuchError` at the first bound that a text exceeds."""
    reader.core.ruler.after("block", "bounds", _hold_markdown)
    return reader


def _hold_markdown(state: StateCore) -> None:
    for definition in state.env.get("references", {}).values():
        raise TooMuchError(
            definition["map"][0] + 1, "An address is defined apart from its link.", "[the words](https://…)"
        )
    _hold_blocks(state.tokens)
    for table in _tables(state.tokens):
        columns, cells = (sum(token.type == kind for token in table) for kind in ("th_open", "td_open"))
        if columns > MOST_COLUMNS or cells > MOST_CELLS:
            problem = f"A table has more than {MOST_COLUMNS} columns or {MOST_CELLS:,} cells."
            raise TooMuchError(_line(table[0]), problem, "several tables, or none: a figure has its table")


def _hold_blocks(tokens: Sequence[Token]) -> None:
    blocks = 0
    for token in tokens:
        blocks += token.type in _BLOCKS
        if blocks > MOST_BLOCKS:
            raise TooMuchError(_line(token), f"A text sets more than {MOST_BLOCKS} blocks.", "several texts")
        if token.level > DEEPEST_BLOCK:
            problem = f"Lists, quotations or boxes lie in each other more than {DEEPEST_BLOCK} deep."
            raise TooMuchError(_line(token), problem, "a list of its own")
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            problem = f"A paragraph is longer than {LONGEST_PARAGRAPH:,} characters."
            raise TooMuchError(_line(token), problem, "several paragraphs, with empty lines between them")


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _tables(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    begin = 0
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            begin = place
        elif token.type == "table_close":
            yield tokens[begin:place]
