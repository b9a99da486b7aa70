"""The half-year as those who write the report live it, step by step in a browser: no terminal, no file, no path."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import DESK
from tests.site.conftest import EDITION, PASSWORD

PATIENCE = 300_000
PICTURES = os.environ.get("HELPLINE_REPORT_PICTURES", "")
"""A folder in which each step leaves its picture, if somebody wants to look at them."""
CALL_OUT = f"editions/{EDITION}/callout_code_scams.md"
TITLE, URDU = "A code is a key", "کوڈ ایک چابی ہے"
ADVICE, URDU_ADVICE = "It opens your account. Tell it to nobody.", "یہ آپ کا اکاؤنٹ کھولتا ہے۔ کسی کو نہ بتائیں۔"
MISTAKE, MENDED = "Women brought", "In all, women brought"


def unsettle(texts: Path) -> None:
    """Texts as a half-year begins with them: two do not pass, and a call-out of the edition is still to be written."""
    for file in texts.rglob("*.*"):
        os.utime(file, (0, 0))  # older than the draft
    for file, words in (
        ("numbers/b_gender.md", "Women brought 1,225 of them."),
        ("standing/our_story.md", "It was the majority of calls that asked for it."),
    ):
        path = texts / "en" / file
        path.write_text(f"{path.read_text('utf-8')}\n{words}\n", "utf-8")
    for code in ("en", "ur"):
        (texts / code / CALL_OUT).unlink()


@dataclass
class HalfYear:
    """An edition on its way: the browser in which people sign in at a site, and how long each step took, in seconds."""

    browser: Browser
    site: str
    width: int = DESK
    seconds: dict[str, float] = field(default_factory=dict)

    def sign_in(self, name: str) -> Page:
        """Somebody in a browser of their own, who has signed in and opened the edition."""
        page = self.browser.new_context(base_url=self.site, viewport={"width": self.width, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto("/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        open_edition(page)
        return page

    @contextmanager
    def step(self, what: str, page: Callable[[], Page] | Page) -> Iterator[None]:
        """A step: it is timed, and pictured where it ended."""
        begun = time.monotonic()
        yield
        self.seconds[what] = time.monotonic() - begun
        if PICTURES:
            shown = page if isinstance(page, Page) else page()
            name = f"{len(self.seconds):02} {what} {self.width}.png".replace(" ", "-")
            shown.screenshot(path=Path(PICTURES) / name)

    def summary(self) -> str:
        """How long each step took, a line each."""
        lines = [f"{seconds:7.1f} s  {what}" for what, seconds in self.seconds.items()]
        return "\n".join([*lines, f"{sum(self.seconds.values()):7.1f} s  in all"])


def open_edition(page: Page) -> None:
    """Open the list of blocks from the first page."""
    page.get_by_role("link", name="Editions", exact=True).click()
    page.get_by_role("link", name="Write, translate, publish").click()
    page.get_by_role("heading", name="English").wait_for()


def open_block(page: Page, name: str) -> None:
    """Open a block from the list."""
    page.get_by_role("listitem").get_by_role("link", name=name, exact=True).click()
    page.locator("#desk[data-shown]").wait_for()


def back(page: Page) -> None:
    """Go back to the list of blocks."""
    page.get_by_role("main").get_by_role("link", name="December 2016 to November 2018").click()
    page.get_by_role("heading", name="English").wait_for()


def save(page: Page) -> None:
    """Save, and see that it was."""
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_have_text("Saved.", timeout=PATIENCE)


def passes(page: Page) -> None:
    """See that nothing is marked."""
    expect(page.locator("#marks")).to_contain_text("this block passes", timeout=PATIENCE)


def mend(half_year: HalfYear, page: Page) -> None:
    """Find the two blocks that do not pass, and mend them by what their marks say."""
    with half_year.step("find what does not pass", page):
        expect(page.get_by_role("main")).to_contain_text("2 blocks do not pass: Our story, Gender.")
    for name, instead in (("Our story", "word('majority'"), ("Gender", "count('gender', 'woman')")):
        with half_year.step(f"mend {name}", page):
            page.locator("p", has_text="do not pass").or_(
                page.locator("p", has_text="does not pass")
            ).first.get_by_role("link", name=name).click()
            page.locator("#marks").get_by_role("button", name=instead).first.click()
            passes(page)
            save(page)
        back(page)
    expect(page.get_by_role("main")).not_to_contain_text("not pass")


def insert(half_year: HalfYear, page: Page) -> None:
    """Say two numbers by clicking them."""
    with half_year.step("insert two numbers by clicking", page):
        open_block(page, "Perpetrators")
        text = page.get_by_label("Text", exact=True)
        text.press("Control+End")
        text.press_sequentially("\nThe helpline took ")
        page.get_by_role("button", name="Insert a number").click()
        page.get_by_label("Figure").select_option(label="a. Calls attended")
        page.get_by_role("button", name="Calls attended: 2,781").click()
        text.press_sequentially(" calls. Women brought ")
        page.get_by_label("Figure").select_option("gender")
        page.get_by_role("button", name="Women: 1,225").click()
        text.press_sequentially(" of the cases.")
        printed = page.frame_locator("#frame").locator("#main")
        expect(printed).to_contain_text("took 2,781 calls. Women brought 1,225 of the cases.", timeout=PATIENCE)
        passes(page)
        save(page)
    back(page)


def call_out(half_year: HalfYear, page: Page) -> None:
    """Write a call-out of this edition, which has none yet."""
    with half_year.step("write a call-out", page):
        open_block(page, "Call-out on code scams")
        page.get_by_role("button", name="a call-out").click()
        text = page.get_by_label("Text", exact=True)
        text.fill(text.input_value().replace("The title", TITLE).replace("What it says.", ADVICE))
        expect(page.frame_locator("#frame").locator("#main")).to_contain_text(ADVICE, timeout=PATIENCE)
        passes(page)
        save(page)
    back(page)


def translate(half_year: HalfYear) -> None:
    """Translate the call-out, and look through what changed in a text that was translated before."""
    page = half_year.sign_in("Translator")
    with half_year.step("translate the call-out", page):
        page.get_by_role("link", name="کوڈ کے دھوکوں پر توضیح").first.click()
        page.locator("#desk[data-shown]").wait_for()
        expect(page.get_by_role("region", name="The English")).to_contain_text(ADVICE)
        page.get_by_label("Text", exact=True).fill(f"::: callout {URDU}\n{URDU_ADVICE}\n:::")
        expect(page.frame_locator("#frame").locator("#main")).to_contain_text(URDU_ADVICE, timeout=PATIENCE)
        passes(page)
        save(page)
    back(page)
    page.context.close()


def to_the_end(page: Page, words: str = "Done") -> None:
    """Wait until a run has ended, by what its page says."""
    expect(page.locator("#run-state")).to_have_text(words, timeout=PATIENCE)


def be_refused(half_year: HalfYear, page: Page) -> None:
    """Ask for the draft too early: the page says which text does not pass, at which line, and what to write."""
    with half_year.step("make the draft too early", page):
        page.get_by_role("link", name="Make the draft, approve, publish").click()
        page.get_by_role("button", name="Make the draft").click()
        to_the_end(page, "Failed")
        says = page.locator("#run-says")
        expect(says).to_contain_text("b_gender.md, line 39: The number 1,225 is typed by hand.")
        expect(says).to_contain_text("our_story.md")
        expect(says).not_to_contain_text("exception")
    back(page)


def make(half_year: HalfYear, page: Page, what: str = "make the draft") -> None:
    """Have the draft made from the texts, and watch until it is there."""
    with half_year.step(what, page):
        page.get_by_role("link", name="Make the draft, approve, publish").click()
        page.get_by_role("button", name="Make the draft").click()
        to_the_end(page)


def compare(half_year: HalfYear, page: Page) -> None:
    """See what the draft changes, and read it."""
    with half_year.step("compare with the draft before", page):
        page.get_by_role("link", name="Read and compare the draft").first.click()
        page.get_by_role("link", name="Against the draft before this one").click()
        changes = page.get_by_role("main")
        expect(changes).to_contain_text("took 2,781 calls")
        expect(changes).to_contain_text(TITLE)
    with half_year.step("read the web page", page):
        page.get_by_role("link", name="Read the web page", exact=True).click()
        page.get_by_text(ADVICE).wait_for()
        page.go_back()
    with half_year.step("read the web page in Urdu", page):
        page.get_by_role("link", name="Read the web page in اردو").click()
        page.get_by_text(URDU_ADVICE).wait_for()
        page.go_back()


def comment(half_year: HalfYear) -> None:
    """An approver asks something about a block, and the page says that it is to be settled first."""
    page = half_year.sign_in("Reviewer")
    with half_year.step("comment on a block", page):
        open_block(page, "Perpetrators")
        page.get_by_label("Comment on this block").fill("Is this the number of all calls?")
        page.get_by_role("button", name="Comment", exact=True).click()
        page.get_by_text("Is this the number of all calls?").wait_for()
    back(page)
    page.get_by_role("link", name="Make the draft, approve, publish").click()
    expect(page.get_by_role("main")).to_contain_text("Open comments: Perpetrators (1)")
    expect(page.get_by_role("button", name="Approve and publish")).to_have_count(0)
    page.context.close()


def settle(half_year: HalfYear, page: Page) -> None:
    """The writer finds the comment in the list and settles it."""
    open_edition(page)
    with half_year.step("settle the comment", page):
        page.get_by_role("link", name="Perpetrators (1)").click()
        page.get_by_role("button", name="Settled").click()
        page.get_by_text("settled by Writer").wait_for()
    back(page)
    page.get_by_role("link", name="Make the draft, approve, publish").click()
    expect(page.get_by_role("main")).to_contain_text("An approver publishes it")


def publish(half_year: HalfYear, revision: int, reason: str = "") -> None:
    """Another account approves the draft that it has read."""
    page = half_year.sign_in("Reviewer")
    with half_year.step(f"approve and publish revision {revision}", page):
        page.get_by_role("link", name="Make the draft, approve, publish").click()
        if reason:
            page.get_by_label("Why another revision?").fill(reason)
        page.get_by_label("I have read this draft and approve it").check()
        page.get_by_role("button", name="Approve and publish").click()
        to_the_end(page)
        page.get_by_role("link", name=f"Revision {revision}", exact=True).wait_for()
    page.context.close()


def revise(half_year: HalfYear, page: Page) -> None:
    """A mistake is found in what is published: it is mended, and the draft made and compared again."""
    open_edition(page)
    with half_year.step("mend a mistake", page):
        open_block(page, "Perpetrators")
        text = page.get_by_label("Text", exact=True)
        text.fill(text.input_value().replace(MISTAKE, MENDED))
        passes(page)
        save(page)
    back(page)
    make(half_year, page, "make the draft again")
    with half_year.step("compare with what is published", page):
        page.get_by_role("link", name="Read and compare the draft").first.click()
        page.get_by_role("link", name="Against revision 1, which is published").click()
        expect(page.get_by_role("main")).to_contain_text(MENDED)


def withdraw(half_year: HalfYear) -> None:
    """The first revision is withdrawn, and whoever opens it meets the notice."""
    page = half_year.sign_in("Reviewer")
    with half_year.step("withdraw the first", page):
        page.get_by_role("link", name="Make the draft, approve, publish").click()
        first = page.get_by_role("region", name="Revision 1")
        first.get_by_text("Withdraw revision 1").click()
        first.get_by_label("Why must it not be relied on?").fill("A sentence read as if of a part.")
        first.get_by_role("button", name="Withdraw it").click()
        to_the_end(page)
    with half_year.step("meet the notice", page):
        page.get_by_role("link", name="Revision 1", exact=True).click()
        page.get_by_text("Please do not rely on revision 1").wait_for()
    page.context.close()
