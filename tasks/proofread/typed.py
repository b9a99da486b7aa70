"""Checks on what was typed: numbers, words of degree, house style.

What may and may not be typed is listed in files of patterns beside the texts, which their writers keep. Each language
has its own; a translation may do without one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from expectations.contract.forms import place
from tasks.language.captions import number_value
from tasks.language.language import Language
from tasks.language.languages import source_folder
from tasks.language.rendered_text import Place
from tasks.language.text_files import read_words
from tasks.language.text_syntax import TooMuchError, bounded
from tasks.model.errors import TextError
from tasks.model.figures import Figure, Measure
from tasks.model.shares import rounded_share
from tasks.proofread.manuscript import Manuscript, SourceText, Violation

# ------------------------------------------------------------------------------------------------ what may be typed

NUMBERS, DEGREES, STYLE = "typed_numbers.toml", "typed_words.toml", "house_style.toml"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of typed words. ``words`` says what to write instead, or why it may be typed."""

    expression: re.Pattern[str]
    words: str


def blanked(text: str, may: Sequence[Pattern]) -> str:
    """The text with blanks for all that may be typed: every other sign keeps its place."""
    for pattern in may:
        text = pattern.expression.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


def patterns(folder: Path, file: str, table: Literal["allowed", "refused"]) -> tuple[Pattern, ...]:
    """What may be typed as it is, and why; or what may not, and what to write instead.

    Raises:
        TextError: the file is missing, or an entry lacks something or is no pattern.
    """
    key = {"allowed": "why", "refused": "write"}[table]
    if not (folder / file).is_file() and source_folder(folder):
        return ()
    entries: Mapping[str, list[Mapping[str, str]]] = read_words(folder / file, dict[str, list[dict[str, str]]])
    return tuple(_pattern(entry, key, folder / file, [table, at]) for at, entry in enumerate(entries.get(table, ())))


def _pattern(entry: Mapping[str, str], key: str, path: Path, at: list[str | int]) -> Pattern:
    if lacking := {"pattern", key} - entry.keys():
        problem = f"An entry lacks {min(lacking)}."
    else:
        try:
            return Pattern(re.compile(entry["pattern"], re.MULTILINE), entry[key])
        except re.error as error:
            at, problem = [*at, "pattern"], f"The pattern is no regular expression: {error}."
    raise TextError(problem, place(path, at), "Compare it with the head comment of the file.")


# ------------------------------------------------------------------------------------------------ what to write instead

SHOWN = 2
"""How many functions are named: more would be a guess."""
_A_FUNCTION = "a function of docs/writing.md"


def _calls_by_number(manuscript: Manuscript) -> Mapping[str, Sequence[str]]:
    """The calls that print a number, by the number."""
    found: dict[str, list[str]] = {}
    for figure in manuscript.figures:
        for number, call in _calls(figure, manuscript.texts.language):
            found.setdefault(number, []).append(call)
    for key, fact in manuscript.texts.facts.items():
        found.setdefault(fact.value, []).append(f"fact('{key}')")
    return found


def _calls(figure: Figure, language: Language) -> Iterator[tuple[str, str]]:
    name, window = figure.spec.id, figure.edition
    if figure.spec.measure is not Measure.CELLS:
        digits = ", digits=1" if figure.spec.measure is Measure.PER_MONTH else ""
        yield number_value(figure, window, language), f"value('{name}'{digits})"
        return
    for cell in window:
        row = ", ".join(f"'{part}'" for part in (name, *cell.key))
        yield language.count(cell), f"count({row})"
        yield language.percent(cell.share), f"share({row})"
        if figure.spec.share_of_all:
            yield language.percent(cell.share_of_all), f"share_of_all({row})"
    for number, function in ((window.total, "total"), (window.known, "known"), (window.missing, "missing")):
        yield language.count_or_bound(number, window.bound), f"{function}('{name}')"
    yield language.percent(rounded_share(window.missing, window.total)), f"missing_share('{name}')"


# ------------------------------------------------------------------------------------------------ the checks

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?%?")
_ADDRESS = re.compile(r"[\w.]+@[\w.]+")


def typed_number(manuscript: Manuscript) -> Iterator[Violation]:
    """A number in running text is printed by a function, or declared."""
    may = patterns(manuscript.texts.folder, NUMBERS, "allowed")
    typed = [(text, found) for text in manuscript.sources for found in _NUMBER.finditer(blanked(text.typed, may))]
    calls = _calls_by_number(manuscript) if typed else {}
    for source, found in typed:
        alike = [f"{{{{ {call} }}}}" for call in dict.fromkeys(calls.get(found.group(), ()))]
        write = " or ".join(alike[:SHOWN]) or f"{_A_FUNCTION}; if no figure can ever change it, declare it in {NUMBERS}"
        problem = f"The number {found.group()} is typed by hand."
        yield Violation(source.place_of(found.start()), problem, write, found.group())


def word_predicates(manuscript: Manuscript) -> Iterator[Violation]:
    """Words of degree are computed, never typed."""
    may, may_not = (
        patterns(manuscript.texts.folder, DEGREES, "allowed"),
        patterns(manuscript.texts.folder, DEGREES, "refused"),
    )
    for source in manuscript.sources:
        typed = blanked(source.typed, may)
        for pattern in may_not:
            yield from _found(source, typed, pattern, "The word of degree {} is typed by hand.")


def style_lint(manuscript: Manuscript) -> Iterator[Violation]:
    """There is one way to write numbers and terms."""
    may_not = patterns(manuscript.texts.folder, STYLE, "refused")
    for source in manuscript.sources:
        typed = _ADDRESS.sub(lambda found: " " * len(found.group()), source.typed)
        for pattern in may_not:
            yield from _found(source, typed, pattern, "{} is against the house style.")


def _found(source: SourceText, typed: str, pattern: Pattern, problem: str) -> Iterator[Violation]:
    for found in pattern.expression.finditer(typed):
        words = " ".join(found.group().split())
        yield Violation(source.place_of(found.start()), problem.format(f'"{words}"'), pattern.words, found.group())


_READER = bounded(MarkdownIt("commonmark", {"html": True}).enable("table"))
_REFUSED = {
    "html_block": ("HTML stands in a text.", "Markdown: docs/writing.md says what there is"),
    "html_inline": ("HTML stands in a text.", "Markdown: docs/writing.md says what there is"),
    "image": ("A picture stands in a text.", "{{ figure('…') }} on a line of its own; the report loads no pictures"),
}
_MARK = re.compile(r"\[\^[^\]]*\]|(?<![\w@])@(?:figure|big|bigfact|changes|ref)\[")
_HTML = re.compile(r"</?[a-zA-Z][^>\n]*>?")


def plain_markdown(manuscript: Manuscript) -> Iterator[Violation]:
    """A text holds Markdown only, and marks are set by functions."""
    for source in manuscript.sources:
        if source.is_markdown:
            try:
                yield from _tokens(source)
            except TooMuchError as error:
                yield Violation(source.place.at(error.line), error.problem, error.write)
            yield from _boxes(source)
        else:
            yield from _matches(source, _HTML, *_REFUSED["html_inline"])
        yield from _matches(
            source,
            _MARK,
            "A mark is typed by hand.",
            "{{ cite('…') }}, {{ fact('…') }}, {{ figure('…') }}, {{ changes_table('…') }} or {{ ref('…') }}",
        )


def _tokens(source: SourceText) -> Iterator[Violation]:
    # Blanks at the beginning of a line would make it a listing, in which nothing is looked at.
    level = 0
    for token in _READER.parse(source.filled("x")):
        if token.type == "heading_open":
            below, level = level, int(token.tag[1])
            if below and level > below + 1:
                yield Violation(
                    source.place.at(token.map[0] + 1 if token.map else 1), "A heading skips a level.", "#" * (below + 1)
                )
        line = token.map[0] + 1 if token.map else 1
        for found in (token, *(token.children or ())):
            if found.type in _REFUSED:
                yield Violation(source.place.at(line + _lines_before(token, found)), *_REFUSED[found.type])


def _boxes(source: SourceText) -> Iterator[Violation]:
    opened: Place | None = None
    for number, line in enumerate(source.typed.splitlines(), 1):
        if not line.startswith(":::"):
            continue
        begins, place = bool(line.strip(": ")), source.place.at(number)
        if begins == (opened is not None):
            yield Violation(place, "A box begins within a box, or ends where there is none.", '":::" once at its end')
        opened = place if begins else None
    if opened:
        yield Violation(opened, "A box has no end.", 'a line ":::" where it ends')


def _lines_before(block: Token, found: Token) -> int:
    """How many lines of its paragraph stand before a part of it."""
    children = block.children or []
    before = children[: children.index(found)] if found in children else []
    return sum(child.type in ("softbreak", "hardbreak") for child in before)


def _matches(source: SourceText, pattern: re.Pattern[str], problem: str, write: str) -> Iterator[Violation]:
    for found in pattern.finditer(source.typed):
        yield Violation(source.place_of(found.start()), problem, write)
