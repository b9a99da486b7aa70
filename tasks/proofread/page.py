"""Checks on the finished page: contents, notes, scope and captions, and that rounded figures show no exact count."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from expectations.contract.vocabulary import vocabulary
from tasks.disclosure.invariants import is_rounded
from tasks.language.bidi import without_foreign
from tasks.language.captions import basis, dates, number_line
from tasks.language.language import Language
from tasks.language.page import with_class, with_tag, words_of
from tasks.language.rendered_text import Place, ValueKind
from tasks.language.texts import BlockKind, Texts
from tasks.model.figures import Disclosure, Figure, Measure
from tasks.proofread.manuscript import Excerpt, FinishedReport, Violation

# ------------------------------------------------------------------------------------------------ contents

PAGE, REPORT, SCOPE_TABLE = Place("report.html"), "report.toml", "scope"
MIN_WORDS = 20
"""How many words a chapter or a section must have; one with sections below it may have less of its own."""


def toc_complete(report: FinishedReport) -> Iterator[Violation]:
    """Every line of the contents leads to a heading with content.

    They stand in the order of the report, and each figure is printed once.
    """
    headed = [b for b in report.texts.blocks if b.kind in (BlockKind.CHAPTER, BlockKind.SECTION)]
    entries = [link for contents in with_class(report.page, "contents") for link in contents.iter("a")]
    listed = [link.get("href", "").removeprefix("#") for link in entries]
    sections = {node.get("id"): node for node in reversed([*report.page.iter()])}
    for block in headed:
        place = report.texts.place(REPORT, block.id, "title")
        section = sections.get(block.id)
        if block.id not in listed:
            yield Violation(place, f'"{block.title}" is missing from the contents.', "the block's kind and title")
        elif section is None or len(words_of(section).split()) < MIN_WORDS:
            yield Violation(place, f'"{block.title}" is announced in the contents, and empty.', "its text, or no block")
        elif (head := with_tag(section, "h1", "h2")) and words_of(head[0]) != words_of(entries[listed.index(block.id)]):
            yield Violation(place, "The contents name it otherwise than its heading does.", "one title")
    for name in listed:
        if name not in [block.id for block in headed]:
            yield Violation(PAGE, f"The contents list {name}, which is no chapter.", "a block for it")
    if listed != sorted(listed, key=[*(b.id for b in headed), *listed].index):
        yield Violation(PAGE, "The contents stand in another order than the report.", "one order")
    yield from _figures(report, report.texts)


def _figures(report: FinishedReport, texts: Texts) -> Iterator[Violation]:
    printed = [name for node in report.page.iter() if (name := node.get("data-figure"))]
    for figure in report.figures:
        times, shown = printed.count(figure.spec.id), bool(texts.figures[figure.spec.id].headline)
        if times != shown:
            block = next((b for b in texts.blocks if b.letter == figure.spec.section), None)
            place = texts.place(block.file) if block else Place(REPORT)
            yield Violation(
                place,
                f"The figure {figure.spec.id} is printed {times} times.",
                f"{{{{ figure('{figure.spec.id}') }}}} once" if shown else "a headline for it in figures.toml",
            )


# ------------------------------------------------------------------------------------------------ notes

_NOTE, _ANCHOR = re.compile(r"note-(\d+)"), re.compile(r"ref-(\d+)-\d+")


def note_integrity(report: FinishedReport) -> Iterator[Violation]:
    """Notes are numbered by the machine, each anchored, each external number with one."""
    for paragraph in report.paragraphs:
        yield from _facts_without_a_note(paragraph)
    yield from _numbering(report.page)


def _facts_without_a_note(paragraph: Excerpt) -> Iterator[Violation]:
    notes = paragraph.spans_of(ValueKind.NOTE)
    for span in paragraph.spans_of(ValueKind.FACT):
        key = span.source.subject
        if not any(note.source.subject == key and note.start >= span.end for note in notes):
            yield Violation(
                paragraph.passage.place_of(span.start),
                f"The fact {key} is told without its footnote.",
                f"{{{{ source('{key}') }}}} after it, or {{{{ fact('{key}') }}}} without mark=False",
            )


def _numbering(page: Element) -> Iterator[Violation]:
    ids = [node.get("id", "") for node in page.iter()]
    notes = [int(found[1]) for name in ids if (found := _NOTE.fullmatch(name))]
    anchored = {int(found[1]) for name in ids if (found := _ANCHOR.fullmatch(name))}
    if notes != list(range(1, len(notes) + 1)):
        yield Violation(PAGE, f"The notes are numbered {notes}.", "no number of a note; the build counts them")
    for number in sorted(set(notes) ^ anchored):
        kind = "has no anchor in the text" if number in notes else "is anchored, but is not there"
        yield Violation(PAGE, f"Note {number} {kind}.", "{{ cite('…') }} or {{ fact('…') }} for each note")
    addresses = {node.get("href", "") for node in page.iter("a")}
    for name in ids:
        if (_ANCHOR.fullmatch(name) or _NOTE.fullmatch(name)) and f"#{name}" not in addresses:
            yield Violation(PAGE, f"Nothing leads to {name}.", "{{ cite('…') }} or {{ fact('…') }}")


# ------------------------------------------------------------------------------------------------ scope


def scope_declared(report: FinishedReport) -> Iterator[Violation]:
    """Every channel is named, with whether it is counted."""
    channels = report.texts.channels
    for log in vocabulary("log").keys:
        if log not in [channel.log for channel in channels]:
            yield Violation(
                report.texts.place(REPORT), f"No channel is declared for the log of {log}.", f'log = "{log}"'
            )
    if all(channel.log for channel in channels):
        yield Violation(
            report.texts.place(REPORT),
            "No channel is declared that is not counted.",
            "[[channel]] with a reason why not",
        )
    table = report.page.find(f".//*[@id='{SCOPE_TABLE}']")
    rows = [words_of(row) for row in table.iter("tr")] if table is not None else []
    for channel in channels:
        place = report.texts.place(REPORT, channel.id, "name")
        if channel.log and channel.log not in vocabulary("log").keys:
            yield Violation(place, f"There is no log of {channel.log}.", f"one of {', '.join(vocabulary('log').keys)}")
        if not channel.log and not channel.why:
            yield Violation(place, "The channel is not counted, and nothing says why.", 'why = "…"')
        named = without_foreign(channel.name), without_foreign(channel.why)
        if not any(all(words in row for words in named) for row in rows):
            yield Violation(
                place, "The methodology does not name the channel.", 'template = "methodology" in its block'
            )


# ------------------------------------------------------------------------------------------------ disclosure control

PLACES = ("td", "text")
"""Where a figure tells its counts: in the cells of its table, and in the texts of its chart."""
COUNT_KINDS = ("count", "total", "known", "missing")
"""What a function printed into a text, where that is a count."""
_TOO_FINE = re.compile(r"\d\.\d{2,}%")


def disclosure_control(report: FinishedReport) -> Iterator[Violation]:
    """No count of a rounded figure stands on the page that rounding would have hidden.

    Counts are multiples of the base, and shares have one decimal at the most.
    """
    if report.figures.disclosure is Disclosure.NONE:
        return
    count_of = _count(report.texts.language)
    for figure, node in _number_elements(report):
        words = words_of(node)
        count = count_of.match(words)
        exact = count is not None and not is_rounded(int(re.sub(r"\D", "", count[1])))
        if exact or _TOO_FINE.search(words):
            place = report.texts.place("figures.toml", figure.spec.id, "title")
            problem = f"The page tells a number of {figure.spec.id} that is not rounded, in <{node.tag}>."
            yield Violation(place, problem, "the protected figure; this is a defect of the program, and to be reported")


def _count(language: Language) -> re.Pattern[str]:
    """A count, alone or before its share. Ages go on otherwise, years have no comma, and hours a colon."""
    thousands = language.numbers["thousands"]
    between = r"\s" if thousands.isspace() else re.escape(thousands)
    under = language.numbers["under"].partition("{")[0].strip()
    follows = "|".join(map(re.escape, filter(None, (under, language.words["many"]["cases"]))))
    return re.compile(rf"(\d{{1,3}}(?:{between}\d{{3}})*)(?=$| +(?:[·+–\d]|{follows}))")


def _number_elements(report: FinishedReport) -> Iterator[tuple[Figure, Element]]:
    for node in report.page.iter():
        source = node.get("data-told", "").split()
        subject = source[1] if len(source) > 1 and source[0] in COUNT_KINDS else node.get("data-figure", "")
        figure = report.figures.figures.get(subject)
        if figure and not figure.spec.exact:
            ticks = {tick for group in node.iter("g") if group.get("class") == "tick" for tick in group}
            parts = [node] if source else [part for part in with_tag(node, *PLACES) if part not in ticks]
            yield from ((figure, part) for part in parts)


# ------------------------------------------------------------------------------------------------ captions


def caption_n(report: FinishedReport) -> Iterator[Violation]:
    """Every caption tells base, number, missing and period."""
    for figure, caption in _captions(report):
        caption_of = basis if figure.spec.measure is Measure.CELLS else number_line
        yield from _lacking(figure, report, caption, [caption_of(figure, report.texts)])


def multi_response_note(report: FinishedReport) -> Iterator[Violation]:
    """A caption says if several answers were possible.

    It does so only then.
    """
    several = report.texts.words["caption"]["several"]
    for figure, caption in _captions(report):
        if figure.spec.multi_response:
            yield from _lacking(figure, report, caption, [several])
        elif not [*_lacking(figure, report, caption, [several])]:
            yield from _lacking(figure, report, "", [f"no “{several}”"])


def valid_from(report: FinishedReport) -> Iterator[Violation]:
    """A caption says since when a field was asked.

    It also says when each answer was possible, if not always.
    """
    for figure, caption in _captions(report):
        yield from _lacking(figure, report, caption, dates(figure, report.texts.language))


def _captions(report: FinishedReport) -> Iterator[tuple[Figure, str]]:
    for node in report.page.iter():
        if figure := report.figures.figures.get(node.get("data-figure", "")):
            parts = [part for name in ("caption", "number-caption") for part in with_class(node, name)]
            yield figure, " ".join(map(words_of, parts))


def _lacking(figure: Figure, report: FinishedReport, caption: str, sentences: Iterable[str]) -> Iterator[Violation]:
    for due in sentences:
        # Words of another language are not marked on the page as they are in texts.
        if " ".join(without_foreign(due).split()) not in caption:
            place = report.texts.place("figures.toml", figure.spec.id, "title")
            problem = f"The caption of {figure.spec.id} does not say: {due}"
            yield Violation(place, problem, "the sentence of words.toml, [caption], that says so")
