"""The text layer of the printed report, held against its page: the same numerals between the same words."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from tests.finished_page import Node, Page
from tests.tracing.constants import FACTS, NOTES

INLINE = ("span", "a", "strong", "em")
MARKS = ((*INLINE, "sup"), INLINE)
"""The text layer writes the mark of a note on to the word before it, unless the two stand far apart."""
ADDRESSES = [entry["url"] for entry in (*FACTS.values(), *NOTES.values()) if entry["url"]]
FIGURES = "Figures and tables"
_DIGIT = re.compile(r"\d")
_PAGE = re.compile(r" \d+(?= (?:Figure|Table) \d+ · |$)")
"""The page that the list of figures tells behind a title; two stand on a line."""
_NAME = re.compile(r"(?:Figure|Table) \d+ · ")
_ENTRY = re.compile(r"((?:Figure|Table) \d+) · .*? (\d+)(?= (?:Figure|Table) \d+ · |$)")

Neighbours = tuple[str, str, str]
"""A word with a digit in it, between the word before and the word after."""


def pages(pdf: Path) -> list[str]:
    """The text of each page, in the order in which it was set."""
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def strangers(pdf: Path, page: Page) -> list[tuple[int, Neighbours]]:
    """The numerals of a PDF, with its page, that stand between other words than on the screen."""
    known = {*_set_apart(page), *(pair for inline in MARKS for pair in pairwise(_words(_flat(page.root, inline))))}
    return [
        (number, found)
        for number, found in _numerals(pdf, page)
        if not {(found[0], found[1]), (found[1], found[2])} & known
    ]


def more_often(pdf: Path, page: Page) -> Counter[str]:
    """The numerals that a PDF has more often than the page, on which each table stands in full."""
    on_paper = Counter(found[1] for _, found in _numerals(pdf, page))
    on_screen: Counter[str] = Counter()
    for inline in MARKS:
        on_screen |= Counter(word for word in _words(_flat(page.root, inline)) if _DIGIT.search(word))
    return on_paper - on_screen - Counter(number for _, number in _set_apart(page))


def contents(pdf: Path) -> list[int]:
    """The page numbers that the contents print."""
    [listing] = [text for text in pages(pdf) if _is_contents(text)]
    return [int(line) for line in listing.splitlines() if line.strip().isdigit()][:-1]


def listed_figures(pdf: Path) -> dict[str, int]:
    """The pages that the list of figures tells, by the names of figures and tables."""
    [lines] = [text.splitlines() for text in pages(pdf) if FIGURES in text.splitlines()]
    entries = " ".join(lines[place] for place in _figures_listed(lines))
    return {found[1]: int(found[2]) for found in _ENTRY.finditer(entries)}


def _numerals(pdf: Path, page: Page) -> Iterator[tuple[int, Neighbours]]:
    [title] = [node.text.strip() for node in page.root.with_tag("title")]
    for mark in page.root.with_class("mark"):
        title = title.removeprefix(f"{' '.join(_flat(mark).split())}: ")
    titles = {title, *(f"{title} {' '.join(_flat(heading).split())}" for heading in page.root.with_tag("h1"))}
    for number, text in enumerate(pages(pdf), 1):
        for found in _with_digits(_words("\n".join(_body(text, number, titles)))):
            if not _in_an_address(found[1]):
                yield number, found


def _body(text: str, number: int, titles: set[str]) -> Iterator[str]:
    """The lines of a page without its number and running titles, nor the pages that lists of chapters or figures tell.

    The number is the last line that reads like it: a tick of a chart may read the same.
    """
    lines = [line.strip() for line in text.splitlines()]
    numbered = max((place for place, line in enumerate(lines) if line == str(number)), default=None)
    listing = _figures_listed(lines)
    for place, line in enumerate(lines):
        if place != numbered and line not in titles and not (_is_contents(text) and line.isdigit()):
            yield _PAGE.sub("", line) if place in listing else line


def _figures_listed(lines: Sequence[str]) -> range:
    """The lines of the list of figures: from its head to the last that names one."""
    if FIGURES not in lines:
        return range(0)
    first = lines.index(FIGURES) + 1
    return range(first, max(place for place, line in enumerate(lines[first:], first) if _NAME.match(line)) + 1)


def _is_contents(text: str) -> bool:
    return len(re.findall(r"^\d+$", text, re.MULTILINE)) > 20 and bool(re.search(r"^Contents$", text, re.MULTILINE))


def _set_apart(page: Page) -> set[tuple[str, str]]:
    """Numbers that print sets after words before which the page has them: of chapters, and of the list of notes."""
    chapters = {
        (_words(_flat(heading))[-1], number.text)
        for heading in page.root.with_tag("h1")
        for number in heading.with_class("chapter-number")
    }
    [notes] = page.root.with_class("notes")
    return {*chapters, *pairwise(["Notes", *(str(number + 1) for number in range(len(notes.with_tag("li"))))])}


def _with_digits(words: Sequence[str]) -> Iterator[Neighbours]:
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if _DIGIT.search(word):
            yield before, word, after


def _in_an_address(word: str) -> bool:
    """Whether a word is what a line left of an address in the list of notes."""
    parts = {part for address in ADDRESSES for part in (address, *(address[i:] for i in _slashes(address)))}
    return any(part.startswith(word) and len(word) > 5 for part in parts)


def _slashes(address: str) -> list[int]:
    return [place + 1 for place, sign in enumerate(address) if sign == "/"]


def _words(text: str) -> list[str]:
    return [word for raw in text.replace("\u00a0", " ").split() if (word := raw.strip(".,:;()'’“”"))]


def _flat(node: Node, inline: Sequence[str] = INLINE) -> str:
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag not in ("style", "head"):
            gap = "" if child.tag in inline else " "
            parts.append(f"{gap}{_flat(child, inline)}{gap}")
    return "".join(parts)
