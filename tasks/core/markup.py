"""What of a page is tags, and what is the text between them."""

import re
from functools import cache


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
