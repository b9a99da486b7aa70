"""A text that was carried out can be followed: each number to its figure, each word to its line, each condition."""

import pytest

from tasks.compare import compare
from tasks.language.languages import texts_folder
from tasks.language.rendered_text import Place, RenderedText, ValueKind, ValueSource
from tasks.language.texts_loader import load_texts
from tasks.model.errors import TextError
from tasks.model.figures import WindowName
from tasks.proofread.manuscript import paragraphs
from tasks.render.engine import TextEngine
from tasks.render.functions import functions
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures

PLACE = Place("x.md")


@pytest.fixture(scope="module")
def engine() -> TextEngine:
    figures = random_figures(edition=HALF_YEAR)
    return TextEngine(functions(figures, load_texts(texts_folder(), TWO_YEARS), compare(figures)))


def passage(engine: TextEngine, source: str, place: Place = PLACE) -> RenderedText:
    engine.marked(source, place)
    return engine.rendered[place]


def count(*keys: tuple[str, ...], figure: str = "gender") -> ValueSource:
    return ValueSource(ValueKind.COUNT, figure, keys)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ count('gender', 'woman') }} cases", [count(("woman",))]),
        ("{{ count_together('gender', 'woman', 'man') }}", [count(("woman",), ("man",))]),
        ("{{ share('gender', 'man', window='previous') }}",
         [ValueSource(ValueKind.SHARE, "gender", (("man",),), WindowName.PREVIOUS)]),
        ("{{ total('gender') }} and {{ missing('gender') }}",
         [ValueSource(ValueKind.TOTAL, "gender"), ValueSource(ValueKind.MISSING, "gender")]),
        ("{{ value('calls') }}", [ValueSource(ValueKind.VALUE, "calls")]),
        ("{% set r = ranked('gender', 1)[0] %}{{ r.count }} {{ r.label }}",
         [count(("woman",)), ValueSource(ValueKind.LABEL, "gender", (("woman",),))]),
        ("{{ listed('channel') }}", [ValueSource(ValueKind.LIST, "channel", (("calls",), ("emails",)))]),
        ("{{ fact('fia_new_centres', mark=False) }}", [ValueSource(ValueKind.FACT, "fia_new_centres")]),
        ("{{ fact('fia_new_centres') }}", [ValueSource(ValueKind.NOTE, "fia_new_centres")]),
        ("nothing but words", []),
    ],
)  # fmt: skip
def test_what_is_printed_has_its_source(engine: TextEngine, source: str, expected: list[ValueSource]) -> None:
    assert [span.source for span in passage(engine, source).spans] == expected


def test_a_sum_names_all_that_it_adds(engine: TextEngine) -> None:
    [span] = passage(engine, "{{ peak('calls_by_month').count }}").spans
    assert {key[1] for key in span.source.keys} == {"new", "follow_up"}
    assert len({key[0] for key in span.source.keys}) == 1
    halves = passage(engine, "{{ halves('platform_by_month', 'facebook').second.count }}").spans[0].source
    assert halves.keys == tuple((f"2018-{month:02d}", "facebook") for month in (9, 10, 11))


def test_a_span_covers_what_was_printed(engine: TextEngine) -> None:
    found = passage(engine, "*{{ label('platform', 'email') }}*, no \\[more\\]")
    assert found.text == "*E-mail*, no [more]"
    assert [found.text[span.start : span.end] for span in found.spans] == ["E-mail"]
    assert list(next(paragraphs(found)).typed()) == [(0, "*"), (7, "*, no [more]")]


SEVERAL_LINES = """one
two {{ label('platform', 'facebook') }} still two
{% if has_previous() -%}

five
{%- else %}never{% endif %}
seven"""


@pytest.mark.parametrize(("word", "line"), [("one", 1), ("Facebook", 2), ("still", 2), ("five", 5), ("seven", 7)])
def test_each_word_has_its_line(engine: TextEngine, word: str, line: int) -> None:
    found = passage(engine, SEVERAL_LINES)
    assert found.place_of(found.text.index(word)) == Place("x.md", line)


@pytest.mark.parametrize(
    ("source", "choices"),
    [
        ("{% if has_previous() %}a{% endif %}", [("has_previous()", 1, "if")]),
        ("{% if not has_previous() %}a{% endif %}", [("not has_previous()", 1, "else")]),
        ("{% if is_rounded() %}a{% elif has_previous() %}b{% else %}c{% endif %}",
         [("is_rounded()", 1, "elif has_previous()")]),
        ("{% if is_rounded() %}{% if months() %}x{% endif %}{% elif not  has_previous() %}b{% else %}c{% endif %}"
         "{% if recorded('gender') %}d{% endif %}", [("is_rounded()", 1, "else"), ("recorded('gender')", 1, "if")]),
        ("{% if is_rounded() %}{% if has_previous() %}x{% endif %}{% endif %}{% if has_previous() %}a{% endif %}",
         [("is_rounded()", 1, "else"), ("has_previous()", 2, "if")]),
        ("{% if has_previous() %}{% if is_rounded() %}a{% endif %}{% endif %}",
         [("has_previous()", 1, "if"), ("is_rounded()", 1, "else")]),
    ],
)  # fmt: skip
def test_each_condition_tells_which_way_it_went(
    engine: TextEngine, source: str, choices: list[tuple[str, int, str]]
) -> None:
    found = passage(engine, source)
    assert [(choice.condition, choice.nth, choice.way) for choice in found.branches] == choices
    assert not any(sign >= "\ue000" for sign in found.text)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\nb {{ count('gendr', 'woman') }}", 2),
        ("a\n\n{{ share('gender', 'women') }}", 3),
        ("{{ value('calls') }}\n{{ unheard_of() }}", 2),
        ("a\n{% if %}", 2),
        ("a\n{% if is_rounded() %}\n{{ valeu('calls') }}{% endif %}", 3),
        ("a\nb\n{{ 2 + 3 }}", 3),
        ("a\n{{ '12' }}", 2),
        ("a\n{{ share_value('gender', 'woman') }}", 2),
        ("{{ fact('nowhere') }}", 1),
        ("\n\n{{ figure('nowhere') }}", 3),
    ],
)
def test_a_refusal_names_the_line(engine: TextEngine, source: str, line: int) -> None:
    with pytest.raises(TextError) as refusal:
        engine.marked(source, PLACE)
    assert refusal.value.where.startswith(f"x.md, line {line}"), refusal.value


def test_a_line_of_a_toml_file_has_its_own_place() -> None:
    texts = load_texts(texts_folder(), TWO_YEARS)
    place = texts.place("figures.toml", "gender", "alt")
    assert (
        (texts_folder() / "figures.toml")
        .read_text("utf-8")
        .splitlines()[place.line - 1]
        .startswith('alt = "Bar chart of cases by')
    )
    assert texts.place("report.toml", "contents", "title").entry == "contents, title"
    assert (
        'title = "Contents"'
        in (texts_folder() / "report.toml")
        .read_text("utf-8")
        .splitlines()[texts.place("report.toml", "contents", "title").line - 1]
    )
