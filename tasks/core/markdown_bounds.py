"""How much a text's Markdown may hold: what it has more of is refused before it is set, whoever reads it.

The bounds lie several times above what a report needs, and far below what takes a machine its time or memory: the work
of a paragraph grows with the square of its length, an address defined once can be printed ten thousand times, and
what lies too deep would be left out without a word.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST_PARAGRAPH = 5_000
DEEPEST = 12
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
    reader.core.ruler.after("block", "bounds", _hold)
    return reader


def _hold(state: StateCore) -> None:
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
        if token.level > DEEPEST:
            problem = f"Lists, quotations or boxes lie in each other more than {DEEPEST} deep."
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
