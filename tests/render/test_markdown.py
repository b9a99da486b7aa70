"""Markdown as the texts write it."""

import pytest

from tasks.language.languages import texts_folder
from tasks.language.rendered_text import Place
from tasks.language.texts_loader import load_texts
from tasks.model.errors import TextError
from tasks.render.engine import TextEngine
from tasks.render.functions.numbers import escape_markdown
from tasks.render.functions.rows import CAPITAL
from tasks.render.markdown import Notes, Parts, to_html
from tasks.render.trace import without_marks
from tests.figures_factory import TWO_YEARS


def parts() -> Parts:
    notes = Notes(load_texts(texts_folder(), TWO_YEARS))
    makers = {"figure": "<f {}>", "big": "<b {}>", "bigfact": "<o {}>", "changes": "<c {}>", "help": "<help{}>"}
    return Parts(notes, {"gender": "Figure 7"}, {name: form.format for name, form in makers.items()})


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# A\n\n## B", "<h2>A</h2>\n<h3>B</h3>\n"),
        ("### A\n\n### B", "<h2>A</h2>\n<h2>B</h2>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("![a](http://x/y.png)", '<p>!<a href="http://x/y.png">a</a></p>\n'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>\n"),
        ("[a](file:///etc/passwd)", "<p>[a](file:///etc/passwd)</p>\n"),
        ("@figure[gender]", "<f gender>"),
        ("text\n\n@big[calls]\n", "<p>text</p>\n<b calls>"),
        ("@bigfact[women_experienced]", "<o women_experienced>"),
        ("@changes[holds]", "<c holds>"),
        ("@changes[what_changed]", "<c what_changed>"),
        ("see @ref[gender]", '<p>see <a class="figure-ref" href="#figure-gender">Figure 7</a></p>\n'),
        ("- a\n\n- b", '<ul>\n<li>\n<div class="item">a</div>\n</li>\n<li>\n<div class="item">b</div>\n</li>\n</ul>\n'),
        ("::: help\n:::", '<div class="box help" role="note"><help></div>'),
        ("::: callout T\nx\n:::", '<div class="box callout" role="note"><p class="box-title">T</p><p>x</p>\n</div>'),
        ("::: aside T\nx\n:::", '<div class="box aside" role="note"><p class="box-title">T</p><p>x</p>\n</div>'),
        ("::: findings\nx\n:::", '<div class="findings"><p>x</p>\n</div>'),
        ("## 4. Deliver *it*", "<h2>4. Deliver <em>it</em></h2>\n"),
        ("4\\. x", "<p>4. x</p>\n"),
        ("::: case T\nx\n:::", '<section class="case"><h2>T</h2><p>x</p>\n</section>'),
        (
            "::: quote Who\nx\n:::",
            '<blockquote class="pull-quote"><p>x</p>\n<p class="attribution">Who</p></blockquote>',
        ),
    ],
)
def test_html(source: str, html: str) -> None:
    assert to_html(source, 1, parts()) == html


def test_notes_are_numbered_by_their_first_anchor() -> None:
    document = parts()
    html = to_html("a[^note.peca] b[^fact.women_experienced] c[^note.peca]", 1, document)
    assert [html.count(f'href="#note-{n}"') for n in (1, 2, 3)] == [2, 1, 0]
    assert [(note.number, len(note.anchors)) for note in document.notes.printed()] == [(1, 2), (2, 1)]


@pytest.mark.parametrize("source", ["x[^note.nowhere]", "x[^fact.nowhere]", "@ref[nowhere]"])
def test_what_does_not_exist_is_refused(source: str) -> None:
    with pytest.raises(TextError):
        to_html(source, 1, parts())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ f() }} came.", "Women came."),
        ("It was {{ f() }}.", "It was women."),
        ("So. {{ f() }} came.", "So. Women came."),
        ("**So.** {{ f() }} came.", "**So.** Women came."),
        ("a\n\n{{ f() }}", "a\n\nWomen"),
        ("a\n{{ f() }}", "a\nwomen"),
        ("- {{ f() }}", "- women"),
    ],
)
def test_a_sentence_begins_with_a_capital(source: str, text: str) -> None:
    marked = TextEngine({"f": lambda: CAPITAL + "women"}).marked(source, Place("x.md"))
    assert without_marks(marked) == text


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{{ nothing }}", "nothing"),
        ("{% if %}", "x.md, line 1"),
        ("a\n{{ 'x' | nofilter }}", "x.md, line 2"),
        ("{{ ''.__class__.__mro__ }}", "x.md"),
        ("{{ f(1) }}", "x.md"),
    ],
)
def test_a_broken_text_is_refused_with_its_place(source: str, problem: str) -> None:
    with pytest.raises(TextError) as refusal:
        TextEngine({"f": lambda: "x"}).marked(source, Place("x.md"))
    assert problem in str(refusal.value)


@pytest.mark.parametrize("value", ["*a*", "[a](b)", "<b>", "# a", "`a`", "a | b", "![a](b)", "a_b_c", "~~a~~", "&amp;"])
def test_a_value_cannot_act_as_markdown(value: str) -> None:
    from html import escape

    text = without_marks(TextEngine({"f": lambda: value}).marked("{{ f() }}", Place("x.md")))
    assert to_html(text, 1, parts()) == f"<p>{escape(value, quote=False)}</p>\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [(" (by a margin)", " (by a margin)"), ("a\n\n# b", r"a \# b"), ("*a*", r"\*a\*")],
)
def test_words_stay_on_their_line_and_keep_the_space_before_them(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
