"""The desk in a real browser: written with marks and clicks, kept when the network goes, usable by everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.visit import DESK as WIDE
from tests.browser.visit import PHONE, Visit, chromium
from tests.drill import cases
from tests.site.conftest import EDITION, PASSWORD, Installation

DESK = f"/desk/{EDITION}"
PATIENCE = 180_000
PAGES = {
    "sign in": "/sign-in",
    "home": "/",
    "blocks": f"{DESK}/",
    "write": f"{DESK}/write/en/gender",
    "translate": f"{DESK}/write/ur/gender",
    "lines": f"{DESK}/lines/ur",
    "history": f"{DESK}/history/en/gender",
    "make": f"{DESK}/make",
    "account": "/account/",
    "log": "/log/",
    "refusal": f"{DESK}/write/en/nothing",
}
VIEWS = [(width, language) for width in (PHONE, WIDE) for language in ("en", "ur")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


def signed_in(browser: Browser, installation: Installation, name: str = "Writer", width: int = WIDE) -> Page:
    page = browser.new_context(base_url=installation.site, viewport={"width": width, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Editions").wait_for()
    return page


def opened(page: Page, block: str, code: str = "en") -> None:
    page.goto(f"{DESK}/write/{code}/{block}")
    page.locator("#desk[data-shown]").wait_for()


def test_a_text_is_mended_by_its_marks_given_a_number_by_clicking_and_saved(
    browser: Browser, installation: Installation
) -> None:
    page = signed_in(browser, installation)
    opened(page, "perpetrators")
    text = page.get_by_label("Text", exact=True)
    before = text.input_value()
    text.fill(f"{before}\nThere were 17 of them, said ")
    marks = page.locator("#marks li")
    expect(marks.filter(has_text="17 is typed")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".mirror .bad")).to_have_count(1)
    text.fill(f"{before}\nThey were ")
    text.press("Control+End")
    page.get_by_role("button", name="Insert a number").click()
    page.get_by_label("Figure").select_option("gender")
    page.get_by_role("button", name="Women: 1,225").click()
    assert text.input_value().endswith("They were {{ count('gender', 'woman') }}")
    page.locator("#cells tr", has_text="Women").get_by_role("button", name="words …").click()
    page.get_by_role("button", name="majority", exact=True).wait_for()
    text.press_sequentially(" cases.")
    printed = page.frame_locator("#frame").locator("#main")
    expect(printed).to_contain_text("They were 1,225 cases.", timeout=PATIENCE)
    assert printed.locator("[data-told]").first.get_attribute("title")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_have_text("Saved.", timeout=PATIENCE)
    assert installation.text("en/numbers/e_perpetrators.md").read_text().endswith("woman') }} cases.\n")
    text.fill(before)
    page.keyboard.press("Control+s")
    expect(page.locator("#said")).to_have_text("Saved.", timeout=PATIENCE)


def test_a_call_says_its_value_base_and_window_to_mouse_and_caret(browser: Browser, installation: Installation) -> None:
    page = signed_in(browser, installation)
    opened(page, "gender")
    text, told = page.get_by_label("Text", exact=True), page.locator("#told")
    expect(told).to_be_hidden()
    page.evaluate("document.fonts.ready")
    begins = "call => { const [first] = call.getClientRects(); return [first.x + 5, first.y + 5]; }"
    share = page.locator(".mirror .call", has_text="share('gender', 'woman') ").first
    page.mouse.move(*share.evaluate(begins))
    expect(told).to_have_text("59%: Cases by gender, as stated, Women, of cases, this edition", timeout=PATIENCE)
    page.get_by_role("heading", level=1).hover()
    expect(told).to_be_hidden()
    at = text.input_value().index("count('gender', 'transgender')")
    text.evaluate("(area, at) => { area.focus(); area.setSelectionRange(at, at); }", at)
    expect(told).to_have_text("15: Cases by gender, as stated, Transgender, of cases, this edition", timeout=PATIENCE)
    text.press("Escape")
    expect(told).to_be_hidden()


def test_what_was_written_outlives_network_browser_and_somebody_elses_save(
    browser: Browser, installation: Installation
) -> None:
    page = signed_in(browser, installation)
    opened(page, "age")
    before = page.get_by_label("Text", exact=True).input_value()
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).fill(f"Mine.\n\n{before}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Not saved: no connection", timeout=PATIENCE)
    page.context.set_offline(False)
    page.close()
    colleague = installation.sign_in("Colleague")
    text, token = colleague.opened(f"{DESK}/write/en/age")
    assert colleague.save(f"{DESK}/write/en/age", f"{text}\nTheirs.\n", token).status_code == 303
    again = page.context.new_page()
    again.set_default_timeout(PATIENCE)
    opened(again, "age")
    expect(again.locator("#said")).to_contain_text("is here again")
    again.get_by_role("button", name="Save").click()
    expect(again.locator("#said")).to_contain_text("Colleague saved this text meanwhile", timeout=PATIENCE)
    again.get_by_role("button", name="Save").click()
    expect(again.locator("#said")).to_have_text("Saved.", timeout=PATIENCE)
    kept = installation.text("en/numbers/g_age.md").read_text()
    assert kept.startswith("Mine.")
    assert kept.endswith("Theirs.\n")


@pytest.mark.parametrize(("width", "language"), cases(VIEWS, [(PHONE, "ur")]))
def test_everybody_can_use_each_page(browser: Browser, installation: Installation, width: int, language: str) -> None:
    people = {name: signed_in(browser, installation, name, width) for name in ("Reviewer", "Writer", "Translator")}
    complaints: list[str] = []
    for page in people.values():
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/language/{language}")
    found = {}
    for name, address in PAGES.items():
        page = people[{"write": "Writer", "translate": "Translator"}.get(name, "Reviewer")]
        page.goto(address)
        if name in ("write", "translate"):
            page.locator("#desk[data-shown]").wait_for()
            page.locator("#insert-open").click()
            page.locator("#cells table").wait_for()
        assert page.locator("html").get_attribute("lang") == language
        visit = Visit(page)
        visit.open_all()
        found[name] = (visit.too_wide(), visit.broken_rules())
    assert {name: faults for name, faults in found.items() if any(faults)} == {}
    assert complaints == []


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_a_report_on_the_site_runs_its_script_and_has_no_part_in_the_session(
    browser: Browser, installation: Installation, width: int
) -> None:
    page = signed_in(browser, installation, "Reader", width)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"/drafts/{EDITION}/report.html")
    page.locator("button.take").first.wait_for(state="attached")
    assert page.evaluate("origin") == "null"
    assert (
        page.evaluate("(() => { try { return document.cookie; } catch (error) { return error.name; } })()")
        == "SecurityError"
    )
    assert complaints == []
    page.go_back()
    page.get_by_role("heading", name="Editions").wait_for()
