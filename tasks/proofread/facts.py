"""The check on numbers from outside: each comes with what a reader needs to judge it."""

import re
from collections.abc import Iterator

from tasks.core.foreign import is_foreign
from tasks.core.texts import Fact
from tasks.proofread.book import Book
from tasks.proofread.finding import Finding

FILE = "facts.toml"
NOT_GIVEN = "not given"
_YEAR = re.compile(r"\d{4}(-\d{2,4}|, against \d{4})?")
_N = re.compile(r"[\d,]+")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def external_fact_schema(book: Book) -> Iterator[Finding]:
    """A fact has population, n or "not given", year and source, and its sentence states the value that is printed."""
    source = book.texts.source
    for key, fact in book.texts.facts.items():
        faults = _other_numbers(fact, source.facts[key]) if source else _faults(fact)
        for part, problem, write in faults:
            yield Finding(book.texts.place(FILE, key, part), problem, write)


def _other_numbers(fact: Fact, source: Fact) -> Iterator[tuple[str, str, str]]:
    """A translated fact tells the numbers of its source, and has all its parts by that."""
    for part in ("value", "statement", "n", "year"):
        own, told = (sorted(_NUMBER.findall(getattr(entry, part))) for entry in (fact, source))
        if own != told:
            yield part, f"The numbers are not those of the source, {', '.join(told) or 'none'}.", getattr(source, part)
    if fact.value not in fact.statement and not is_foreign(fact.statement):
        yield "statement", f"The statement does not tell the value {fact.value}.", f"a sentence with {fact.value} in it"


def _faults(fact: Fact) -> Iterator[tuple[str, str, str]]:
    for part in ("value", "statement", "population", "n", "year", "source"):
        if not getattr(fact, part).strip():
            yield part, f"The fact has no {part}.", f'{part} = "…"; where a source does not say, "{NOT_GIVEN}"'
    if fact.n != NOT_GIVEN and not _N.fullmatch(fact.n):
        yield "n", f'n is "{fact.n}".', f'how many were asked or counted, in digits, or "{NOT_GIVEN}"'
    if not _YEAR.fullmatch(fact.year):
        yield "year", f'The year is "{fact.year}".', 'a year such as "2017", or "2017, against 2016"'
    if fact.value.lower() not in fact.statement.lower():
        yield "statement", f"The statement does not tell the value {fact.value}.", f"a sentence with {fact.value} in it"
