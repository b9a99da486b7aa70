"""What a text claims of figures holds up: no rank, change or difference that chance or rounding could undo.

Words of degree bring their doubts along from where they were computed. Two numbers beside each other claim a difference
where a headline or a call-out has no other point, and where a sentence compares them in words. Whoever says that it may
be chance or rounding claims nothing. An alternative text says how a chart is drawn, and may rank.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from tasks.language.rendered_text import TracedSpan, ValueKind, ValueSource
from tasks.model.changes import Doubt, Side
from tasks.model.shares import difference, rows_together
from tasks.proofread.manuscript import Excerpt, FinishedReport, Violation, paragraphs, sentences

SMALL_COUNT = 10
"""A headline that tells fewer records than this has no finding: the chapter on changes leaves such rows out too."""
_INSTEAD = "{{ margin(…) }} behind it, or both wordings under {% if holds(…) %} or {% if differ(…) %}"
_CALLOUT = re.compile(r"^::: callout.*?^:::$", re.MULTILINE | re.DOTALL)
_COMPARES = re.compile(
    r"\b(more|fewer|less|higher|lower|larger|smaller|older|younger|oftener) ([\w-]+ ){0,4}?(than|in|among|of)\b"
    r"|\b(outnumber(s|ed)?|exceed(s|ed)?|ahead of|before)\b",
    re.IGNORECASE,
)


def claims_hold(report: FinishedReport) -> Iterator[Violation]:
    """A rank, a change or a difference that chance or rounding could undo is worded as such, or not at all."""
    for passage in report.rendered:
        if passage.place.entry.endswith(", alt"):
            continue
        is_headline = passage.place.entry.endswith((", headline", ", title", ", number"))
        callouts = [found.span() for found in _CALLOUT.finditer(passage.text)]
        for paragraph in paragraphs(passage):
            if is_headline:
                yield from _small(paragraph, report)
            admitted = _admits(paragraph, report)
            points = is_headline or any(start <= paragraph.start < end for start, end in callouts)
            for sentence in sentences(paragraph):
                if not _admits(sentence, report):
                    yield from _words(sentence)
                if not admitted and (points or _compares(sentence, report)):
                    yield from _differences(sentence, report)


def _admits(excerpt: Excerpt, report: FinishedReport) -> bool:
    """Whether it says that what it tells may be chance, or rounding."""
    words = excerpt.text.lower()
    return any(report.texts.words["changes"][doubt].lower() in words for doubt in Doubt)


def _words(sentence: Excerpt) -> Iterator[Violation]:
    for span in sentence.spans_of(ValueKind.WORD):
        if span.source.doubts:
            word = sentence.passage.text[span.start : span.end]
            yield _violation(sentence, span, f'"{word}" is said of {_named(span)}', span.source.doubts)


def _small(headline: Excerpt, report: FinishedReport) -> Iterator[Violation]:
    for span in headline.spans_of(ValueKind.COUNT):
        side = _side(span, report)
        if side and side.count < SMALL_COUNT:
            yield Violation(
                headline.passage.place_of(span.start),
                f"The headline rests on fewer than {SMALL_COUNT} records of {_named(span)}.",
                "what the figure shows, without that number",
            )


def _compares(sentence: Excerpt, report: FinishedReport) -> bool:
    # Only English texts are looked at: the words are English.
    typed = " ".join(words for _, words in sentence.typed())
    return report.texts.language.code == "en" and bool(_COMPARES.search(typed))


def _differences(sentence: Excerpt, report: FinishedReport) -> Iterator[Violation]:
    """The pairs of numbers of a sentence that tell the same of different rows of a figure, and may be equal."""
    for one, other in combinations(sentence.spans_of(ValueKind.COUNT, ValueKind.SHARE), 2):
        sides = _side(one, report), _side(other, report)
        if not _alike(one.source, other.source) or sides[0] is None or sides[1] is None:
            continue
        if doubts := _doubts(one.source.kind, sides[0], sides[1]):
            problem = f"{_named(one)} and {_named(other)} are set against each other"
            yield _violation(sentence, other, problem, doubts)


def _alike(one: ValueSource, other: ValueSource) -> bool:
    """Whether two numbers tell the same of different rows of one figure."""
    same = (one.kind, one.subject, one.window) == (other.kind, other.subject, other.window)
    return same and not set(one.keys) & set(other.keys)


def _doubts(kind: ValueKind, one: Side, other: Side) -> tuple[Doubt, ...]:
    by_share = kind is not ValueKind.COUNT
    return () if by_share and not (one.base and other.base) else difference(one, other, by_share=by_share).doubts


def _side(span: TracedSpan, report: FinishedReport) -> Side | None:
    source = span.source
    return rows_together(report.figures[source.subject], source.window, source.keys) if source.keys else None


def _violation(excerpt: Excerpt, span: TracedSpan, problem: str, doubts: tuple[Doubt, ...]) -> Violation:
    undo = f"{problem}, which {' or '.join(doubts)} could undo."
    return Violation(excerpt.passage.place_of(span.start), undo, _INSTEAD)


def _named(span: TracedSpan) -> str:
    return ", ".join([span.source.subject, *("/".join(key) for key in span.source.keys[:3])])
