"""Captions: every figure says what it counts, how many, how many without an answer, and when."""

from tasks.language.language import Language
from tasks.language.texts import Texts
from tasks.model.declared import vocabularies
from tasks.model.figures import Base, Disclosure, Figure, Measure, ProtectedFigures, Window
from tasks.model.period import Month

HEADLINES = {Base.CALLS: "calls", Base.EMAILS: "emails", Base.CONTACTS: "contacts", Base.CASES: "cases"}
"""The figure that tells exactly how many records a base has."""


def caption(figure: Figure, figures: ProtectedFigures, texts: Texts, note: str) -> list[str]:
    """The sentences below a figure, in order: base, answers, shares, several answers, since when, rounding, note."""
    language, words, window, spec = texts.language, texts.words["caption"], figure.edition, figure.spec
    sentences = [
        words["base"].format(
            total=language.told(window.total, window.bound),
            base=base_words(figure, texts),
            period=period(window, language),
        ),
        _answers(figure, language),
    ]
    if window.known and spec.share_within:
        groups = language.listed([language.heading(d).lower() for d in spec.dimensions[: spec.share_within]])
        sentences.append(words["shares_within"].format(group=groups))
    elif window.known and window.missing:
        sentences.append(words["shares_known"])
    if spec.multi_response:
        sentences.append(words["several"])
    if spec.since:
        sentences.append(words["since"].format(month=language.month(spec.since)))
    sentences += _later_answers(figure, language)
    if figures.disclosure is Disclosure.ROUND and not spec.exact:
        sentences.append(_rounded(figure, figures, language))
    return [sentence for sentence in [*sentences, note] if sentence]


def _later_answers(figure: Figure, language: Language) -> list[str]:
    """Since when each answer was possible, for those that were not from the window's first month on."""
    window, later = figure.edition, dict[str, list[str]]()
    for place, dimension in enumerate(figure.spec.dimensions):
        shown = {cell.key[place] for cell in window}
        for category in vocabularies().get(dimension, ()):
            if category.since and category.key in shown and window.period and category.since > str(window.period.first):
                word = language.running_label if category.since in later else language.label
                later.setdefault(category.since, []).append(word(dimension, category.key))
    return [
        language.words["caption"]["since_answers"].format(
            answers=language.listed(labels), month=language.month(Month.parse(since))
        )
        for since, labels in later.items()
    ]


def number_caption(figure: Figure, texts: Texts) -> str:
    """The line below a big number: its base where it is a share, its months where it is a mean, and its period."""
    language, words, window = texts.language, texts.words["caption"], figure.edition
    months = period(window, language)
    if figure.spec.measure is Measure.SHARE:
        base = words["number_base"].format(
            total=language.told(window.known, window.bound), base=base_words(figure, texts)
        )
        return texts.words["rows"]["with_period"].format(words=base, period=months)
    if figure.spec.measure is Measure.PER_MONTH and window.period:
        return f"{words['mean'].format(months=language.number(window.period.months))} {months}"
    return words["number_period"].format(period=months)


def base_words(figure: Figure, texts: Texts) -> str:
    """The base of a figure, as captions call it."""
    return texts.words["bases"][figure.spec.base]


def period(window: Window, language: Language) -> str:
    """The months of a window in words."""
    return language.period(window.period) if window.period else "–"


def _answers(figure: Figure, language: Language) -> str:
    window, words = figure.edition, language.words["caption"]
    # A rounded nought is no nought: neither "nothing" nor "all" can be said of it.
    if not window.known and not window.bound:
        return words["empty"]
    if not window.missing and (not window.bound or figure.spec.always_known):
        return words["complete"]
    return words["known"].format(
        known=language.told(window.known, window.bound),
        missing=language.told(window.missing, window.bound),
        missing_share=language.share_told(window.missing, window.total, window.bound),
    )


def _rounded(figure: Figure, figures: ProtectedFigures, language: Language) -> str:
    """That counts are rounded and, where the base is told exactly elsewhere, why the two totals differ."""
    total, spec, words = figure.edition.total, figure.spec, language.words["caption"]
    headline = None if spec.part else figures.figures.get(HEADLINES.get(spec.base, ""))
    if headline is None or headline.edition.value == total:
        return words["rounded"]
    return words["rounded_total"].format(
        total=language.number(total), exact=language.number(headline.edition.value or 0)
    )
