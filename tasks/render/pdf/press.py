"""The press: it sets each print page once, and takes from the shelf what was set before."""

import datetime
import hashlib
from functools import cached_property

from tasks.core.shelf import Shelf
from tasks.render.pdf.setting import Style, layout_engine, read_style, set_page
from tasks.render.pdf.sheet import Sheet, opened


class Press:
    """Sets print pages in one style.

    Args:
        css: the style, fonts and all.
        day: dates the fonts in a file.
        shelf: where files are kept that were set before.
    """

    def __init__(self, css: str, day: datetime.datetime, shelf: Shelf) -> None:
        self._css, self._day, self._shelf = css, day, shelf
        self._made_with = ("print page", day.isoformat(), layout_engine(), hashlib.sha256(css.encode()).hexdigest())
        self._done: dict[str, Sheet] = {}

    def print(self, html: str) -> Sheet:
        """A print page, set."""
        if html not in self._done:
            made = self._shelf.piece(lambda: set_page(html, self._style, self._day), *self._made_with, html)
            self._done[html] = opened(made)
        return self._done[html]

    @cached_property
    def _style(self) -> Style:
        """Read once for all pages, and only where one has to be set."""
        return read_style(self._css)
