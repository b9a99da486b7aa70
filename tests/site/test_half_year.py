"""A half-year of the report in a browser, from signing in to a withdrawn revision: no terminal, no file, no path.

The first test mends what does not pass, beside a site alone; the drill goes the whole way, with a Prefect server and
its workers.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from flows.operate.own_content import write_content
from tests.browser.visit import chromium
from tests.operate.running_trial import RunningTrial, running_trial
from tests.site.conftest import EDITION, add_accounts, install
from tests.site.half_year import (
    HalfYear,
    be_refused,
    call_out,
    comment,
    compare,
    insert,
    make,
    mend,
    publish,
    revise,
    settle,
    translate,
    unsettle,
    withdraw,
)

LONGEST = 20 * 60
"""Seconds that all of it may take somebody who never saw it; a browser that never thinks takes a small part of them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


def test_the_texts_of_a_half_year_are_mended(browser: Browser, sample_edition: Path, tmp_path: Path) -> None:
    installation = install(tmp_path, sample_edition)
    unsettle(installation.text(""))
    installation.start()
    try:
        half_year = HalfYear(browser, installation.site)
        mend(half_year, half_year.sign_in("Writer"))
    finally:
        installation.stop()
    print(half_year.summary())


@pytest.fixture(scope="module")
def everything(own_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrial]:
    """An installation that is up, with a draft that was built before, and accounts; who approves has not written."""
    folder = tmp_path_factory.mktemp("half-year")
    shutil.copytree(own_edition, folder / "out" / EDITION)
    shutil.copytree(own_edition.parents[1] / "private", folder / "private")
    write_content(folder / "content")
    unsettle(folder / "content" / "text")
    with running_trial(folder, "second_person = true\n", folder / "content") as found:
        add_accounts(folder / "settings.toml")
        yield found


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_a_half_year_goes_from_two_texts_that_do_not_pass_to_a_second_revision(
    browser: Browser, everything: RunningTrial
) -> None:
    half_year = HalfYear(browser, everything.site)
    writer = half_year.sign_in("Writer")
    be_refused(half_year, writer)
    mend(half_year, writer)
    insert(half_year, writer)
    call_out(half_year, writer)
    translate(half_year)
    make(half_year, writer)
    compare(half_year, writer)
    comment(half_year)
    settle(half_year, writer)
    publish(half_year, 1)
    revise(half_year, writer)
    publish(half_year, 2, "The sentence said less than it should.")
    withdraw(half_year)
    print(half_year.summary())
    assert sum(half_year.seconds.values()) < LONGEST
    revisions = everything.folder / "published" / EDITION
    assert {path.name for path in revisions.iterdir()} >= {"r1", "r1.withdrawn.json", "r2", "r2.reason.json"}
