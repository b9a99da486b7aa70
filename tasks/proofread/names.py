"""Countries, organisations and telephones that texts name: those of the content, and what it says that they may name.

Whoever begins with the content that comes with the program keeps a word of it soon: the country, a partner, a number
that help seekers would call in vain. Of organisations and places, the names of that content are looked for.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale
from babel.localedata import exists

from expectations.contract.content import BUNDLED
from expectations.contract.helpline import helpline
from expectations.contract.vocabulary import CITIES, FILE
from tasks.language.rendered_text import Place
from tasks.language.texts import OUTLINE
from tasks.proofread.manuscript import Manuscript, SourceText, Violation

_NAMED = ("referral", "province")
"""Vocabularies that name organisations and places."""
_NO_COUNTRIES = ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
"""Codes of unions, and of regions that there are not."""
_SHORTEST = 4
"""Letters of a country's name; a shorter one may be a word."""


def names_declared(manuscript: Manuscript) -> Iterator[Violation]:
    """A text names no country, organisation or telephone that the content does not declare."""
    language = manuscript.texts.language.code
    own = [_country(helpline().country, language), *map(str, manuscript.texts.report.values()), *helpline().may_name]
    answers = [
        word for vocabulary in manuscript.vocabularies.values() for c in vocabulary for word in (c.label, *c.aliases)
    ]
    sources = (*manuscript.sources, *_labels(manuscript))
    yield from _named(sources, "country", _countries(language), own)
    yield from _named(sources, "organisation or place", _bundled_names(), (*own, *answers))
    yield from _telephones(sources, own)


def _labels(manuscript: Manuscript) -> Iterator[SourceText]:
    """What tables and definitions print of the contract, where the texts are in its language."""
    for name, vocabulary in manuscript.vocabularies.items() if manuscript.texts.source is None else ():
        for category in vocabulary:
            yield SourceText(Place(FILE, 1, f"{name}, {category.key}"), f"{category.label} {category.definition}")


def _named(sources: Iterable[SourceText], kind: str, names: frozenset[str], own: Iterable[str]) -> Iterator[Violation]:
    pattern = _any_of(names)
    declared = {found for text in own for found in pattern.findall(text)}
    for source in sources:
        for found in pattern.finditer(source.typed):
            if found[0] not in declared:
                yield _violation(source, found.start(), f"the {kind} {found[0]}")


def _violation(source: SourceText, offset: int, named: str) -> Violation:
    problem = f"It names {named}, which the content does not declare."
    return Violation(source.place_of(offset), problem, "the own, or list it in contract/helpline.toml under may_name.")


@cache
def _countries(language: str) -> frozenset[str]:
    codes = (
        code
        for code in map(str, Locale("en").territories)
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES
    )
    return frozenset(name for code in codes if len(name := _country(code, language)) >= _SHORTEST)


def _country(code: str, language: str) -> str:
    """What a country is called in a language; in English where it has no capital letter, and may be any word."""
    known = Locale(language).territories if exists(language) else {}
    name: str = known.get(code, "")
    name = name if name[:1].isupper() else Locale("en").territories.get(code, "")
    return re.split(r" \(| - | SAR ", name)[0]


@cache
def _bundled_names() -> frozenset[str]:
    """Organisations and places of the content that comes with the program, as labels have them."""
    vocabulary = tomllib.loads((BUNDLED.contract / FILE).read_text("utf-8"))
    report = tomllib.loads((BUNDLED.texts / "en" / OUTLINE).read_text("utf-8"))["report"]
    with (BUNDLED.places / CITIES).open(encoding="utf-8", newline="") as file:
        cities = [row["label"] for row in csv.DictReader(file)]
    listed = [entry for name in _NAMED for entry in vocabulary[name].values()]
    named = [entry["label"] for entry in listed if entry.get("proper") or entry["label"].isupper()]
    return frozenset({report["organisation"], report["name"], *named, *cities})


@cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")


def _telephones(sources: Iterable[SourceText], own: Iterable[str]) -> Iterator[Violation]:
    from phonenumbers import Leniency, PhoneNumberMatcher

    known = {re.sub(r"\D", "", text) for text in own}
    for source in sources:
        for found in PhoneNumberMatcher(source.typed, helpline().country, leniency=Leniency.VALID):
            if re.sub(r"\D", "", found.raw_string) not in known:
                yield _violation(source, found.start, f"the telephone {found.raw_string}")


_CASE = re.compile(r"^::: case\b.*?^:::$", re.MULTILINE | re.DOTALL)
_NUMBER, _ADDRESS = r"\d[\d.,:/-]*", r"\S+@\S+|https?://\S+|www\.\S+"
_CITY, _ANY = "city", "other"
_WRITE = "what fits many people: a city, that year, a woman in her twenties"


def case_tells_nobody(manuscript: Manuscript) -> Iterator[Violation]:
    """A case study tells no number, city, date or address by which a person could be found."""
    identifying = re.compile(rf"{_ADDRESS}|{_NUMBER}|(?<!\w)(?:{'|'.join(_names(manuscript))})(?!\w)")
    for source in manuscript.sources:
        for case in _CASE.finditer(source.typed) if source.is_markdown else ():
            yield from _identifying_parts(source, case, identifying)


def _identifying_parts(source: SourceText, case: re.Match[str], identifying: re.Pattern[str]) -> Iterator[Violation]:
    for found in identifying.finditer(case[0]):
        problem = f'A case study tells "{found[0]}", by which the person could be found.'
        yield Violation(source.place_of(case.start() + found.start()), problem, _WRITE)


def _names(manuscript: Manuscript) -> list[str]:
    """Cities, months and weekdays as texts of this language name them, the longest first."""
    language = manuscript.texts.language
    cities = manuscript.vocabularies.get(_CITY, ())
    named = [language.label(_CITY, city.key) for city in cities if city.key != _ANY]
    return sorted(map(re.escape, {*named, *language.months, *language.weekdays.values()}), key=len, reverse=True)
