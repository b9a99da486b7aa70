"""A word of degree is printed where the figures bear it out, and refused with both numbers where they do not."""

from dataclasses import replace

import pytest

from tasks.compare import compare
from tasks.language.languages import source_language, texts_folder
from tasks.language.rendered_text import Place
from tasks.language.texts_loader import load_texts
from tasks.model.changes import Doubt
from tasks.model.errors import TextError
from tasks.model.figures import (
    Base,
    Cell,
    Disclosure,
    Figure,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    Window,
    WindowName,
)
from tasks.model.shares import rounded_share
from tasks.proofread.typed import DEGREES, blanked, patterns
from tasks.render.engine import TextEngine
from tasks.render.functions import functions
from tasks.render.functions.degree import Degree, _fraction
from tasks.render.functions.lookup import Lookup
from tests.figures_factory import HALF_YEAR, TWO_YEARS

MONTHS = [f"2018-{month:02d}" for month in range(6, 12)]


def window(counts: dict[Key, int], value: int | None = None, known: int | None = None) -> Window:
    total = known or sum(counts.values())
    cells = tuple(Cell(key, n, rounded_share(n, total)) for key, n in counts.items())
    return Window(HALF_YEAR, total, 0, cells, value)


def figure(name: str, now: Window, before: Window, *dimensions: str, within: int = 0) -> Figure:
    measure = Measure.CELLS if dimensions else Measure.COUNT
    spec = FigureSpec(name, "a", Base.CASES, dimensions, measure, share_within=within)
    return Figure(spec, {WindowName.EDITION: now, WindowName.PREVIOUS: before, WindowName.SINCE_LAUNCH: now})


def by_month(*counts: int) -> Window:
    return window({(month, "new"): n for month, n in zip(MONTHS, counts, strict=True)})


def figures() -> ProtectedFigures:
    genders = window({("woman",): 60, ("man",): 31, ("transgender",): 9})
    before = window({("woman",): 30, ("man",): 31, ("transgender",): 29})
    by_gender = window({("woman", "self"): 6, ("woman", "friend"): 4, ("man", "self"): 4, ("man", "friend"): 6})
    made = [
        figure("gender", genders, before, "gender"),
        figure("contacting_for_by_gender", by_gender, by_gender, "gender", "contacting_for", within=1),
        figure("calls", window({}, 100), window({}, 50)),
        figure("emails", window({}, 20), window({}, 41)),
        figure("cases", window({}, 70), window({}, 70)),
        figure("contacts", window({}, 70), window({}, 70)),
        figure("calls_by_month", by_month(1, 2, 3, 4, 3, 6), by_month(6, 5, 4, 3, 3, 1), "month", "kind"),
    ]
    return ProtectedFigures(HALF_YEAR, Disclosure.NONE, "sha256:0", 0, {f.spec.id: f for f in made}, ())


def engine(of: ProtectedFigures) -> TextEngine:
    return TextEngine(functions(of, load_texts(texts_folder(), TWO_YEARS), compare(of)))


def degree(of: ProtectedFigures) -> Degree:
    texts = load_texts(texts_folder(), TWO_YEARS)
    return Degree(Lookup(of, texts.language), texts, compare(of))


HOLD: list[tuple[str, str, bool | None]] = [
    ("majority", "'gender', 'woman'", True),
    ("majority", "'gender', 'man'", False),
    ("majority", "ranked('gender', 1)[0]", True),
    ("majority", "ranked('gender', 2)[1]", False),
    ("majority", "'gender', 'woman', window='previous'", False),
    ("most", "'gender', 'man', 'woman'", True),
    ("most", "'gender', 'man', 'transgender'", False),
    ("more than half", "'gender', ['man'], ['woman']", True),
    ("minority", "'gender', 'man'", True),
    ("minority", "'gender', 'woman'", False),
    ("no majority", "'gender'", False),
    ("no majority", "'gender', window='previous'", True),
    ("largest", "'gender', 'woman'", True),
    ("largest", "'gender', 'man'", False),
    ("largest", "'gender', 'man', window='previous'", None),
    ("led", "ranked('gender', 1, window='previous')[0]", None),
    ("most often", "top('gender', 2)", True),
    ("most frequent", "listed('gender', 2)", True),
    ("most frequent", "listed('gender', 2, start=2)", False),
    ("largest", "ranked('contacting_for_by_gender', 1, gender='woman')[0]", None),
    ("largest", "ranked('contacting_for_by_gender', 2, gender='woman')[1]", False),
    ("largest", "'contacting_for_by_gender', 'man', 'self', gender='man'", False),
    ("largest", "'contacting_for_by_gender', 'man', 'friend', gender='man'", None),
    ("smallest", "'gender', 'transgender'", True),
    ("smallest", "'gender', 'man'", False),
    ("busiest", "peak('calls_by_month')", None),
    ("busiest", "trough('calls_by_month')", False),
    ("quietest", "trough('calls_by_month')", None),
    ("highest", "highest_group('contacting_for_by_gender', 'self')", None),
    ("highest", "lowest_group('contacting_for_by_gender', 'self')", False),
    ("lowest", "lowest_group('contacting_for_by_gender', 'self')", None),
    ("few", "'gender', 'transgender'", True),
    ("few", "'gender', 'man'", False),
    ("few", "'emails'", True),
    ("rose", "'calls'", True),
    ("rose", "'cases'", False),
    ("fell", "'cases'", False),
    ("fell", "'emails'", True),
    ("doubled", "'calls'", True),
    ("doubled", "'gender', 'woman'", True),
    ("doubled", "'gender', 'man'", False),
    ("tripled", "'calls'", False),
    ("halved", "'emails'", True),
    ("halved", "'calls'", False),
    ("declined", "'gender', 'transgender'", True),
    ("rose steadily", "'calls_by_month'", True),
    ("rose steadily", "'calls_by_month', window='previous'", False),
    ("fell steadily", "'calls_by_month', window='previous'", True),
    ("fell steadily", "'calls_by_month'", False),
]  # fmt: skip
"""A word, what it is said of, and whether it is true; None where it is, and chance could undo it."""


@pytest.mark.parametrize(("word", "of", "true"), HOLD, ids=[f"{word} {of}" for word, of, _ in HOLD])
def test_a_word_is_printed_where_it_is_true(word: str, of: str, true: bool | None) -> None:
    text = f"so {{% if holds('{word}', {of}) %}}it is {{{{ word('{word}', {of}) }}}}{{% else %}}not{{% endif %}}"
    assert engine(figures()).line(text, Place("x.md")) == (f"so it is {word}" if true else "so not")
    if true is None:
        of_figures = engine(figures())
        assert of_figures.line(f"{{{{ word('{word}', {of}) }}}}", Place("x.md")).lower() == word
        assert of_figures.rendered[Place("x.md")].spans[0].source.doubts == (Doubt.CHANCE,)
    if true is False:
        with pytest.raises(TextError, match="do not bear out") as refusal:
            engine(figures()).line(f"{{{{ word('{word}', {of}) }}}}", Place("x.md"))
        assert "x.md, line 1" in refusal.value.where


def test_a_refusal_tells_the_numbers() -> None:
    with pytest.raises(TextError) as refusal:
        engine(figures()).line("{{ word('majority', 'gender', 'man') }}", Place("x.md"))
    assert refusal.value.where == "x.md, line 1: gender, man: 31, 31%"


def test_without_a_period_before_nothing_rose_or_fell() -> None:
    alone = figures()
    calls = alone["calls"]
    nothing = Window(None, 0, 0)
    calls = replace(calls, windows={**calls.windows, WindowName.PREVIOUS: nothing})
    alone = replace(alone, figures={**alone.figures, "calls": calls})
    assert not any(degree(alone).holds(word, "calls") for word in ("rose", "fell", "doubled", "halved", "tripled"))


@pytest.mark.parametrize("call", ["word('huge', 'calls')", "word('most', 7)", "holds('most', 'calls_by_month', 'x')"])
def test_what_cannot_be_computed_is_refused(call: str) -> None:
    with pytest.raises(TextError):
        engine(figures()).line(f"{{{{ {call} }}}}", Place("x.md"))


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "under a tenth"), (0.09, "about a tenth"), (0.21, "about a fifth"), (0.25, "about a quarter"),
     (0.334, "about a third"), (0.355, "about a third"), (0.365, "between a third and two fifths"),
     (0.45, "between two fifths and half"), (0.501, "about half"), (0.5861, "about three fifths"),
     (0.67, "about two thirds"), (0.749, "about three quarters"), (0.86, "between four fifths and nine tenths"),
     (0.97, "over nine tenths")],
)  # fmt: skip
def test_a_share_is_about_a_fraction(share: float, words: str) -> None:
    assert _fraction(share, source_language().fractions) == words


@pytest.mark.parametrize("word", degree(figures())._rules)
def test_each_word_is_refused_where_it_is_typed(word: str) -> None:
    assert any(
        pattern.expression.search(blanked(f"It is {word} now.", ()))
        for pattern in patterns(texts_folder(), DEGREES, "refused")
    )


def test_each_fraction_is_refused_where_it_is_typed() -> None:
    for share in (0.1, 0.2, 0.25, 1 / 3, 0.4, 0.5, 0.6, 2 / 3, 0.75, 0.8, 0.9):
        typed = f"It was {_fraction(share, source_language().fractions)} of cases."
        assert any(pattern.expression.search(typed) for pattern in patterns(texts_folder(), DEGREES, "refused")), typed
