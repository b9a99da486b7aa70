"""Recommendations are data: each is checked, links what shows it, and is printed from its first edition on."""

import tomllib
from pathlib import Path

import pytest

from tasks.language.languages import translations
from tasks.language.texts_loader import load_texts
from tasks.model.errors import TextError
from tasks.model.period import Month, Period
from tasks.render.document import prepare
from tasks.render.html import render_html
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures
from tests.proofread.texts import copied, replace
from tests.render.conftest import inputs
from tests.text.files import RECOMMENDATIONS, TEXTS, toml

FILE = RECOMMENDATIONS.name
NAMES = list(toml(FILE))
FIRST = '[publish_rules]\nask = "Publish rules that respect rights"'
WRONG = {
    "no such status": ('"open"\n\n[resources]', '"opened"\n\n[resources]', "opened", "open, promised"),
    "no month": ('since = "2018-11"\nstatus = "open"\n\n[resources]', 'since = "2018"\n\n[resources]', "2018", "month"),
    "no such key": (FIRST, FIRST + '\nwhom = "FIA"', "whom is no key", "Allowed: ask"),
    "a key is lacking": (FIRST, "[publish_rules]", "lacks ask", ""),
    "no such place": ('["emerging-challenges"]', '["emerging-chalenges"]', "is neither", "emerging-challenges is"),
    "no such figure": ('shown_in = ["gender"]', 'shown_in = ["gendre"]', "gendre is neither", "gender is meant"),
    "a text, no list": ('shown_in = ["gender"]', 'shown_in = "gender"', "gender", "a list in brackets"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problem", "allowed"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_line_and_what_is_allowed(
    old: str, new: str, problem: str, allowed: str, tmp_path: Path
) -> None:
    texts = copied(tmp_path)
    line = replace(texts, FILE, old, new)
    with pytest.raises(TextError) as refusal:
        load_texts(texts, TWO_YEARS)
    assert problem in refusal.value.problem
    assert allowed in refusal.value.problem
    told = int(refusal.value.where.split(f"{FILE}, line ")[1].split(",")[0])
    assert line <= told <= line + old.count("\n") + 1


@pytest.mark.parametrize(
    ("edition", "printed"),
    [
        (Period(Month(2017, 12), Month(2018, 5)), []),
        (TWO_YEARS, NAMES),
        (HALF_YEAR, NAMES),
        (Period(Month(2018, 12), Month(2019, 5)), NAMES),
    ],
    ids=str,
)
def test_an_edition_carries_on_what_was_asked_before(edition: Period, printed: list[str]) -> None:
    texts = load_texts(TEXTS, edition)
    assert list(texts.recommendations) == printed
    assert ("recommendations" in [block.id for block in texts.blocks]) == bool(printed)


def test_what_was_promised_or_done_says_so(tmp_path: Path) -> None:
    texts = copied(tmp_path)
    replace(texts, FILE, 'status = "open"\n\n[resources]', 'status = "done"\n\n[resources]')
    page = render_html(prepare(inputs(random_figures(), {}, texts)))
    assert page.count('<span class="status done">done</span>') == 1
    assert page.count('<span class="status open">open</span>') == 17


def test_each_links_what_shows_it() -> None:
    page = render_html(prepare(inputs(random_figures(), {})))
    rows = page.split('<tr id="recommendation-')[1:]
    assert len(rows) == 18
    for row, entry in zip(rows, toml(FILE).values(), strict=True):
        for name in entry["shown_in"]:
            assert f'href="#figure-{name}"' in row or f'href="#{name}"' in row


@pytest.mark.parametrize("folder", translations(), ids=lambda folder: folder.name)
def test_a_translation_has_words_alone(folder: Path) -> None:
    own = tomllib.loads((folder / FILE).read_text("utf-8"))
    assert list(own) == NAMES
    assert {key for entry in own.values() for key in entry} == {"ask", "to", "why", "evidence"}
