"""The site's pages in a real browser: nothing that a reader cannot use, and nothing wider than a telephone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from expectations.contract.logs import LogForms
from flows.edition.reading import save_previous_draft, snapshot
from flows.onboarding.choices import save_report
from flows.onboarding.look import LogColumn, LogSheet
from flows.settings import SETTINGS_VARIABLE
from flows.site.application import site
from tasks.model.manifest import digest
from tasks.publish import publish, withdraw
from tasks.validate import validate
from tests.browser.visit import DESK, PHONE, chromium, visit
from tests.drill import cases
from tests.site.test_site import EDITION, PERSON, WHY, draft
from tests.validate.intakes import make_intake, records

PAGES = {
    "home": "/",
    "draft": f"/drafts/{EDITION}/",
    "quality": "/quality/",
    "fix list": "/fix-list/",
    "columns": "/onboarding/",
    "withdrawn page": f"/published/{EDITION}/r1/report.html",
    "withdrawn file": f"/published/{EDITION}/r1/report.pdf",
    "index": "/published/",
    "edition": f"/published/{EDITION}/",
    "refusal": "/nothing/",
}
VIEWS = [(name, width) for name in PAGES for width in (PHONE, DESK)]
QUICK = [(name, (PHONE, DESK)[place % 2]) for place, name in enumerate(PAGES)]
"""Each page in one width, by turns; in the other it is looked at in the drill."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of an installation with a withdrawn revision, a draft that replaced another, and a fix list."""
    folder = tmp_path_factory.mktemp("site")
    names = ("out", "published", "private", "state")
    (folder / "settings.toml").write_text("[folders]\n" + "".join(f"{n} = {str(folder / n)!r}\n" for n in names))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTINGS_VARIABLE, str(folder / "settings.toml"))
        first = draft(folder)
        before = snapshot(first)
        withdraw(publish(first, digest(first), folder / "published"), WHY, date(2018, 12, 20))
        save_previous_draft(before, draft(folder, "In between.", seed=2), folder / "state")
        draft(folder, "As ever.", seed=2)
        intake = make_intake(folder / "work", records({"gender": "!unknown:woman"}, {"age_band": "!out_of_range"}, {}))
        validate(replace(intake, unreadable={"gender": 1, "age": 1}), folder / "work", folder / "private")
        log = (
            LogColumn(1, "Caller", {}, True),
            LogColumn(2, "Rcvd", {"03/04/18": 2}),
            LogColumn(3, "City", {"Lahore": 2}),
        )
        save_report(folder / "state", [LogSheet("a-log-with-a-long-name.xlsx", "2018", False, 3, log)], LogForms())
        client = TestClient(site(), "http://127.0.0.1")
        for name, address in PAGES.items():
            (folder / f"{name}.html").write_bytes(client.get(address, headers=PERSON).content)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("name", "width"), cases(VIEWS, QUICK))
def test_whoever_reads_it_can_use_it(browser: Browser, pages: Path, name: str, width: int) -> None:
    with visit(browser, pages / f"{name}.html", width) as opened:
        opened.open_all()
        assert opened.too_wide() == []
        # The stand-in of a report below its notice is no whole page.
        assert [rule for rule in opened.broken_rules() if name != "withdrawn page"] == []
