"""The check on comparisons: both values, of one figure and one base, and both periods."""

import re
from collections.abc import Iterator

from tasks.core.figures import WindowName
from tasks.core.passages import Told
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding
from tasks.proofread.reading import NUMBERS, Stretch, paragraphs

_BEFORE = re.compile(
    r"\b((period|year|edition|report) before|(previous|last|preceding|prior) (period|year|edition|report|half-year)"
    r"|earlier (period|edition|report)s?|than before|(a|one|two|\w+) (year|month)s? (ago|earlier)"
    r"|(with)?in (\w+) (months|years))\b"
)


def comparison_complete(proof: Proof) -> Iterator[Finding]:
    """Who compares tells both values, and when each was."""
    for passage in proof.passages:
        for paragraph in paragraphs(passage):
            yield from _other_windows(paragraph)
            yield from _one_sided(paragraph)


def _other_windows(paragraph: Stretch) -> Iterator[Finding]:
    now = {(s.source.told, s.source.subject) for s in paragraph.spans if s.source.window is WindowName.EDITION}
    both = {span.source.subject for span in paragraph.telling(Told.CHANGE)}
    periods = {span.source.window for span in paragraph.telling(Told.PERIOD)}
    for span in paragraph.telling(*NUMBERS):
        source, place = span.source, paragraph.passage.place_of(span.start)
        if source.window is WindowName.EDITION:
            continue
        if source.window not in periods:
            yield Finding(
                place,
                f"The value of {source.subject} in another period stands without that period.",
                f"{{{{ period_words(window='{source.window}') }}}} in the same paragraph",
            )
        if source.subject not in both and (source.told, source.subject) not in now:
            yield Finding(
                place,
                f"The comparison is one-sided: {source.subject} has no {source.told} of this period beside it.",
                "the same for this period in the same paragraph, or {{ against_previous('…') }}, which prints both",
            )


def _one_sided(paragraph: Stretch) -> Iterator[Finding]:
    numbers = paragraph.telling(*NUMBERS)
    if not numbers or any(span.source.window is not WindowName.EDITION for span in numbers):
        return
    for start, typed in paragraph.passage.typed():
        for found in _BEFORE.finditer(typed):
            if paragraph.start <= start + found.start() < paragraph.end:
                yield Finding(
                    paragraph.passage.place_of(start + found.start()),
                    f'"{found.group()}" compares, but only this period has a value here.',
                    "{{ against_previous('…') }} with {{ period_words(window='previous') }}",
                )
