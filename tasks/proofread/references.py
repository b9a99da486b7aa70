"""Checks on what texts refer to: names exist and are used, facts from outside are complete, a term has one meaning."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from tasks.language.bidi import is_foreign
from tasks.language.rendered_text import Place
from tasks.language.text_files import read_text
from tasks.language.texts import Fact, Texts
from tasks.model.changes import Reliability
from tasks.proofread.manuscript import RECOMMENDATIONS, Manuscript, SourceText, Violation, argument, function_name

# ------------------------------------------------------------------------------------------------ names

FACTS, NOTES = "facts.toml", "notes.toml"
_FACT, _NOTE = ("fact", "big_fact", "source"), ("cite",)
_OTHER_KINDS: Mapping[str, tuple[str, ...]] = {
    "fact": _FACT,
    "note": _NOTE,
    "block": ("has_block",),
    "verdict": ("changes", "changes_table", "how_many_changes"),
}
_DIMENSION = ("label", "running_label")
_SECOND = ("word", "holds")
"""Functions whose second argument is the figure; the first is a word."""


def known_names(manuscript: Manuscript) -> Iterator[Violation]:
    """What a text asks for exists, whichever way its conditions go."""
    known: Mapping[str, Collection[str]] = {
        "fact": manuscript.texts.facts,
        "note": manuscript.texts.citations,
        "block": manuscript.texts.block_ids,
        "verdict": list(Reliability),
        "figure": {*manuscript.figures.figures, *manuscript.texts.absent.figures},
    }
    for source in manuscript.sources:
        for call in source.calls:
            function = function_name(call)
            asked = argument(call, 1 if function in _SECOND else 0)
            kind = next((kind for kind, functions in _OTHER_KINDS.items() if function in functions), "figure")
            if asked is not None and asked not in known[kind] and function not in _DIMENSION:
                close = get_close_matches(asked, known[kind], n=3, cutoff=0.4)
                yield Violation(
                    source.place.at(call.lineno),
                    f"{function}(…) names the {kind} {asked}, which there is not.",
                    " or ".join(close) or "a name that there is; docs/writing.md says where to find them",
                )


def note_integrity(manuscript: Manuscript) -> Iterator[Violation]:
    """Every fact and every source is used by a text.

    A translation has the facts of its source, so these are looked for there.
    """
    if manuscript.texts.source:
        return
    used = _used(manuscript.texts)
    for file, functions, entries in (
        (FACTS, _FACT, manuscript.texts.facts),
        (NOTES, _NOTE, manuscript.texts.citations),
    ):
        for key in entries:
            if not any(key in used.get(function, ()) for function in functions):
                yield Violation(
                    manuscript.texts.place(file, key),
                    f"No text uses the entry {key}.",
                    f"{{{{ {functions[0]}('{key}') }}}} where it is told, or take the entry out",
                )


def _used(texts: Texts) -> Mapping[str, set[str]]:
    """The function → what it is asked for, over the texts of all editions."""
    used: dict[str, set[str]] = {}
    for path in sorted([*texts.folder.rglob("*.md"), *texts.folder.glob(RECOMMENDATIONS)]):
        file = path.relative_to(texts.folder).as_posix()
        for call in SourceText(texts.place(file), read_text(path)).calls:
            used.setdefault(function_name(call), set()).add(argument(call) or "")
    return used


# ------------------------------------------------------------------------------------------------ facts from outside

NOT_GIVEN = "not given"
_YEAR = re.compile(r"\d{4}(-\d{2,4}|, against \d{4})?")
_N = re.compile(r"[\d,]+")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def external_fact_schema(manuscript: Manuscript) -> Iterator[Violation]:
    """A number from outside has population, n or "not given", year and source.

    Its sentence states the value that is printed.
    """
    source = manuscript.texts.source
    for key, fact in manuscript.texts.facts.items():
        faults = _other_numbers(fact, source.facts[key]) if source else _faults(fact)
        for part, problem, write in faults:
            yield Violation(manuscript.texts.place(FACTS, key, part), problem, write)


def _other_numbers(fact: Fact, source: Fact) -> Iterator[tuple[str, str, str]]:
    """A translated fact tells the numbers of its source, and has all its parts by that."""
    for part in ("value", "statement", "n", "year"):
        own, given = (sorted(_NUMBER.findall(getattr(entry, part))) for entry in (fact, source))
        if own != given:
            yield part, f"The numbers are not those of the source, {', '.join(given) or 'none'}.", getattr(source, part)
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


# ------------------------------------------------------------------------------------------------ terms

VOCABULARY = "expectations/contract/vocabulary.toml"
MAX_WORDS = 40
"""How many words a definition may have; what is longer comments."""
_SMALL = "of|on|the|for|and|in"
_EXPANSION = re.compile(rf"((?:[A-Z][\w'-]+ )(?:(?:{_SMALL}|[A-Z0-9][\w'-]*) )*)\(([A-Z][A-Z0-9]+)\)")
_COMMENT = re.compile(r"\b(we|our|us|I|you|sadly|unfortunately|should|must|recommend)\b|[?!]")


def dictionary_unique(manuscript: Manuscript) -> Iterator[Violation]:
    """A term has one meaning, and a definition defines.

    Only English texts are looked at: the patterns are English.
    """
    if manuscript.texts.language.code != "en":
        return
    yield from _expansions(manuscript)
    for name, vocabulary in manuscript.vocabularies.items():
        labels = Counter(category.label for category in vocabulary)
        for category in vocabulary:
            place = Place(VOCABULARY, 1, f"{name}, {category.key}")
            if labels[category.label] > 1:
                yield Violation(place, f'Two categories are called "{category.label}".', "a label of its own for each")
            if found := _COMMENT.search(category.definition):
                yield Violation(place, f'"{found.group()}" comments, where a definition should define.', "what it is")
            if len(category.definition.split()) > MAX_WORDS:
                yield Violation(place, "The definition is too long to be one.", f"at most {MAX_WORDS} words")
        for text, times in Counter(c.definition for c in vocabulary if c.definition).items():
            if times > 1:
                yield Violation(
                    Place(VOCABULARY, 1, name), f'Two categories share the definition "{text}".', "one for each"
                )


def _expansions(manuscript: Manuscript) -> Iterator[Violation]:
    first: dict[str, tuple[str, Place]] = {}
    for source in manuscript.sources:
        for found in _EXPANSION.finditer(source.typed):
            expansion, short = _bare(found[1]), found[2]
            given, where = first.setdefault(short, (expansion, source.place_of(found.start())))
            if expansion != given:
                yield Violation(
                    source.place_of(found.start()),
                    f'{short} stands for "{expansion}" here and for "{given}" in {where}.',
                    f"{given} ({short}), if that is meant",
                )


def _bare(expansion: str) -> str:
    return re.sub(r"^(The|A|An) ", "", " ".join(expansion.split()))
