"""Captions: every figure says what it counts, how many, how many without an answer, and when."""

from collections.abc import Mapping, Sequence

from tasks.language.language import Language
from tasks.language.texts import Texts
from tasks.model.asked import counted_later, not_asked
from tasks.model.declared import vocabularies
from tasks.model.figures import Disclosure, Figure, Measure, ProtectedFigures, Window
from tasks.model.period import Month


def caption(figure: Figure, figures: ProtectedFigures, texts: Texts, note: str) -> list[str]:
    """The sentences below a figure, in order: base, answers, shares, several answers, since when, rounding, note.

    Of what shares are, and how rounded counts differ from exact ones, the chapter of the numbers says once for all.
    """
    language, words, window, spec = texts.language, texts.words["caption"], figure.edition, figure.spec
    sentences = [basis(figure, texts)]
    if window.known and spec.share_within:
        groups = language.listed([language.heading(d).lower() for d in spec.dimensions[: spec.share_within]])
        sentences.append(words["shares_within"].format(group=groups))
    if spec.multi_response:
        sentences.append(words["several"])
    sentences += dates(figure, language)
    if figures.disclosure is Disclosure.ROUND and not spec.exact:
        sentences.append(words["rounded"])
    return [sentence for sentence in [*sentences, note] if sentence]


def basis(figure: Figure, texts: Texts) -> str:
    """What a finding rests on: how many records, how many with an answer, and when."""
    language, window = texts.language, figure.edition
    base = language.words["caption"]["base"].format(
        total=language.count_or_bound(window.total, window.bound),
        base=base_words(figure, texts),
        period=period(window, language),
    )
    return f"{base} {_answers(figure, language)}".strip()


def dates(figure: Figure, language: Language) -> list[str]:
    """Since when a figure counts, until when, since when in its present way, and when which answers were possible."""
    words, found = language.words["caption"], _dates(figure, language)
    for (form, month), answers in _dated_answers(figure).items():
        found.append(words[form].format(answers=_in_words(answers, language), month=language.month(month)))
    return found


def _dates(figure: Figure, language: Language) -> list[str]:
    spec, period = figure.spec, figure.edition.period
    last = str(period.last) if period else ""
    months = {
        "uncounted" if counted_later(spec) else "since": spec.asked.first,
        "until": spec.asked.last if spec.asked.last < last else "",
        "break": spec.redefined if spec.redefined <= last else "",
    }
    return dated(months, language.words["caption"], language)


def dated(months: Mapping[str, str | None], forms: Mapping[str, str], language: Language) -> list[str]:
    """Months in the forms that they are named by; nothing of those that are empty."""
    return [forms[form].format(month=language.month(Month.parse(month))) for form, month in months.items() if month]


def _dated_answers(figure: Figure) -> Mapping[tuple[str, Month], Sequence[tuple[str, str]]]:
    """The answers that were possible in a part of the window alone, by the form that says so and the month."""
    window, found = figure.edition, dict[tuple[str, Month], list[tuple[str, str]]]()
    first, last = (str(window.period.first), str(window.period.last)) if window.period else ("", "")
    for place, dimension in enumerate(figure.spec.dimensions if window.period else ()):
        shown = {cell.key[place] for cell in window}
        for category in (category for category in vocabularies().get(dimension, ()) if category.key in shown):
            answer = (dimension, category.key)
            if category.since and category.since > first:
                found.setdefault(("since_answers", Month.parse(category.since)), []).append(answer)
            if category.until and first <= category.until < last:
                found.setdefault(("until_answers", Month.parse(category.until)), []).append(answer)
    return found


def _in_words(answers: Sequence[tuple[str, str]], language: Language) -> str:
    first, *others = answers
    return language.listed([language.label(*first), *(language.running_label(*each) for each in others)])


def number_value(figure: Figure, window: Window, language: Language, digits: int | None = None) -> str:
    """A single number in one window as it is printed: 2,781, 115.9, 21%; that it was not asked, where it was not.

    Where no ``digits`` are asked for, a mean has one, and all else none.
    """
    if digits is None:
        digits = 1 if figure.spec.measure is Measure.PER_MONTH else 0
    if why := not_asked(figure.spec, (), window):
        return language.not_asked(why)
    if figure.spec.measure is not Measure.SHARE:
        return language.number(window.value or 0, digits)
    if window.bound and not window.value:
        return language.share_or_bound(0, window.known, window.bound, digits)
    return language.percent(window.value, digits)


def number_caption(figure: Figure, texts: Texts) -> str:
    """The line below a big number: its base if it is a share, its months if it is a mean, its period, since when."""
    return ". ".join([number_line(figure, texts), *_dates(figure, texts.language)])


def number_line(figure: Figure, texts: Texts) -> str:
    """The same without dates."""
    language, words, window = texts.language, texts.words["caption"], figure.edition
    months = period(window, language)
    if figure.spec.measure is Measure.SHARE:
        base = words["number_base"].format(
            total=language.count_or_bound(window.known, window.bound), base=base_words(figure, texts)
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
    if not_asked(figure.spec, (), window):
        return ""
    # A rounded nought is no nought: neither "nothing" nor "all" can be said of it.
    if not window.known and not window.bound:
        return words["empty"]
    if not window.missing and (not window.bound or figure.spec.always_known):
        return words["complete"]
    share = language.share_or_bound(window.missing, window.total, window.bound)
    return words["known_few" if share == language.no_share else "known"].format(
        known=language.count_or_bound(window.known, window.bound),
        missing=language.count_or_bound(window.missing, window.bound),
        missing_share=share,
    )
