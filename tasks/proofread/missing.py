"""The check on what is missing: told beside each share, and never made small."""

import re
from collections.abc import Iterator

from tasks.core.figures import WindowName
from tasks.core.passages import Passage, Told
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding
from tasks.proofread.reading import paragraphs, sentences, tells_a_share

MUCH = 0.05
"""Above this share of missing answers, a text that tells a share has to tell how many are missing."""
_TELL = (Told.MISSING, Told.MISSING_SHARE, Told.KNOWN)
_MISSING = re.compile(r"\b(missing|not recorded|unrecorded|no answer|without an answer|unanswered|left open)\b")
_SMALL = re.compile(
    r"\b(small|few|little|minor|negligible|slight|modest|only|just|merely|barely|hardly)\b", re.IGNORECASE
)


def missing_disclosed(proof: Proof) -> Iterator[Finding]:
    """A text that tells a share of a figure with many answers missing tells how many, and does not call them small."""
    for passage in proof.passages:
        if not passage.place.entry:
            yield from _untold(passage, proof)
        yield from _made_small(passage)


def _untold(passage: Passage, proof: Proof) -> Iterator[Finding]:
    told = {span.source.subject for span in passage.spans if span.source.told in (*_TELL, Told.BLOCK)}
    for span in passage.spans:
        source = span.source
        if source.subject in told or source.window is not WindowName.EDITION or not tells_a_share(span, proof):
            continue
        window = proof.figures[source.subject].edition
        if window.total and window.missing / window.total > MUCH:
            told.add(source.subject)
            yield Finding(
                passage.place_of(span.start),
                f"A share of {source.subject} is told without how many answers are missing.",
                f"{{{{ known('{source.subject}') }}}}, {{{{ missing('{source.subject}') }}}} or "
                f"{{{{ missing_share('{source.subject}') }}}} in the same text",
            )


def _made_small(passage: Passage) -> Iterator[Finding]:
    for paragraph in paragraphs(passage):
        for sentence in sentences(paragraph):
            small = _SMALL.search(sentence.text)
            if small and sentence.telling(Told.MISSING, Told.MISSING_SHARE) and _MISSING.search(sentence.text):
                yield Finding(
                    passage.place_of(sentence.start + small.start()),
                    f'What is missing is called "{small.group()}".',
                    "how many are missing, and nothing of its size",
                )
