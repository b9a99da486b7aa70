"""Numbers in a line that runs from right to left: those that a browser would turn round are held together.

Between Arabic letters the rules of Unicode take a hyphen or a percent sign for a mark of its own, so that 0800-39393
would read 39393-0800. Two characters that are not seen, put around such a number, keep it as it was written.
"""

import re
from functools import cache

ISOLATE, END = "\u2066", "\u2069"
_TURNED = re.compile(
    r"(?<![\w/.@:=-])(?:[+−±]\d[\d.,]*%?|\d[\d.,]*(?:[-–/][\d.,]*\d)+%?|\d+(?:\(\d+\))+|\d[\d.,]*%)(?![\w/@])"
)
"""A number with a sign before it, of several parts, or with a percent sign; not one within a word or an address."""
_UNSEEN = re.compile(f"[{ISOLATE}{END}]")


def held_together(html: str) -> str:
    """A page whose numbers stand as they were written; tags and titles stay as they are."""
    parts = alternating(html, "style", "title")
    parts[::2] = (_TURNED.sub(rf"{ISOLATE}\g<0>{END}", part) for part in parts[::2])
    return "".join(parts)


def without_unseen(text: str) -> str:
    """The text without what holds its numbers together."""
    return _UNSEEN.sub("", text)


def alternating(html: str, *whole: str) -> list[str]:
    """A page in pieces: text, then a tag, then text, and so on; it begins and ends with text.

    Args:
        whole: elements that count as one tag, with all that they hold.
    """
    return _tags(whole).split(html)


@cache
def _tags(whole: tuple[str, ...]) -> re.Pattern[str]:
    elements = [rf"<{name}\b.*?</{name}>" for name in whole]
    return re.compile(f"({'|'.join([*elements, '<[^>]*>'])})", re.DOTALL)
