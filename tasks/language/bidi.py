"""Two directions and two languages on one page: numbers that keep their order, and words that say which language.

Between Arabic letters the rules of Unicode take a hyphen or a percent sign for a mark of its own, so that 0800-39393
would read 39393-0800. Two characters that are not seen, put around such a number, keep it as it was written.

Words that a page prints in the language it is translated from, for want of a translation, stand between two characters
that no text has, until the finished page turns these into ``lang`` and ``dir``, so that a screen reader changes its
voice and a browser the direction.
"""

import re
from collections.abc import Mapping
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


OPEN, CLOSE = "\ue010", "\ue011"
_MARK = re.compile(f"([{OPEN}{CLOSE}])")


def foreign(text: str) -> str:
    """The words, marked as those of the source language."""
    return f"{OPEN}{text}{CLOSE}" if text else ""


def own_or_foreign(words: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Words by key, each in the language itself or else as foreign."""
    return {key: own.get(key) or foreign(text) for key, text in words.items()}


def is_foreign(text: str) -> bool:
    """Whether any of the words are those of the source language."""
    return OPEN in text


def without_foreign(text: str) -> str:
    """The words alone."""
    return _MARK.sub("", text)


def marked_up(html: str, code: str, direction: str) -> str:
    """A page on which foreign words are elements of their language; within tags, titles and drawings they are words.

    A stretch that tags interrupt becomes an element between each two of them, within one isolate: else these would
    stand in the order of the page, and a sentence in English be read from its end.
    """
    named, pieces, inside, isolated = f'<span lang="{code}" dir="{direction}">', [], False, False
    for place, part in enumerate(alternating(html, "style", "title", "svg")):
        if place % 2:
            pieces.append(without_foreign(part))
            continue
        split = _MARK.split(part)
        for position, piece in enumerate(split):
            if piece == OPEN:
                inside, isolated = True, direction == "ltr" and CLOSE not in split[position:]
                pieces.append(ISOLATE if isolated else "")
            elif piece == CLOSE:
                pieces.append(END if isolated else "")
                inside = isolated = False
            else:
                pieces.append(f"{named}{piece}</span>" if inside and piece.strip() else piece)
    return "".join(pieces)
