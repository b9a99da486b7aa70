"""The page of what onboarding proposes: it shows no value of a log, and what is chosen on it the next run takes."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from flows.onboarding.choices import CHOICES, REPORT
from flows.settings import PROJECT
from tests.onboarding.helplines import NAMES
from tests.onboarding.log_writers import write
from tests.onboarding.ten import TEN
from tests.site.conftest import Installation, install

HELPLINE = TEN["month first"]
PAGE = "/onboarding/"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("choices")
    (folder / "draft").mkdir()
    found = install(folder, folder / "draft")
    write(HELPLINE, folder)
    found.start()
    yield found
    found.stop()


def onboard(installed: Installation) -> str:
    """Run the command, and end it at its first question."""
    folder = installed.folder
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "onboard", folder / "calls.csv"],
        cwd=PROJECT, env=os.environ | {"HELPLINE_REPORT_SETTINGS": str(folder / "settings.toml")},
        text=True, input="", capture_output=True, check=False,
    )  # fmt: skip
    assert "The answers ended" in done.stderr, done.stdout + done.stderr
    return done.stdout


def test_choices_of_the_page_are_taken_by_the_next_run(installed: Installation) -> None:
    reviewer = installed.sign_in("Reviewer")
    assert "Nothing yet" in reviewer.get(PAGE).text
    asked = onboard(installed)
    page = reviewer.get(PAGE).text
    left = (installed.folder / "state" / REPORT).read_text("utf-8")
    values = {str(cell) for row in HELPLINE.rows(HELPLINE.originals()) for cell in row if cell}
    for text in (page, left):
        assert not [name for name in (*NAMES, "Rcvd", "Alleged offender") if name in text]
        assert not [value for value in values if len(value) > 5 and value in text and value not in KNOWN]
    assert "99/99/99 99:99 AA" in page and "by its heading it may name people" in page
    chosen = {"column 0 2": "received_at", "column 0 3": "kind", "column 0 1": "nothing of ours"}
    chosen |= {"column 0 12": "gender", "dates 0": "month_first", "lacks city": "yes", "lacks kind": ""}
    assert reviewer.post(PAGE, **chosen).status_code == 303
    assert (installed.folder / "content" / CHOICES).exists()
    again = onboard(installed)
    said = (installed.folder / "content" / "contract" / "logs.toml").read_text("utf-8")
    assert '"Rcvd" = "received_at"' in said and '"Type of contact" = "kind"' in said
    assert 'dates = "month_first"' in said and 'not_recorded = ["city"]' in said
    assert '"Phone"' not in said and '"Ticket"' not in said.partition("received_at")[0]
    lacking = [text.partition("no column for?")[2].split() for text in (asked, again)]
    assert {"kind", "city"} <= {*lacking[0]} and not {"kind", "city"} & {*lacking[1]}
    assert not (installed.folder / "content" / CHOICES).exists()


KNOWN = {"stranger", "Facebook", "Twitter", "Instagram", "WhatsApp", "Abusive language"}
"""Spellings of the log that stand in the contract too, such as titles of fields and keys of answers."""


@pytest.mark.parametrize(("name", "status"), [("Writer", 403), ("Reader", 403)])
def test_only_approvers_choose(installed: Installation, name: str, status: int) -> None:
    person = installed.sign_in(name)
    assert person.get(PAGE).status_code == 200
    assert person.post(PAGE, **{"lacks age": "yes"}).status_code == status
