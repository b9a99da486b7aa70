"""Every numeral that a reader can see is traced: to a figure, to a number from outside, or to a declared constant.

The finished files are read, not the templates.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.finished_figures import drawn_texts
from tests.finished_page import Page
from tests.printed_numbers import NUMERAL
from tests.tracing.page import TracedPage
from tests.tracing.pdf import contents, listed_figures, more_often, pages, strangers


@pytest.fixture(scope="module", params=["sample_edition", "half_year_edition"])
def page(request: pytest.FixtureRequest) -> TracedPage:
    return TracedPage(request.getfixturevalue(request.param))


def test_every_numeral_of_the_page_is_traced(page: TracedPage) -> None:
    assert len(page.places) > 2000
    assert page.untraced() == []


def test_every_text_of_the_charts_was_read(page: TracedPage) -> None:
    drawn = {figure: drawn_texts(node) for figure, node in page.page.figures.items() if drawn_texts(node)}
    assert len(drawn) > 15
    read = [place.text for place in page.places if place.within(tag="svg")]
    texts = [" ".join(text.split()) for of in drawn.values() for text in of if NUMERAL.search(text)]
    assert not Counter(texts) - Counter(read)


OTHER_NUMERALS = {
    'share gender edition woman">59%<': ('share gender edition woman">58%<', "58%"),
    ">1,225  ·  59%<": (">1,225  ·  58%<", "1,225 · 58%"),
    ">1,225</td>": (">1,224</td>", "1,224"),
    "Base: 2,300 cases": ("Base: 2,302 cases or 3,000", "2,302 cases or 3,000"),
    '<p class="number-value">2,781</p>': ('<p class="number-value">2,782</p>', "2,782"),
    "first call came from Lahore": ("first of 17 calls came from Lahore", "17"),
    "34% of the women surveyed had": ("43% of the women surveyed had", "43%"),
    ">Figure 7</a>": (">Figure 8</a>", "Figure 8"),
    "<td>2,799</td>": ("<td>2,800</td>", "2,800"),
}
"""What stands on the page, what is put there instead, and what of it has to be found."""


@pytest.fixture(scope="module")
def untraced(sample_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is not traced on a page with all the other numerals: reading a page takes a second."""
    folder = tmp_path_factory.mktemp("another")
    for name in ("figures.json", "quality.json", "manifest.json"):
        (folder / name).write_bytes((sample_edition / name).read_bytes())
    page = (sample_edition / "report.html").read_text("utf-8")
    for old, (new, _) in OTHER_NUMERALS.items():
        assert old in page
        page = page.replace(old, new, 1)
    (folder / "report.html").write_text(page, "utf-8")
    return TracedPage(folder).untraced()


@pytest.mark.parametrize("numeral", [numeral for _, numeral in OTHER_NUMERALS.values()])
def test_another_numeral_is_not_traced(untraced: list[str], numeral: str) -> None:
    assert [place for place in untraced if numeral in place]


def test_every_numeral_of_the_pdf_stands_between_the_same_words_on_the_page(sample_edition: Path) -> None:
    page = Page(sample_edition / "report.html")
    assert strangers(sample_edition / "report.pdf", page) == []
    assert more_often(sample_edition / "report.pdf", page) == Counter()


def test_the_contents_of_the_pdf_print_the_pages_in_order(sample_edition: Path) -> None:
    """That each is the page of its heading is tested where the PDF is made."""
    numbers = contents(sample_edition / "report.pdf")
    assert len(numbers) == len(Page(sample_edition / "report.html").root.with_class("contents")[0].with_tag("li"))
    assert numbers == sorted(numbers)
    assert numbers[-1] <= len(pages(sample_edition / "report.pdf"))


def test_the_list_of_figures_names_the_page_of_each(sample_edition: Path) -> None:
    listed = listed_figures(sample_edition / "report.pdf")
    lines = [text.splitlines() for text in pages(sample_edition / "report.pdf")]
    assert len(listed) > 25
    assert [name for name, page in listed.items() if name not in lines[page - 1]] == []


def test_the_pdf_of_another_edition_is_no_such_pdf(sample_edition: Path, half_year_edition: Path) -> None:
    assert len(strangers(sample_edition / "report.pdf", Page(half_year_edition / "report.html"))) > 50
