"""Case studies: nothing by which somebody who knows the person could tell that it is her."""

import re
from collections.abc import Iterator

from tasks.proofread.manuscript import Manuscript, SourceText, Violation

_CASE = re.compile(r"^::: case\b.*?^:::$", re.MULTILINE | re.DOTALL)
_NUMBER, _ADDRESS = r"\d[\d.,:/-]*", r"\S+@\S+|https?://\S+|www\.\S+"
_CITY, _ANY = "city", "other"
_WRITE = "what fits many people: a city, that year, a woman in her twenties"


def case_tells_nobody(manuscript: Manuscript) -> Iterator[Violation]:
    """A case study tells no number, no city, no day or month and no address by which a person could be found."""
    telling = re.compile(rf"{_ADDRESS}|{_NUMBER}|(?<!\w)(?:{'|'.join(_names(manuscript))})(?!\w)")
    for source in manuscript.sources:
        for case in _CASE.finditer(source.typed) if source.is_markdown else ():
            yield from _told(source, case, telling)


def _told(source: SourceText, case: re.Match[str], telling: re.Pattern[str]) -> Iterator[Violation]:
    for found in telling.finditer(case[0]):
        problem = f'A case study tells "{found[0]}", by which the person could be found.'
        yield Violation(source.place_of(case.start() + found.start()), problem, _WRITE)


def _names(manuscript: Manuscript) -> list[str]:
    """Cities, months and weekdays as texts of this language name them, the longest first."""
    language = manuscript.texts.language
    cities = manuscript.vocabularies.get(_CITY, ())
    named = [language.label(_CITY, city.key) for city in cities if city.key != _ANY]
    return sorted(map(re.escape, {*named, *language.months, *language.weekdays.values()}), key=len, reverse=True)
