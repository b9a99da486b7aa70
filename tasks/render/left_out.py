"""What a text says of figures or answers that an edition does not have: left out, as little of the text as can be.

Texts are those of today, and an edition may be older than a question that they speak of. What falls away is a paragraph
or a list item, with the condition or the box around it where it cannot go alone; then a heading or a box that holds
nothing any more. Lines stay, empty, so that all others keep their numbers.
"""

import re
from collections.abc import Sequence

from jinja2 import TemplateSyntaxError, nodes

from tasks.language.text_syntax import parse

_BEGINS = re.compile(r"\s*([-*+] |\d+[.)] |:::|#)")
_OPENS, _CLOSES = re.compile(r":::+ *\w"), re.compile(r":::+ *$")


def without_piece(text: str, line: int) -> str:
    """A text without the piece in which a line stands, and without those that use what was set there.

    Args:
        text: as somebody wrote it.
        line: the number of the line, from 1.
    """
    before = _variables(text, "store").keys()
    while True:
        text = _without_one(text, line)
        lost = before - _variables(text, "store").keys()
        if not (lines := [at for name, at in _variables(text, "load").items() if name in lost]):
            return text
        line = min(lines)


def _variables(text: str, use: str) -> dict[str, int]:
    """Return the variables that a text sets or reads, each with a line on which it does; none of an unfinished text."""
    try:
        names = parse(text).find_all(nodes.Name)
    except TemplateSyntaxError:
        return {}
    return {name.name: name.lineno for name in names if name.ctx == use}


def _without_one(text: str, line: int) -> str:
    lines = text.split("\n")
    edges = [n for n, _ in enumerate(lines) if _begins_piece(lines, n)] + [len(lines)]
    own = max((place for place, edge in enumerate(edges) if edge < line), default=0)
    spans = [(edges[i], edges[j]) for i in range(own + 1) for j in range(own + 1, len(edges))]
    first, end = next(
        (span for span in sorted(spans, key=lambda s: s[1] - s[0]) if _is_whole(lines[slice(*span)])), (0, len(lines))
    )
    lines[first:end] = [""] * (end - first)
    while empty := _empty_around(lines, first):
        for number in empty:
            lines[number] = ""
    return "\n".join(lines)


def _begins_piece(lines: Sequence[str], number: int) -> bool:
    before = lines[number - 1] if number else ""
    follows = not before.strip() or before.startswith((":::", "#"))
    return bool(lines[number].strip()) and (follows or _BEGINS.match(lines[number]) is not None)


def _is_whole(lines: Sequence[str]) -> bool:
    """Whether all is closed that is opened."""
    if sum(bool(_OPENS.match(line)) for line in lines) != sum(bool(_CLOSES.match(line)) for line in lines):
        return False
    try:
        parse("\n".join(lines))
    except TemplateSyntaxError:
        return False
    return True


def _empty_around(lines: Sequence[str], at: int) -> list[int]:
    """The lines of a heading or a box, before a place and after it, between which nothing stands."""
    before = next((n for n in range(at, -1, -1) if lines[n].strip()), None)
    after = next((n for n in range(at, len(lines)) if lines[n].strip() and n != before), None)
    if before is None:
        return []
    if lines[before].startswith("#"):
        depth = len(lines[before]) - len(lines[before].lstrip("#"))
        follows = lines[after] if after is not None else "# "
        ends = follows.startswith(":::") or re.match(rf"#{{1,{depth}}} ", follows)
        return [before] if ends else []
    if after is not None and _OPENS.match(lines[before]) and _CLOSES.match(lines[after]):
        return [before, after]
    return []
