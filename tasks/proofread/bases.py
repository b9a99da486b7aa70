"""The check on base words: a number is followed by the word of its base, and by no other."""

import re
from collections.abc import Iterator, Mapping

from tasks.core.figures import Base
from tasks.core.passages import Span
from tasks.core.texts import Texts
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding
from tasks.proofread.reading import NUMBERS, Stretch, paragraphs

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


def base_lexicon(proof: Proof) -> Iterator[Finding]:
    """The words call, e-mail, case and contact belong to bases, and a number is of its own."""
    for passage in proof.passages:
        for paragraph in paragraphs(passage):
            for span in paragraph.spans:
                if span.source.told in NUMBERS:
                    yield from _counted(paragraph, span, proof)
    yield from _titles(proof)


def _counted(paragraph: Stretch, span: Span, proof: Proof) -> Iterator[Finding]:
    passage = paragraph.passage
    next_span = min((other.start for other in paragraph.spans if other.start >= span.end), default=paragraph.end)
    found = _COUNTED.match(passage.text[:next_span], span.end)
    base = proof.figures[span.source.subject].spec.base
    if found and found[1].lower() not in WORDS[base]:
        number, called = passage.text[span.start : span.end], _called(base, proof.texts)
        yield Finding(
            passage.place_of(span.start),
            f'{number} counts {called} ({span.source.subject}), but is told of "{found[1]}".',
            f"{number} {called}",
        )


def _titles(proof: Proof) -> Iterator[Finding]:
    for figure in proof.figures:
        title, base = proof.texts.figures[figure.spec.id].title, figure.spec.base
        for found in _TITLE.finditer(title):
            if found[1].lower() not in WORDS[base]:
                yield Finding(
                    proof.texts.place("figures.toml", figure.spec.id, "title"),
                    f'The title speaks of "{found[1]}", but the figure counts {_called(base, proof.texts)}.',
                    f"a title that speaks of {_called(base, proof.texts)}",
                )


def _called(base: Base, texts: Texts) -> str:
    return texts.words["bases"][base]
