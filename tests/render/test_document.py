"""The page for the screen: complete, linked, self-contained, and closed to markup in values."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tasks.aggregate.catalogue import CATALOGUE
from tasks.language.language import Language
from tasks.model.errors import TextError
from tasks.model.figures import Disclosure, Measure
from tasks.model.period import Month, Period
from tasks.render import Page as WebPage
from tasks.render.document import prepare
from tasks.render.html import SCRIPT, render_html, render_print_page
from tests.figures_factory import random_figures, rounded_figures
from tests.render.conftest import build, inputs, shown
from tests.text.files import TEXTS, toml

CELLS = [d.spec.id for d in CATALOGUE if d.spec.measure is Measure.CELLS]
SHOWN_TABLES = [figure_id for figure_id in CELLS if "headline" in toml("figures.toml")[figure_id]]

BEFORE_ANY_RECOMMENDATION = Period(Month(2017, 12), Month(2018, 5))


class Page(HTMLParser):
    """The ids, links, figures and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.figures: list[str] = []
        self.loaded: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        self.ids += [values["id"]] if values.get("id") else []
        self.links += [values["href"]] if tag == "a" and values.get("href") else []
        self.figures += [values["data-figure"]] if values.get("data-figure") else []
        self.loaded += [values[name] for name in ("src", "srcset", "data") if values.get(name)]
        self.loaded += [values["href"]] if tag in ("link", "image", "use") and values.get("href") else []


@pytest.fixture(scope="module")
def page(rendered: WebPage) -> Page:
    return Page(rendered.html)


def test_every_figure_stands_on_the_page_once(page: Page) -> None:
    assert sorted(page.figures) == sorted(figure.spec.id for figure in shown(random_figures()))


def test_every_link_lands(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def scripts(html: str) -> list[str]:
    """What stands between the tags of scripts, wherever one begins."""
    assert html.count("<script") == html.count("<script>")
    return re.findall(r"<script>(.*?)</script>", html, re.DOTALL)


def test_the_page_loads_nothing_and_runs_nothing_of_others(rendered: WebPage, page: Page) -> None:
    assert all(address.startswith(("data:", "#")) for address in page.loaded)
    assert not page.tags & {"iframe", "object", "embed", "link", "base", "form"}
    assert scripts(rendered.html) == [SCRIPT.read_text("utf-8")], "but the one that the page's policy knows"
    assert not re.search(r"url\(['\"]?(?!data:|['\"]?data:|#)", rendered.html)
    assert not re.search(r"@import|\son\w+=", rendered.html)


def test_the_contents_list_every_heading_of_the_report(page: Page) -> None:
    prepared = prepare(inputs(random_figures()))
    blocks = [b for b, _ in prepared.sources if b.kind in ("chapter", "section")]
    # The contents come first; findings lead to some of the same headings again.
    assert [f"#{b.id}" for b in blocks] == [*dict.fromkeys(i for i in page.links if i in {f"#{b.id}" for b in blocks})]
    letters = [b.letter for b in blocks if b.letter]
    assert letters == list("abcdefghijkl")


def test_every_note_is_anchored_and_leads_back(page: Page) -> None:
    notes = [i for i in page.ids if re.fullmatch(r"note-\d+", i)]
    anchors = [i for i in page.ids if re.fullmatch(r"ref-\d+-\d+", i)]
    assert notes
    assert notes == [f"note-{n}" for n in range(1, len(notes) + 1)]
    assert {f"#{note}" for note in notes} == {link for link in page.links if re.fullmatch(r"#note-\d+", link)}
    assert {f"#{anchor}" for anchor in anchors} == {link for link in page.links if link.startswith("#ref-")}


@pytest.mark.parametrize("figure_id", SHOWN_TABLES)
def test_every_caption_is_complete(rendered: WebPage, figure_id: str) -> None:
    figure = random_figures()[figure_id]
    block = rendered.html.split(f'id="figure-{figure_id}"')[1].split("</figure>")[0]
    caption = block.split('<div class="caption">')[1].split("</div>")[0]
    assert f"Base: {figure.edition.total:,}" in caption
    assert figure.edition.period and figure.edition.period.words in caption
    assert f"not recorded for {figure.edition.missing:,}" in caption or not figure.edition.missing
    assert ("Several answers" in caption) == figure.spec.multi_response
    assert ("Recorded since" in caption) == (figure.spec.asked.first != "")


def test_each_figure_offers_its_table(rendered: WebPage) -> None:
    assert rendered.html.count('download="') == sum(f.spec.measure is Measure.CELLS for f in shown(random_figures()))


@pytest.mark.parametrize("sample", [True, False], ids=["sample", "own"])
@pytest.mark.parametrize("disclosure", Disclosure)
def test_only_a_draft_and_a_sample_say_that_they_are_one(disclosure: Disclosure, sample: bool) -> None:
    figures = replace(random_figures() if disclosure is Disclosure.NONE else rounded_figures(), sample=sample)
    prepared = prepare(inputs(figures))
    printed = render_print_page(prepared)
    for page in (render_html(prepared), printed):
        assert ("Internal draft – not for publication" in page) == (disclosure is Disclosure.NONE)
        assert ("Sample – made-up data" in page) == sample
    assert ("--mark-band" in printed) == (sample or disclosure is Disclosure.NONE)


def test_a_count_that_is_withheld_prints_no_share() -> None:
    html = render_html(prepare(inputs(rounded_figures())))
    assert "fewer than 5 <span" not in html.replace('<span class="share">–</span>', "")


def test_blocks_without_text_are_left_out_and_named() -> None:
    omitted = {"Case studies", "Emerging challenges", "The road ahead", "Recommendations"}
    result = build(random_figures(edition=BEFORE_ANY_RECOMMENDATION), {})
    assert omitted <= set(result.texts.omitted)
    assert all(f"<h1>{title}" not in result.html for title in omitted)


MARKS = ["@figure[foo]", "@big[foo]", "@bigfact[foo]", "@changes[foo]", "@changes[incomparable]", "@ref[foo]", "[^foo]"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_stands_for_nothing_is_refused(mark: str, tmp_path: Path) -> None:
    texts = Path(shutil.copytree(TEXTS, tmp_path / "en"))
    with (texts / "numbers" / "h_platforms.md").open("a", encoding="utf-8") as text:
        text.write(f"\n\n{mark}\n")
    with pytest.raises(TextError):
        render_html(prepare(inputs(random_figures(), texts=texts)))


@pytest.mark.parametrize(
    "label",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "[x](javascript:alert(1))",
        "![x](http://x/y)",
    ],
)
def test_markup_in_a_label_stays_text(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "label", lambda *_, **__: label)
    monkeypatch.setattr(Language, "running_label", lambda *_: label)
    html = render_html(prepare(inputs(random_figures())))
    page = Page(html)
    assert scripts(html) == [SCRIPT.read_text("utf-8")]
    assert not any("javascript:" in link for link in page.links)
    assert all(address.startswith(("data:", "#")) for address in page.loaded)
    assert ("{{ 7*7 }}" in html) == (label == "{{ 7*7 }}")
