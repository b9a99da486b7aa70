"""Checks on what was typed: numbers, words of degree, house style."""

import re
from collections.abc import Iterator

from tasks.proofread.book import Book
from tasks.proofread.finding import Finding
from tasks.proofread.patterns import DEGREES, NUMBERS, STYLE, Pattern, allowed, blanked, refused
from tasks.proofread.sources import SourceText
from tasks.proofread.suggestion import Suggestions

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?%?")
_ADDRESS = re.compile(r"[\w.]+@[\w.]+")


def typed_number(book: Book) -> Iterator[Finding]:
    """No number stands in running text but what a function prints, and what is declared."""
    may, suggestions = allowed(book.texts.folder, NUMBERS), Suggestions(book.figures, book.texts)
    for source in book.sources:
        for found in _NUMBER.finditer(blanked(source.typed, may)):
            yield Finding(
                source.place_of(found.start()),
                f"The number {found.group()} is typed by hand.",
                suggestions.instead_of(found.group()),
            )


def word_predicates(book: Book) -> Iterator[Finding]:
    """Words of degree are computed: a text asks for them, and gets them only where they are true."""
    may, may_not = allowed(book.texts.folder, DEGREES), refused(book.texts.folder, DEGREES)
    for source in book.sources:
        typed = blanked(source.typed, may)
        for pattern in may_not:
            yield from _found(source, typed, pattern, "The word of degree {} is typed by hand.")


def style_lint(book: Book) -> Iterator[Finding]:
    """Numbers and words are written one way."""
    may_not = refused(book.texts.folder, STYLE)
    for source in book.sources:
        typed = _ADDRESS.sub(lambda found: " " * len(found.group()), source.typed)
        for pattern in may_not:
            yield from _found(source, typed, pattern, "{} is against the house style.")


def _found(source: SourceText, typed: str, pattern: Pattern, problem: str) -> Iterator[Finding]:
    for found in pattern.expression.finditer(typed):
        words = " ".join(found.group().split())
        yield Finding(source.place_of(found.start()), problem.format(f'"{words}"'), pattern.words)
