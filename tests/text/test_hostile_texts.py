"""No text can take the machine: what could grow, repeat or lie too deep is refused before it is carried out or set."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from expectations.contract.forms import read_toml
from tasks.compare import compare
from tasks.language.languages import load_language, texts_folder
from tasks.language.rendered_text import Place
from tasks.language.text_files import LARGEST, read_text
from tasks.language.text_syntax import TooMuchError
from tasks.language.texts_loader import load_texts
from tasks.model.errors import TextError
from tasks.proofread import proofread_texts
from tasks.render.engine import MOST_CALLS, MOST_CHARACTERS, TextEngine
from tasks.render.functions import functions
from tasks.render.markdown import to_html
from tests.figures_factory import TWO_YEARS, random_figures
from tests.proofread.texts import add, copied
from tests.render.test_markdown import parts

DEEP = 5_000

ENGINE: Mapping[str, tuple[str, str]] = {
    "repeated": ("{{ 'x' * 10000000000 }}", '"*"'),
    "repeated in the other order": ("{{ 10000000000 * 'x' }}", '"*"'),
    "a repeated list": ("{% set x = [1] * 10000000000 %}", '"*"'),
    "a power": ("{{ 10 ** 10 ** 8 }}", '"**"'),
    "joined to itself": ("{% set x = 'ab' %}" + "{% set x = x ~ x %}" * 40, '"~"'),
    "added to itself": ("{% set x = 'ab' %}" + "{% set x = x + x %}" * 40, '"+"'),
    "a wide format": ("{{ '%10000000000d' % 1 }}", '"%"'),
    "a wide format, by a filter": ("{{ '%10000000000d'|format(1) }}", "a filter"),
    "a wide format, by a method": ("{{ 'x{:>10000000000}'.format(1) }}", "by their names"),
    "centred": ("{{ 'x'|center(10000000000) }}", "a filter"),
    "justified": ("{{ 'x'.ljust(10000000000) }}", "by their names"),
    "replaced": ("{{ 'xxxx'.replace('x', 'xxxxxxxx') }}", "by their names"),
    "indented": ("{{ 'x'|indent(10000000000, true) }}", "a filter"),
    "a method taken first": ("{% set f = 'x'.ljust %}{{ f(10000000000) }}", "above 1,000,000"),
    "a range": ("{% for i in range(1000000000) %}x{% endfor %}", "above 1,000,000"),
    "a range of what may be typed": ("{% for i in range(100) %}x{% endfor %}", "no function range"),
    "nested loops": ("{% for a in changes('holds') %}" * 2 + "x" + "{% endfor %}" * 2, '"for" stands alone'),
    "a loop in a condition in a loop": (
        "{% for a in changes() %}{% if months() %}{% for b in changes() %}{% endfor %}{% endif %}{% endfor %}",
        '"for" stands alone',
    ),
    "a recursive loop": ("{% for a in changes('holds') recursive %}{% endfor %}", '"for" stands alone'),
    "a macro that calls itself": ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "macro"),
    "a call of a block": ("{% call f() %}x{% endcall %}", "callblock"),
    "a block that is set": ("{% set x %}x{% endset %}{{ x }}", 'a "set" with an end'),
    "a file included": ("{% include 'x.md' %}", "include"),
    "a page extended": ("{% extends 'x.md' %}", "extends"),
    "an import": ("{% import 'x.md' as x %}", "import"),
    "decimals without end": ("{{ share('gender', 'woman', digits=1000000) }}", "cannot be rendered"),
    "a number of many digits": ("{{ value('calls', " + "9" * 5_000 + ") }}", "cannot be rendered"),
    "brackets": ("{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}", "more than 30 deep"),
    "lists": ("{{ " + "[" * DEEP + "]" * DEEP + " }}", "more than 30 deep"),
    "negations": ("{{ " + "not " * DEEP + "1 }}", "more than 30 deep"),
    "attributes": ("{{ months" + ".a" * DEEP + " }}", "more than 30 deep"),
    "conditions": ("{% if months() %}" * DEEP + "{% endif %}" * DEEP, "more than 30 deep"),
    "conditions that Python could still nest": ("{% if months() %}" * 40 + "{% endif %}" * 40, "more than 30 deep"),
    "words that are not carried out": ("{% raw %}{{ months() }}{% endraw %}", '"raw"'),
    "braces between quotes": ("{{ label('}} {%', 'x') }}", "Between quotes"),
    "a mark of the program": ("\ue001999\ue002x\ue003", "reserved character"),
    "a mark of the program, spelt": ("{{ '\\ue001999\\ue002x\\ue003' }}", "reserved character"),
    "functions without end": ("{% for a in ranked('city', 9) %}" + "{{ months() }}" * 3_000 + "{% endfor %}",
                              f"{MOST_CALLS:,} times"),
    "words without end": ("{% for a in ranked('city', 5) %}" + "x" * (MOST_CHARACTERS // 2) + "{% endfor %}",
                          f"{MOST_CHARACTERS:,} characters"),
}  # fmt: skip

MARKDOWN: Mapping[str, tuple[str, str]] = {
    "quotations": ("> " * DEEP + "x", "more than 12 deep"),
    "lists": ("\n".join(f"{'  ' * depth}- x" for depth in range(100)), "more than 12 deep"),
    "numbered lists on a line": ("1. " * DEEP + "x", "more than 12 deep"),
    "a wide table": (f"|{'a|' * 21}\n|{'-|' * 21}\n", "20 columns"),
    "a long table": ("|a|\n|-|\n" + "|x|\n" * 1_001, "1,000 cells"),
    "a table that fills itself": (f"|{'a|' * 300}\n|{'-|' * 300}\n" + "|x\n" * 300, "20 columns"),
    "one address, printed often": (f"[a]: https://a.example/{'b' * 9_000}\n\n" + "[a]\n" * 1_000,
                                   "apart from its link"),
    "an endless paragraph": ("'a\" " * 2_000, "5,000 characters"),
    "brackets": ("[" * 5_001, "5,000 characters"),
    "an endless title": (f"::: case {'[' * 5_001}\nx\n:::", "5,000 characters"),
}  # fmt: skip

FORMS: Mapping[str, str] = {
    "a width": "{number:>10000000000}",
    "a width that is asked for": "{number:{number}}",
    "an attribute": "{number.__class__}",
    "an item": "{number[0]}",
    "another form": "{number!r}",
    "a place": "{}",
    "a brace too many": "{number",
}


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Callable[..., Any]]:
    return functions(random_figures(), load_texts(texts_folder(), TWO_YEARS), compare(random_figures()))


@pytest.fixture
def engine(answers: Mapping[str, Callable[..., Any]]) -> TextEngine:
    return TextEngine(answers)


@pytest.mark.parametrize(("text", "says"), ENGINE.values(), ids=ENGINE)
def test_a_hostile_text_is_refused_with_its_line(engine: TextEngine, text: str, says: str) -> None:
    for carried_out in (engine.marked, engine.line):
        with pytest.raises(TextError, match=r"hostile\.md, line 3") as refused:
            carried_out(f"First.\n\n{text}\n\nLast.", Place("hostile.md"))
        assert says in str(refused.value)
        assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize(("text", "says"), MARKDOWN.values(), ids=MARKDOWN)
def test_hostile_markdown_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    line = add(copied(tmp_path), "numbers/g_age.md", text)
    texts = load_texts(tmp_path / "text", TWO_YEARS)
    with pytest.raises(TextError) as refused:
        proofread_texts(random_figures(), texts)
    found = [words for words in refused.value.problem.splitlines() if says in words]
    assert len(found) == 1
    assert int(found[0].split("numbers/g_age.md, line ")[1].split(":")[0]) in range(line, line + text.count("\n") + 1)


@pytest.mark.parametrize(
    "block", ["::: help\n:::", "@big[calls]", "@bigfact[women_experienced]", "> @figure[gender]"], ids=str
)
def test_blocks_without_end_are_refused(block: str) -> None:
    with pytest.raises(TooMuchError, match="40 blocks") as refused:
        to_html(f"{block}\n\n" * 41, 1, parts())
    assert refused.value.line > 80


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_hostile_form_of_words_is_refused(tmp_path: Path, form: str) -> None:
    path = copied(tmp_path) / "language.toml"
    path.write_text(path.read_text("utf-8").replace('"under {share}"', f'"{form}"'), "utf-8")
    with pytest.raises(TextError, match=r"language.toml, line \d+, numbers, under"):
        load_language(path.parent)


def _too_large(path: Path) -> None:
    path.write_bytes(b"x" * (LARGEST + 1))


def _endless(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def _latin(path: Path) -> None:
    path.write_bytes("First.\nCaf\xe9".encode("latin-1"))


@pytest.mark.parametrize(
    ("make", "says"),
    [(_too_large, "larger than"), (_endless, "larger than"), (_latin, "line 2")],
    ids=["too large", "a file of holes", "not in UTF-8"],
)
def test_a_hostile_file_is_refused(tmp_path: Path, make, says: str) -> None:
    make(tmp_path / "hostile.md")
    with pytest.raises(TextError, match=f"(?s){says}.*hostile.md|hostile.md.*{says}"):
        read_text(tmp_path / "hostile.md")


def test_a_pipe_is_no_text(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "words.toml")
    with pytest.raises(TextError, match="no file of its own"):
        read_toml(tmp_path / "words.toml", TextError)


def test_tables_of_words_that_nest_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text("a = " + "[" * DEEP + "]" * DEEP)
    with pytest.raises(TextError, match="too deep"):
        read_toml(tmp_path / "facts.toml", TextError)


def test_what_was_typed_without_end_is_not_read_for_capitals(engine: TextEngine) -> None:
    text = "." + "*" * 50_000 + "a {{ running_label('gender', 'woman') }}. {{ word('most', 'gender', 'woman') }}"
    assert engine.line(text, Place("long.md")).endswith("a women. Most")
