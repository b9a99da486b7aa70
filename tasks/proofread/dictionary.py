"""The check on terms: each abbreviation stands for one thing, and each definition defines one."""

import re
from collections import Counter
from collections.abc import Iterator

from tasks.core.passages import Place
from tasks.proofread.book import Book
from tasks.proofread.finding import Finding

FILE = "expectations/contract/vocabulary.toml"
LONGEST = 40
"""How many words a definition may have; what is longer comments."""
_SMALL = "of|on|the|for|and|in"
_EXPANSION = re.compile(rf"((?:[A-Z][\w'-]+ )(?:(?:{_SMALL}|[A-Z0-9][\w'-]*) )*)\(([A-Z][A-Z0-9]+)\)")
_COMMENT = re.compile(r"\b(we|our|us|I|you|sadly|unfortunately|should|must|recommend)\b|[?!]")


def dictionary_unique(book: Book) -> Iterator[Finding]:
    """An abbreviation has one expansion; a label has one meaning; a definition defines, and says no more."""
    yield from _expansions(book)
    for name, vocabulary in book.vocabularies.items():
        labels = Counter(category.label for category in vocabulary)
        for category in vocabulary:
            place = Place(FILE, 1, f"{name}, {category.key}")
            if labels[category.label] > 1:
                yield Finding(place, f'Two categories are called "{category.label}".', "a label of its own for each")
            if found := _COMMENT.search(category.definition):
                yield Finding(place, f'"{found.group()}" comments, where a definition should define.', "what it is")
            if len(category.definition.split()) > LONGEST:
                yield Finding(place, "The definition is too long to be one.", f"at most {LONGEST} words")
        for text, times in Counter(c.definition for c in vocabulary if c.definition).items():
            if times > 1:
                yield Finding(Place(FILE, 1, name), f'Two categories share the definition "{text}".', "one for each")


def _expansions(book: Book) -> Iterator[Finding]:
    first: dict[str, tuple[str, Place]] = {}
    for source in book.sources:
        for found in _EXPANSION.finditer(source.typed):
            expansion, short = _bare(found[1]), found[2]
            told, where = first.setdefault(short, (expansion, source.place_of(found.start())))
            if expansion != told:
                yield Finding(
                    source.place_of(found.start()),
                    f'{short} stands for "{expansion}" here and for "{told}" in {where}.',
                    f"{told} ({short}), if that is meant",
                )


def _bare(expansion: str) -> str:
    return re.sub(r"^(The|A|An) ", "", " ".join(expansion.split()))
