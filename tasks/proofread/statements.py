"""Checks on what a text says of figures: the base of a number, comparisons, missing answers, counts kept apart."""

import re
from collections.abc import Iterator, Mapping

from tasks.language.rendered_text import RenderedText, TracedSpan, ValueKind
from tasks.language.texts import Texts
from tasks.model.figures import Base, Key, WindowName
from tasks.proofread.manuscript import NUMBERS, Excerpt, FinishedReport, Violation, sentences, tells_a_share

# ------------------------------------------------------------------------------------------------ bases

WORDS: Mapping[Base, tuple[str, ...]] = {
    Base.CALLS: ("calls", "call", "follow-ups"),
    Base.EMAILS: ("e-mails", "e-mail"),
    Base.CONTACTS: ("contacts", "contact"),
    Base.CASES: ("cases", "case", "referrals", "mentions", "answers"),
    Base.HARASSMENT_CASES: ("cases", "case"),
}
"""What each base is called. Of the cases, some figures count what a case names: a referral, a mention, an answer."""
PEOPLE = ("people", "persons", "callers", "users", "complainants", "clients", "women", "men", "girls", "boys")
"""What no base is: the logs count contacts and cases, and one person may have several."""
_NOUNS = "|".join(sorted({word for words in WORDS.values() for word in words} | set(PEOPLE), key=len, reverse=True))
_BETWEEN = (
    "by|with|were|was|is|are|be|been|had|has|have|brought|came|come|in|on|to|for|and|or|that|which|who|whose|from|at|as|"
    "than|because|where|when|if|but|not|a|an|each|every"
)
_COUNTED = re.compile(rf"[ \n*_]+(?:(?!(?:{_BETWEEN})\b)[\w’'-]+[ \n*_]+){{0,4}}?({_NOUNS})\b(?!['’])", re.IGNORECASE)
_TITLE = re.compile(r"\b(calls|e-mails|contacts|cases)\b", re.IGNORECASE)


def base_lexicon(report: FinishedReport) -> Iterator[Violation]:
    """The words call, e-mail, case and contact belong to bases.

    Only English texts are looked at: the words are English.
    """
    if report.texts.language.code != "en":
        return
    for paragraph in report.paragraphs:
        for span in paragraph.spans_of(*NUMBERS):
            yield from _counted(paragraph, span, report)
    yield from _titles(report)


def _counted(paragraph: Excerpt, span: TracedSpan, report: FinishedReport) -> Iterator[Violation]:
    passage = paragraph.passage
    next_span = min((other.start for other in paragraph.spans if other.start >= span.end), default=paragraph.end)
    found = _COUNTED.match(passage.text[:next_span], span.end)
    base = report.figures[span.source.subject].spec.base
    if found and found[1].lower() not in WORDS[base]:
        number, called = passage.text[span.start : span.end], _called(base, report.texts)
        yield Violation(
            passage.place_of(span.start),
            f'{number} counts {called} ({span.source.subject}), but is told of "{found[1]}".',
            f"{number} {called}",
        )


def _titles(report: FinishedReport) -> Iterator[Violation]:
    for figure in report.figures:
        title, base = report.texts.figures[figure.spec.id].title, figure.spec.base
        for found in _TITLE.finditer(title):
            if found[1].lower() not in WORDS[base]:
                yield Violation(
                    report.texts.place("figures.toml", figure.spec.id, "title"),
                    f'The title speaks of "{found[1]}", but the figure counts {_called(base, report.texts)}.',
                    f"a title that speaks of {_called(base, report.texts)}",
                )


def _called(base: Base, texts: Texts) -> str:
    return texts.words["bases"][base]


# ------------------------------------------------------------------------------------------------ comparisons

_BEFORE = re.compile(
    r"\b((period|year|edition|report) before|(previous|last|preceding|prior) (period|year|edition|report|half-year)"
    r"|earlier (period|edition|report)s?|than before|(a|one|two|\w+) (year|month)s? (ago|earlier)"
    r"|(with)?in (\w+) (months|years))\b"
)


def comparison_complete(report: FinishedReport) -> Iterator[Violation]:
    """A comparison tells both values, of one figure and one base, and both periods."""
    for paragraph in report.paragraphs:
        yield from _other_windows(paragraph)
        yield from _one_sided(paragraph)


def _other_windows(paragraph: Excerpt) -> Iterator[Violation]:
    now = {(s.source.kind, s.source.subject) for s in paragraph.spans if s.source.window is WindowName.EDITION}
    both = {span.source.subject for span in paragraph.spans_of(ValueKind.CHANGE)}
    periods = {span.source.window for span in paragraph.spans_of(ValueKind.PERIOD)}
    for span in paragraph.spans_of(*NUMBERS):
        source, place = span.source, paragraph.passage.place_of(span.start)
        if source.window is WindowName.EDITION:
            continue
        if source.window not in periods:
            yield Violation(
                place,
                f"The value of {source.subject} in another period stands without that period.",
                f"{{{{ period_words(window='{source.window}') }}}} in the same paragraph",
            )
        if source.subject not in both and (source.kind, source.subject) not in now:
            yield Violation(
                place,
                f"The comparison is one-sided: {source.subject} has no {source.kind} of this period beside it.",
                "the same for this period in the same paragraph, or {{ against_previous('…') }}, which prints both",
            )


def _one_sided(paragraph: Excerpt) -> Iterator[Violation]:
    numbers = paragraph.spans_of(*NUMBERS)
    if not numbers or any(span.source.window is not WindowName.EDITION for span in numbers):
        return
    for start, typed in paragraph.typed():
        for found in _BEFORE.finditer(typed):
            yield Violation(
                paragraph.passage.place_of(start + found.start()),
                f'"{found.group()}" compares, but only this period has a value here.',
                "{{ against_previous('…') }} with {{ period_words(window='previous') }}",
            )


# ------------------------------------------------------------------------------------------------ missing answers

MISSING_LIMIT = 0.05
"""Above this share of missing answers, a text that tells a share has to tell how many are missing."""
_MISSING_KINDS = (ValueKind.MISSING, ValueKind.MISSING_SHARE, ValueKind.KNOWN)
_MISSING = re.compile(r"\b(missing|not recorded|unrecorded|no answer|without an answer|unanswered|left open)\b")
_SMALL = re.compile(
    r"\b(small|few|little|minor|negligible|slight|modest|only|just|merely|barely|hardly)\b", re.IGNORECASE
)


def missing_disclosed(report: FinishedReport) -> Iterator[Violation]:
    """Above 5 % missing, a text that tells a share tells how many are missing, and never calls them small or few."""
    for passage in report.rendered:
        if not passage.place.entry:
            yield from _untold(passage, report)
    for paragraph in report.paragraphs:
        for sentence in sentences(paragraph):
            yield from _made_small(sentence)


def _untold(passage: RenderedText, report: FinishedReport) -> Iterator[Violation]:
    disclosed = {
        span.source.subject for span in passage.spans if span.source.kind in (*_MISSING_KINDS, ValueKind.BLOCK)
    }
    for span in passage.spans:
        source = span.source
        if source.subject in disclosed or source.window is not WindowName.EDITION or not tells_a_share(span, report):
            continue
        window = report.figures[source.subject].edition
        if window.total and window.missing / window.total > MISSING_LIMIT:
            disclosed.add(source.subject)
            yield Violation(
                passage.place_of(span.start),
                f"A share of {source.subject} is told without how many answers are missing.",
                f"{{{{ known('{source.subject}') }}}}, {{{{ missing('{source.subject}') }}}} or "
                f"{{{{ missing_share('{source.subject}') }}}} in the same text",
            )


def _made_small(sentence: Excerpt) -> Iterator[Violation]:
    small = _SMALL.search(sentence.text)
    if small and sentence.spans_of(ValueKind.MISSING, ValueKind.MISSING_SHARE) and _MISSING.search(sentence.text):
        yield Violation(
            sentence.passage.place_of(sentence.start + small.start()),
            f'What is missing is called "{small.group()}".',
            "how many are missing, and nothing of its size",
        )


# ------------------------------------------------------------------------------------------------ counts kept apart

COUNTED_SEPARATELY: tuple[tuple[tuple[str, Key], tuple[str, Key], str], ...] = (
    (
        ("vulnerable_community", ("gender_sexual_minority",)),
        ("gender", ("transgender",)),
        "a community at risk, which people name unasked, and a gender, which they state",
    ),
)
"""What looks like a whole, what looks like its part, and why the one is not part of the other."""


def subset_le(report: FinishedReport) -> Iterator[Violation]:
    """What looks like a part larger than its whole is told to be kept apart."""
    for (whole, whole_key), (part, part_key), why in COUNTED_SEPARATELY:
        if not {whole, part} <= report.figures.figures.keys():
            continue
        counted = [_count(report, figure, key) for figure, key in ((whole, whole_key), (part, part_key))]
        if counted[0] < counted[1] and not any(_counts_both(p, whole, part) for p in report.rendered):
            yield Violation(
                report.texts.place("figures.toml", whole, "title"),
                f"{whole} {whole_key[0]} counts {counted[0]} and {part} {part_key[0]} counts {counted[1]}, and no text "
                "tells that they are kept apart.",
                f"both counts in one text, with the reason: {why}",
            )


def _count(report: FinishedReport, figure: str, key: Key) -> int:
    cell = report.figures[figure].edition.get(*key)
    return cell.count if cell else 0


def _counts_both(passage: RenderedText, whole: str, part: str) -> bool:
    counted = {span.source.subject for span in passage.spans if span.source.kind is ValueKind.COUNT}
    return {whole, part} <= counted
