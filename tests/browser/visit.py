"""A page opened in one view, with all that the browser asked for and complained about while it was open."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PHONE, DESK = 320, 1280
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The path of the browser; the tests that need it are skipped, and say so, where none is installed."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium): nothing tested")
    return program


@dataclass(frozen=True)
class Visit:
    """One visit: the page, the addresses that it asked for, and what it wrote to the console."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open_all(self) -> None:
        """Unfold every table."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    def broken_rules(self) -> list[tuple[str, list[str]]]:
        """The rules of accessibility that are broken, each with what breaks it."""
        found = Axe().run(self.page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        return [(v["id"], [str(n["target"]) for n in v["nodes"]][:5]) for v in found.response["violations"]]

    def too_wide(self) -> list[str]:
        """What sticks out of the window at a side, unless it stands in something that scrolls by itself."""
        if not self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            return []
        found: list[str] = self.page.evaluate(
            """[...document.querySelectorAll('body *')]
            .filter(e => !e.closest('.scroll, .chart'))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
            .map(e => e.tagName + '.' + e.className + '#' + e.id)"""
        )
        return found or ["something"]


@contextmanager
def visit(
    browser: Browser, file: Path, width: int = DESK, scheme: Literal["light", "dark"] = "light", scripts: bool = True
) -> Iterator[Visit]:
    """Open a file as a reader does."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
    )
    context.set_default_timeout(0)
    made = Visit(context.new_page())
    made.page.on("request", lambda request: made.asked.append(request.url))
    made.page.on("console", lambda message: made.complaints.append(message.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.goto(file.as_uri())
    yield made
    context.close()
