"""Words that a page prints in the language it is translated from, for want of a translation.

They stand between two characters that no text has, until the finished page turns these into ``lang`` and ``dir``, so
that a screen reader changes its voice and a browser the direction.
"""

import re

from tasks.language.bidi import END, ISOLATE, alternating

OPEN, CLOSE = "\ue010", "\ue011"
_MARK = re.compile(f"([{OPEN}{CLOSE}])")


def foreign(text: str) -> str:
    """The words, marked as those of the source language."""
    return f"{OPEN}{text}{CLOSE}" if text else ""


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
