"""Content of another organisation: built, proofread, verified and published by the same program."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tasks.model.manifest import digest
from tests.finished_page import Page
from tests.second_content import GONE, run, run_with, write_content

FOREIGN = re.compile(r"pakistan|karachi|punjab|\bfia\b|nr3c|drf|digital rights|lahore|peca|urdu", re.IGNORECASE)


UNRECORDED = {
    "Contacting for": "contacting_for",
    "Perpetrator": "perpetrator",
    "Heard of us from": "heard_from",
    "Services": "service",
    "Suicidal ideation": "suicidal_ideation",
    "Communities at risk": "vulnerable_community",
}
"""What its log has no column for, and what figures of it are called."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other") / "content"
    write_content(folder)
    return folder


ONBOARD = """
import json, sys
from pathlib import Path
from flows.onboarding.ask import Interview
from flows.onboarding.look import look
from tests.onboarding.log_writers import write
from tests.onboarding.person import Person
from tests.onboarding.ten import TIDELINE, without
helpline = without(TIDELINE, *sys.argv[3:])
logs, person = write(helpline, Path(sys.argv[1])), Person(helpline)
sheets = [sheet for name in logs.values() for sheet in look(name)]
Interview(Path(sys.argv[2]), person.answer, person.say).run(sheets)
print(json.dumps(logs))
"""


@pytest.fixture(scope="module")
def edition(content: Path) -> Path:
    """An edition of its last half-year from a log of its own: onboarded, built, proofread, verified and published."""
    return published(content)


def published(content: Path, *without: str) -> Path:
    """The published edition, from a log that lacks the columns of some fields besides."""
    folder = content.parent
    logs = json.loads(run_with(content, ONBOARD, folder, content, *without))
    given = [part for log, name in logs.items() for part in (f"--{log}", name)]
    where = ["--out", folder / "editions", "--private", folder / "private", "--ledger", folder / "ledger.jsonl"]
    run(content, "build", *given, "--from", "2019-07", "--to", "2019-12", "--no-pdf", *where)
    built = folder / "editions" / "2019-07_2019-12"
    run(
        content, "publish", built, "--approve", digest(built), "--to", folder / "published",
        "--ledger", folder / "ledger.jsonl",
    )  # fmt: skip
    return folder / "published" / "2019-07_2019-12" / "r1"


def test_no_module_names_a_country_an_agency_or_an_organisation() -> None:
    project = Path(__file__).parents[1]
    modules = [file for part in ("flows", "tasks", "expectations") for file in (project / part).rglob("*.py")]
    own = re.compile(r"pakistan|karachi|punjab|\bfia\b|nr3c|\bdrf\b", re.IGNORECASE)
    outside_sample = (file for file in modules if "sample" not in file.parts)
    assert not [file.name for file in outside_sample if own.search(file.read_text("utf-8"))]


def test_nothing_of_the_bundled_content_is_left(content: Path) -> None:
    texts = [
        file for file in content.rglob("*") if file.suffix in {".toml", ".md", ".csv"} and "fonts" not in file.parts
    ]
    found = [(f.name, line) for f in texts for line in f.read_text("utf-8").splitlines() if FOREIGN.search(line)]
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("title", UNRECORDED)
def test_what_its_log_does_not_record_is_told_once_and_in_no_other_place(edition: Path, title: str) -> None:
    """No figure, no table, no section, no line of the contents and no row of the data dictionary."""
    assert Page(edition / "report.html").main.text.count(title) == 1
    assert not [table for table in (edition / "tables").iterdir() if UNRECORDED[title] in table.name]


def test_it_counts_by_its_own_places_and_not_what_it_does_not_ask(edition: Path) -> None:
    figures = json.loads((edition / "figures.json").read_text("utf-8"))["figures"]
    assert not [name for name in figures if any(asked in name for asked in UNRECORDED.values())]
    assert not {*GONE} & {*figures}
    provinces = [cell["key"] for cell in figures["province"]["windows"]["edition"]["cells"]]
    assert sorted(provinces) == [["highlands"], ["islands"], ["littoral"]]


@pytest.mark.parametrize(("page", "title"), [("report.html", "Tideline Line"), ("report.fr.html", "Ligne Tideline")])
def test_its_pages_say_so_in_english_and_french(edition: Path, page: str, title: str) -> None:
    assert title in (edition / page).read_text("utf-8")
    assert not FOREIGN.search(Page(edition / page).main.text)


@pytest.mark.drill
def test_where_new_contacts_cannot_be_told_contacts_are_counted_and_no_cases(tmp_path: Path) -> None:
    """Its log has neither a column of kinds nor one of cases."""
    write_content(tmp_path / "content")
    edition = published(tmp_path / "content", "kind", "case_ref")
    figures = json.loads((edition / "figures.json").read_text("utf-8"))["figures"]
    assert {*figures} == {"calls", "emails", "contacts", "channel", "mean_calls_per_month"}
    text = Page(edition / "report.html").main.text
    assert "this report counts contacts and no cases" in text
    assert not re.search(r"\d cases|of cases|follow-up calls|new calls", text, re.IGNORECASE)


@pytest.mark.drill
def test_its_pdf_says_no_more(content: Path, edition: Path) -> None:
    folder = content.parent
    built = folder / "editions" / "2019-07_2019-12"
    run(content, "render", built)
    run(content, "verify", built, "--private", folder / "private", "--ledger", folder / "ledger.jsonl")
    done = subprocess.run(["pdftotext", built / "report.pdf", "-"], capture_output=True, text=True, check=True)
    text = " ".join(done.stdout.split())
    assert "Tideline" in text and not FOREIGN.search(text)
    assert not [title for title in UNRECORDED if text.count(title) != 1]
