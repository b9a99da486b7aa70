"""The web page in a real browser: accessible, whole on small screens, usable by keyboard, and silent on the network."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tasks.aggregate.catalogue import CATALOGUE
from tasks.chart.forms import FORMS
from tests.browser.visit import DESK, PHONE, Visit, visit
from tests.drill import cases
from tests.text.files import toml

ENGLISH, URDU = "report.html", "report.ur.html"
VIEWS = [
    (ENGLISH, PHONE, "light"),
    (ENGLISH, DESK, "dark"),
    *(
        pytest.param(view, marks=pytest.mark.drill)
        for view in ((ENGLISH, PHONE, "dark"), (ENGLISH, DESK, "light"), (URDU, PHONE, "light"), (URDU, DESK, "dark"))
    ),
]
DECLARED = {ENGLISH: ("en", "ltr"), URDU: ("ur", "rtl")}
AT_ONCE = 9
"""Files that the browser lets one page give out in a row without asking."""
DRAWN = [d.spec.id for d in CATALOGUE if d.spec.chart in FORMS and "headline" in toml("figures.toml")[d.spec.id]]
"""The figures that have a chart; there is one more, of what changed."""
READABLE = 8.5
"""Pixels that the type of a chart must have at least."""


@pytest.fixture(scope="module")
def file(sample_edition: Path) -> Path:
    return sample_edition / ENGLISH


@pytest.fixture(scope="module", params=DECLARED)
def each(browser: Browser, sample_edition: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The page in each language, on a desk."""
    with visit(browser, sample_edition / request.param) as opened:
        yield opened


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
def view(browser: Browser, sample_edition: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The pages on a phone and on a desk, light and dark; with every table unfolded where that is tightest."""
    name, *seen = request.param
    with visit(browser, sample_edition / name, *seen) as opened:
        if seen[0] == PHONE:
            opened.open_all()
        yield opened


@pytest.fixture(scope="module")
def desk(browser: Browser, file: Path) -> Iterator[Visit]:
    with visit(browser, file) as opened:
        yield opened


def test_no_rule_of_accessibility_is_broken(view: Visit) -> None:
    assert view.broken_rules() == []


def test_nothing_is_wider_than_the_window(view: Visit) -> None:
    assert view.too_wide() == []


def test_one_drawing_of_each_chart_is_shown_large_enough_to_read(view: Visit) -> None:
    charts = view.page.evaluate(
        """[...document.querySelectorAll('.chart')].map(chart => {
            const shown = [...chart.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width)
            const sizes = shown.flatMap(svg => [...svg.querySelectorAll('text')].map(text =>
                parseFloat(text.style.fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))
            return [shown.length, Math.min(...sizes), chart.scrollWidth - chart.clientWidth]
        })"""
    )
    assert len(charts) == len(DRAWN) + 1
    assert [chart for chart in charts if chart[0] != 1 or chart[1] < READABLE or chart[2] > 0] == []


def test_nothing_is_asked_for_but_the_page_itself(view: Visit) -> None:
    view.page.mouse.wheel(0, 100_000)
    assert {address for address in view.asked if not address.startswith("data:")} == {view.page.url}
    assert view.complaints == []


def test_it_reads_the_same_without_scripts(browser: Browser, file: Path, desk: Visit) -> None:
    with visit(browser, file) as scripted, visit(browser, file, scripts=False) as plain:
        scripted.page.evaluate("document.querySelectorAll('button.take').forEach(button => button.remove())")
        assert plain.page.locator("main").inner_text() == scripted.page.locator("main").inner_text()


def test_the_policy_lets_its_one_script_run_and_no_other(file: Path, desk: Visit) -> None:
    [script] = desk.page.locator("script").all()
    digest = b64encode(sha256(script.evaluate("e => e.textContent").encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in file.read_text("utf-8")
    desk.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.other = 1'}))"
    )
    assert desk.page.evaluate("window.other") is None
    desk.complaints.clear()


def test_whoever_leaves_in_a_hurry_leaves_nothing_to_go_back_to(browser: Browser, file: Path) -> None:
    for way in ("press", "click"):
        with visit(browser, file) as opened:
            page = opened.page
            page.route("https://**", lambda route: route.fulfill(body="elsewhere"))
            before = page.evaluate("history.length")
            page.locator("nav.sidebar a").nth(5).click()
            page.locator("a.leave").click() if way == "click" else [page.keyboard.press("Escape") for _ in range(2)]
            page.wait_for_url("https://**", timeout=60_000)
            assert page.evaluate("history.length") == before


def test_a_number_shows_its_cell_and_a_table_is_sorted(desk: Visit) -> None:
    page, figure = desk.page, desk.page.locator("#figure-gender")
    page.locator("#gender .told").first.click()
    assert figure.locator("tr.lit th").all_inner_texts() == ["Women"]
    assert figure.locator("tr.lit").is_visible()
    names = figure.locator("table.data").first.locator("tbody th")
    counted = names.all_inner_texts()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#gender a.told')")
    figure.get_by_role("button", name="Gender", exact=True).click()
    assert names.all_inner_texts() == [*sorted(counted[:-2]), *counted[-2:]]
    figure.get_by_role("button", name="Number").click()
    assert names.all_inner_texts() == counted


def test_a_number_leads_to_its_cell_without_scripts_too(browser: Browser, file: Path) -> None:
    with visit(browser, file, scripts=False) as plain:
        plain.page.locator("#gender a.told").first.press("Enter")
        assert plain.page.locator("td:target").inner_text() == "1,225"
        assert plain.page.locator("td:target").is_visible()


@pytest.mark.parametrize("each", cases([*DECLARED], [ENGLISH]), indirect=True)
def test_the_values_of_each_chart_are_read_by_keyboard(each: Visit) -> None:
    page = each.page
    sliders = page.locator(".values input").all()
    assert len(sliders) == page.locator("figure[data-figure] .chart").count() > 15
    page.evaluate(
        "window.told = []; addEventListener('input', e => window.told.push(e.target.getAttribute('aria-valuetext')))"
    )
    for slider in sliders:
        cells = slider.evaluate("e => e.closest('figure').querySelectorAll('td[id]').length")
        slider.focus()
        first = slider.get_attribute("aria-valuetext")
        for _ in range(cells - 1):
            page.keyboard.press("ArrowUp")
        told = {first, *page.evaluate("window.told.splice(0)")}
        assert len(told) == cells and all(any(sign.isdigit() for sign in value or "") for value in told)


def test_an_embedded_chart_stands_by_itself(desk: Visit, browser: Browser, tmp_path: Path) -> None:
    figure, page = desk.page.locator("#figure-gender"), tmp_path / "article.html"
    figure.locator(".take.embed").click()
    code = figure.locator("textarea").input_value()
    assert desk.page.evaluate("document.activeElement.selectionEnd") == len(code)
    page.write_text(f"<!doctype html><meta charset=utf-8>{code}", "utf-8")
    with visit(browser, page) as article:
        image = article.page.get_by_role("img")
        assert image.evaluate("e => e.decode().then(() => e.naturalWidth)") > 300
        assert image.get_attribute("alt") == figure.locator("svg.wide").get_attribute("aria-label")
        said = article.page.locator("figcaption").inner_text()
        assert said.startswith("Sample – made-up data. Women brought 59%") and "Data: tables/gender.csv" in said
        assert {address for address in article.asked if not address.startswith("data:")} == {page.as_uri()}
    figure.locator("textarea").evaluate("e => e.remove()")


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_chart_can_be_taken_along(desk: Visit, kind: str, begins: bytes) -> None:
    with desk.page.expect_download(timeout=60_000) as download:
        desk.page.locator(f"#figure-gender .take.{kind}").click()
    assert download.value.suggested_filename == f"figure-gender.{kind}"
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_language_and_direction_are_declared(each: Visit) -> None:
    root = each.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == DECLARED[Path(each.page.url).name]


def test_each_page_leads_to_the_one_in_the_other_language(each: Visit) -> None:
    here = Path(each.page.url).name
    [there] = DECLARED.keys() - {here}
    link = each.page.locator("nav.languages a")
    assert (link.get_attribute("hreflang"), link.get_attribute("lang")) == (DECLARED[there][0],) * 2
    for name in (there, here):
        each.page.locator("nav.languages a").click()
        each.page.wait_for_load_state()
        assert Path(each.page.url).name == name


def test_what_is_read_first_stands_where_reading_begins(each: Visit) -> None:
    chart = "#figure-gender .chart svg.wide"
    contents, text, label, drawing = each.page.evaluate(
        """selectors => selectors.map(selector => {
            const box = document.querySelector(selector).getBoundingClientRect()
            return box.left + box.width / 2
        })""",
        ["nav.sidebar", "main", f"{chart} text", chart],
    )
    from_left = DECLARED[Path(each.page.url).name][1] == "ltr"
    assert (contents < text, label < drawing) == (from_left, from_left)


def test_the_script_of_each_page_is_set_in_a_font_of_ours(each: Visit) -> None:
    assert each.page.evaluate("[...document.fonts].filter(f => f.status == 'error').length") == 0
    family = "Noto Nastaliq Urdu" if "ur" in DECLARED[Path(each.page.url).name] else "Source Sans 3"
    loaded = each.page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
    assert family in {name.strip('"') for name in loaded}


def test_ids_are_unique_and_every_link_within_the_page_has_a_target(each: Visit) -> None:
    ids = each.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    links = each.page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
    )
    assert len(ids) == len(set(ids))
    assert len(links) > 100 and set(links) <= set(ids)


def test_the_contents_stay_in_sight_and_each_link_lands(desk: Visit) -> None:
    page, contents = desk.page, desk.page.locator("nav.sidebar").get_by_role("link")
    addresses = [link.get_attribute("href") or "" for link in contents.all()]
    assert len(addresses) > 25
    for address in addresses:
        contents.and_(page.locator(f'[href="{address}"]')).click()
        place = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", address[1:])
        end = page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
        assert 0 <= place < 200 or (end and place < 800), f"{address} landed at {place}"


def test_each_figure_links_to_itself(desk: Visit) -> None:
    for figure in desk.page.locator("figure[data-figure]").all():
        own = figure.get_attribute("id")
        assert figure.locator(".self-link").get_attribute("href") == f"#{own}"


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(browser: Browser, file: Path) -> None:
    with visit(browser, file) as opened:
        page = opened.page
        wanted = page.evaluate(
            """[...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')]
            .filter(e => e.checkVisibility()).map((e, i) => { e.dataset.place = i; return i })"""
        )
        page.evaluate(
            """() => { window.reached = []; addEventListener('focusin', ({target: e}) => window.reached.push(
                [+e.dataset.place, getComputedStyle(e).outlineStyle, e.outerHTML.slice(0, 90)])) }"""
        )
        for _ in wanted:
            page.keyboard.press("Tab")
        reached = page.evaluate("window.reached")
        assert [place for place, _, _ in reached] == wanted
        assert [name for _, outline, name in reached if outline == "none"] == []


def test_by_keyboard_alone_one_gets_past_the_contents_and_unfolds_a_table(browser: Browser, file: Path) -> None:
    with visit(browser, file) as opened:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        folded = page.locator("#figure-gender details").first
        folded.locator("summary").focus()
        page.keyboard.press("Enter")
        assert folded.get_by_role("row").count() > 3


@pytest.mark.parametrize("each", cases([*DECLARED], [ENGLISH]), indirect=True)
def test_every_table_can_be_downloaded_as_the_package_has_it(each: Visit, sample_edition: Path) -> None:
    links = each.page.locator("a.download").all()
    assert len(links) > 25
    for place, link in enumerate(links):
        if place % AT_ONCE == 0:
            each.page.reload()
        with each.page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        assert Path(download.value.path()).read_bytes() == (sample_edition / "tables" / name).read_bytes(), name


def test_on_paper_the_navigation_goes_and_the_figures_stay_whole(desk: Visit) -> None:
    desk.page.emulate_media(media="print")
    try:
        assert not any(navigation.is_visible() for navigation in desk.page.get_by_role("navigation").all())
        assert not desk.page.locator("a.download").first.is_visible()
        chart = desk.page.locator("#figure-gender .chart svg:visible")
        assert chart.count() == 1
        assert desk.page.locator("#figure-gender").evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    finally:
        desk.page.emulate_media(media="screen")
