"""What is new: the findings that hold up, the first five of those that people have put into words."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from tasks.language.captions import basis
from tasks.language.rendered_text import Place
from tasks.language.texts import FindingWords, Texts
from tasks.model.drawing import Finding
from tasks.model.errors import NotInEditionError, TextError
from tasks.render import trace
from tasks.render.engine import TextEngine
from tasks.render.model import Inputs

MOST = 5
"""How many findings a page of news has: more are no news."""
FILE = "findings.toml"


def news(inputs: Inputs, engine: TextEngine) -> tuple[Finding, ...]:
    """The findings of an edition, with the marks of their sources.

    Raises:
        TextError: a text cannot be rendered, or a finding tells no number of a figure.
    """
    return tuple(islice(_holding(inputs, engine), MOST))


def has_news(inputs: Inputs, engine: TextEngine) -> bool:
    """Return whether an edition has a finding: a page of news without one would be a heading alone."""
    return next(_holding(inputs, engine), None) is not None


def unmarked(finding: Finding) -> Finding:
    """A finding as it is printed where no number can say where it comes from."""
    number, title, text = (trace.without_marks(words) for words in (finding.number, finding.title, finding.text))
    return replace(finding, number=number, title=title, text=text)


def _holding(inputs: Inputs, engine: TextEngine) -> Iterator[Finding]:
    texts = inputs.texts
    for name, words in texts.findings.items():
        place = texts.place(FILE, name, "when")
        # A finding on a figure that an older edition does not have yet is none of its news.
        with suppress(NotInEditionError):
            if engine.line("{% if " + words.when + " %}+{% endif %}", place):
                yield _finding(name, words, inputs, engine)


def _finding(name: str, words: FindingWords, inputs: Inputs, engine: TextEngine) -> Finding:
    texts = inputs.texts
    number, title, text = (
        engine.marked_line(getattr(words, key), texts.place(FILE, name, key)) for key in ("number", "title", "text")
    )
    figure = inputs.figures[_subject(engine, texts.place(FILE, name, "number"), inputs)]
    section, heading = _section(texts, figure.spec.section)
    return Finding(figure.spec.id, section, heading, number, title, text, basis(figure, texts))


def _subject(engine: TextEngine, place: Place, inputs: Inputs) -> str:
    for span in engine.spans(place):
        if span.source.subject in inputs.figures.figures:
            return span.source.subject
    raise TextError("A finding tells no number of a figure.", str(place), "Print its number with a function.")


def _section(texts: Texts, letter: str) -> tuple[str, str]:
    """The block of a section's letter, and its name with it."""
    found = next(block for block in texts.blocks if block.letter == letter)
    return found.id, f"{found.letter} {found.title}"
