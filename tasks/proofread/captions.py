"""Checks on captions, on the finished page: base, number, missing, period, several answers, since when."""

from collections.abc import Iterator

from tasks.language.bidi import without_foreign
from tasks.language.language import Language
from tasks.language.page import Node
from tasks.model.asked import counted_later, not_asked
from tasks.model.declared import vocabularies
from tasks.model.figures import Figure, Measure
from tasks.model.period import Month
from tasks.proofread.manuscript import Proof, Violation

_REMEDY = "the sentence of words.toml, [caption], that says so"


def caption_n(proof: Proof) -> Iterator[Violation]:
    """Every caption tells base, number, missing and period."""
    for figure, caption in _captions(proof):
        for due in _due(figure, proof):
            if not _stands_in(caption, due):
                yield _lacking(figure, proof, due)


def multi_response_note(proof: Proof) -> Iterator[Violation]:
    """The caption of a figure says that several answers were possible, if they were, and only then."""
    several = proof.texts.words["caption"]["several"]
    for figure, caption in _captions(proof):
        if figure.spec.measure is Measure.CELLS and _stands_in(caption, several) != figure.spec.multi_response:
            yield _lacking(figure, proof, several if figure.spec.multi_response else f"no “{several}”")


def valid_from(proof: Proof) -> Iterator[Violation]:
    """The caption says when a figure was asked, and when each answer was possible, if not always and in one way."""
    language = proof.texts.language
    forms = language.words["caption"]
    for figure, caption in _captions(proof):
        for told in (forms[form].format(month=language.month(Month.parse(month))) for form, month in _dates(figure)):
            if not _stands_in(caption, told):
                yield _lacking(figure, proof, told)
        for label, form, month in _dated_answers(figure, language):
            told = forms[form].format(answers="", month=month)
            if not _stands_in(caption.lower(), label.lower()) or not _stands_in(caption, told):
                yield _lacking(figure, proof, forms[form].format(answers=label, month=month))


def _dates(figure: Figure) -> Iterator[tuple[str, str]]:
    spec, last = figure.spec, str(figure.edition.period.last) if figure.edition.period else ""
    if spec.asked.first:
        yield ("uncounted" if counted_later(spec) else "since"), spec.asked.first
    if spec.asked.last < last:
        yield "until", spec.asked.last
    if spec.redefined and spec.redefined <= last:
        yield "break", spec.redefined


def _dated_answers(figure: Figure, language: Language) -> Iterator[tuple[str, str, str]]:
    """Each answer that could be given in a part of the edition alone: its name, the form that says so, the month."""
    period = figure.edition.period
    for place, dimension in enumerate(figure.spec.dimensions if period else ()):
        shown = {cell.key[place] for cell in figure.edition}
        for category in (c for c in vocabularies().get(dimension, ()) if c.key in shown):
            dates = {"since_answers": category.since, "until_answers": category.until}
            for form, month in dates.items():
                at = Month.parse(month) if month else None
                if (
                    at
                    and period
                    and (at > period.first if form == "since_answers" else period.first <= at < period.last)
                ):
                    yield language.label(dimension, category.key), form, language.month(at)


def _captions(proof: Proof) -> Iterator[tuple[Figure, str]]:
    for node in proof.page:
        figure = proof.figures.figures.get(node.attributes.get("data-figure", ""))
        if figure:
            yield figure, _caption(node)


def _caption(node: Node) -> str:
    return " ".join(part.words for name in ("caption", "number-caption") for part in node.with_class(name))


def _stands_in(caption: str, words: str) -> bool:
    """Whether a caption has some words, as a page prints them: those of another language are not marked there."""
    return " ".join(without_foreign(words).split()) in caption


def _due(figure: Figure, proof: Proof) -> Iterator[str]:
    window, spec, language = figure.edition, figure.spec, proof.texts.language
    words = language.words
    if window.period:
        yield language.period(window.period)
    if spec.measure in (Measure.CELLS, Measure.SHARE):
        counted = window.total if spec.measure is Measure.CELLS else window.known
        yield f"{language.count_or_bound(counted, window.bound)} {words['bases'][spec.base]}"
    if spec.measure is Measure.PER_MONTH and window.period:
        yield words["caption"]["mean"].format(months=language.number(window.period.months))
    is_asked = not not_asked(spec, (), window)
    if (
        spec.measure is Measure.CELLS
        and is_asked
        and ((window.missing and window.known) or (window.bound and not spec.always_known))
    ):
        yield words["caption"]["known"].format(
            known=language.count_or_bound(window.known, window.bound),
            missing=language.count_or_bound(window.missing, window.bound),
            missing_share=language.share_or_bound(window.missing, window.total, window.bound),
        )


def _lacking(figure: Figure, proof: Proof, due: str) -> Violation:
    place = proof.texts.place("figures.toml", figure.spec.id, "title")
    return Violation(place, f"The caption of {figure.spec.id} does not say: {due}", _REMEDY)
