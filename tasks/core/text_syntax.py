"""What may stand between the braces of a text: functions, comparisons, conditions, and loops that do not nest.

A text asks for numbers and computes nothing. Of Jinja it is given what that takes, by name; whatever can repeat, join
or enlarge is none of it. So nothing can grow beyond what functions print, and they print rows of figures.
"""

import re
from collections.abc import Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

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
