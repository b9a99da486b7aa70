import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tasks.aggregate.catalogue import CATALOGUE
from tasks.chart import draw
from tasks.chart.forms import nothing_to_draw
from tasks.chart.heat_map import shading_of
from tasks.chart.lines import in_quarters
from tasks.chart.typography import Style
from tasks.compare import compare
from tasks.language.languages import source_language, texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.brand import Brand, load_brand
from tasks.model.changes import CHART
from tasks.model.drawing import Drawing
from tasks.model.figures import Chart, Figure, ProtectedFigures
from tasks.model.period import Month, Period
from tests.chart.svg_text import DrawnText, canvas, drawn_texts, plain
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures

ENGLISH = source_language()
NO_RECORDS, NOT_ASKED = ENGLISH.words["chart"]["no_records"], "Not asked before September 2018"
BRAND = load_brand()
STYLE = Style(BRAND, ENGLISH)
LONG = Period(Month(2016, 12), Month(2021, 11))
FIRST_HALF = Period(Month(2016, 12), Month(2017, 5))
EDITIONS = {
    "two years": lambda: random_figures(1, 2000, TWO_YEARS),
    "two years, rounded": lambda: rounded_figures(1, 2000, TWO_YEARS),
    "large": lambda: random_figures(5, 9_000, TWO_YEARS),
    "half-year": lambda: random_figures(2, 600, HALF_YEAR),
    "half-year, rounded small": lambda: rounded_figures(2, 15, FIRST_HALF),
    "one month": lambda: random_figures(2, 300, Period(Month(2018, 11), Month(2018, 11))),
    "five years": lambda: random_figures(6, 2000, LONG),
    "four contacts, rounded": lambda: rounded_figures(3, 4, FIRST_HALF),
    "twelve contacts": lambda: random_figures(3, 12, HALF_YEAR),
    "one contact": lambda: random_figures(3, 1, Period(Month(2016, 12), Month(2016, 12))),
    "no contacts": lambda: random_figures(3, 0, HALF_YEAR),
    "nothing recorded": lambda: random_figures(4, 200, HALF_YEAR, missing=1.0),
}
CHARTED = [
    declared.spec.id
    for declared in CATALOGUE
    if declared.spec.chart not in (Chart.NUMBER, Chart.TABLE)
    and declared.spec.id not in ("channel", "fia_referral")  # wholes of two parts, which a sentence tells
]
LARGEST_ONLY = ("case_types", "city", "platform", "platform_by_month", "contacting_for_by_quarter")
every_edition = pytest.mark.parametrize("edition", EDITIONS)


@cache
def drawings(edition: str) -> dict[str, Drawing]:
    return dict(_draw(figures(edition)))


def charts(edition: str, widths: str = "page") -> dict[str, str]:
    return {figure_id: getattr(drawing, widths) for figure_id, drawing in drawings(edition).items()}


def _draw(of: ProtectedFigures, brand: Brand = BRAND) -> Mapping[str, Drawing]:
    return draw(of, compare(of), load_texts(texts_folder(), of.edition), brand)


def every_drawing(edition: str) -> list[tuple[str, str]]:
    """All charts of an edition, for the page and for the phone, each with the name of its figure."""
    return [(figure_id, svg) for widths in ("page", "phone") for figure_id, svg in charts(edition, widths).items()]


@cache
def texts_in(svg: str) -> list[DrawnText]:
    """Measured once: several tests ask."""
    return drawn_texts(svg, STYLE)


def figure_charts(edition: str, widths: str = "page") -> dict[str, str]:
    """All charts but that of what changed."""
    return {figure_id: svg for figure_id, svg in charts(edition, widths).items() if figure_id != CHART}


@cache
def figures(edition: str) -> ProtectedFigures:
    return EDITIONS[edition]()


def drawn(edition: str, *media: str) -> list[tuple[Figure, str]]:
    """The figures of an edition that have something to show, with the words of their charts."""
    known = figures(edition)
    pairs = [
        (in_quarters(known[figure_id], known), plain(svg, STYLE))
        for widths in media or ("page", "phone")
        for figure_id, svg in figure_charts(edition, widths).items()
    ]
    return [(figure, words) for figure, words in pairs if not nothing_to_draw(figure, ENGLISH)]


@every_edition
def test_every_figure_with_a_form_is_drawn(edition):
    assert set(figure_charts(edition)) == set(CHARTED)
    for _, svg in every_drawing(edition):
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert texts_in(svg)


@every_edition
def test_no_text_is_cut_off(edition):
    for figure_id, svg in every_drawing(edition):
        width, height = canvas(svg)
        for text in texts_in(svg):
            inside = text.left >= 0 and text.right <= width and text.top >= 0 and text.bottom <= height
            assert inside, (figure_id, text)


@every_edition
def test_no_text_covers_another(edition):
    covered = [
        (figure_id, one.words, other.words)
        for figure_id, svg in every_drawing(edition)
        for one, other in combinations(texts_in(svg), 2)
        if one.overlaps(other)
    ]
    assert covered == []


@every_edition
def test_charts_use_our_text_face_alone_and_print_no_small_type(edition):
    texts = [text for _, svg in every_drawing(edition) for text in texts_in(svg)]
    assert {text.family for text in texts} == {BRAND.text_font}
    assert min(text.size for text in texts) >= 7


@every_edition
def test_charts_can_stand_together_in_one_page(edition):
    for _, svg in every_drawing(edition):
        assert not re.search(r'\sid="|<style|clip-path|url\(#|opacity|<image|<script', svg)


def test_charts_are_drawn_in_the_brands_colours_alone():
    other = replace(BRAND, colours={name: f"#{number:06X}" for number, name in enumerate(BRAND.colours, 1)})
    other = replace(other, series=tuple(other.colours.values())[:6])
    shades = {shade.upper() for shade in shading_of(other, 1).shades}
    for drawing in _draw(figures("two years"), other).values():
        used = {colour.upper() for colour in re.findall(r"#[0-9a-fA-F]{6}", drawing.page + drawing.phone)}
        assert used <= {*other.colours.values(), *shades}


@pytest.mark.parametrize("edition", ["two years", "two years, rounded", "twelve contacts"])
def test_the_same_figures_give_the_same_bytes(edition):
    assert dict(_draw(figures(edition))) == drawings(edition)


@every_edition
@pytest.mark.parametrize(("widths", "weekday"), [("page", len("Wednesday")), ("phone", len("Wed"))])
def test_labels_of_categories_stand_in_the_chart(edition, widths, weekday):
    for figure, words in drawn(edition, widths):
        for dimension, key in _keys_to_name(figure, edition, widths):
            name = ENGLISH.label(dimension, key, short=True)
            assert (name[:weekday] if dimension == "weekday" else name) in words, figure.spec.id


def _keys_to_name(figure: Figure, edition: str, widths: str) -> set[tuple[str, str]]:
    """All keys, except months and hours, which a chart names in parts, and those that it folds or has no room for."""
    many_quarters = edition == "five years" or (widths == "phone" and not edition.startswith("half-year"))
    in_parts = ("month", "hour", "quarter") if many_quarters else ("month", "hour")
    named = ("rank", "quarter") if figure.spec.id in LARGEST_ONLY else figure.spec.dimensions
    return {
        (dimension, key)
        for cell in figure.edition.cells
        for dimension, key in zip(figure.spec.dimensions, cell.key, strict=True)
        if dimension in named and dimension not in in_parts and not _not_asked_yet(figure, key)
    }


def _not_asked_yet(figure: Figure, key: str) -> bool:
    """Genders that were not asked yet have no bar."""
    return key in ("transgender", "non_binary") and str(figure.edition.period.last) < "2017-12"


@pytest.mark.parametrize("edition", ["two years", "two years, rounded", "half-year", "half-year, rounded small"])
@pytest.mark.parametrize("figure_id", ["gender", "province", "heard_from", "perpetrator", "age_band", "services"])
@pytest.mark.parametrize("widths", ["page", "phone"])
def test_each_cell_is_told_with_count_and_share_or_with_its_bound(edition, figure_id, widths):
    words = plain(charts(edition, widths)[figure_id], STYLE)
    if nothing_to_draw(figures(edition)[figure_id], ENGLISH):
        return
    window = figures(edition)[figure_id].edition
    for cell in window.cells:
        assert (f"fewer than {cell.below}" if cell.below else f"{cell.count:,}") in words
        if cell.share is not None and not cell.below:
            assert ENGLISH.percent(cell.share) in words
    assert ("Not recorded" in words) == bool(window.missing)
    assert not window.missing or f"{window.missing:,}" in words


@every_edition
def test_every_share_in_a_chart_is_a_published_one(edition):
    for figure, words in drawn(edition):
        told = re.findall(r"[\d.]+%", words)
        shares = {ENGLISH.percent(cell.share) for cell in figure.edition.cells if cell.share is not None}
        on_the_axis = {f"{level}%" for level in range(0, 101, 5)}
        shares |= on_the_axis if figure.spec.chart in (Chart.LINE, Chart.LINES) else set()
        # One share a chart may be that of the folded categories, which the next test works out by hand.
        assert len([share for share in told if share not in shares]) <= (figure.spec.id in LARGEST_ONLY)


def test_the_share_of_folded_categories_is_that_of_their_sum():
    window = figures("two years")["city"].edition
    named = sorted((c.count for c in window.cells if c.key != ("other",)), reverse=True)[:10]
    rest = window.known - sum(named)
    assert f"{rest:,}  ·  {rest / window.known * 100:.0f}%" in plain(charts("two years")["city"], STYLE)


@pytest.mark.parametrize(
    ("edition", "figure_id", "words"),
    [
        ("no contacts", "gender", NO_RECORDS),
        ("no contacts", "calls_by_month", NO_RECORDS),
        ("no contacts", "calls_by_weekday_and_hour", NO_RECORDS),
        ("one contact", "takeover_scams_by_month", NOT_ASKED),
        ("nothing recorded", "gender", "Not recorded for any of"),
        ("four contacts, rounded", "heard_from", "Fewer than 5 in every category"),
    ],
)
def test_nothing_to_show_is_said(edition, figure_id, words):
    assert words in plain(charts(edition)[figure_id], STYLE)
